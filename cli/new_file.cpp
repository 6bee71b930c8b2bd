#include "cli/new_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>

namespace keycell::cli {

std::optional<std::string> new_file_in(const std::filesystem::path& folder) {
  std::string path = (folder / ".keycell-XXXXXX").string();
  const int descriptor = ::mkostemp(path.data(), O_CLOEXEC);
  if (descriptor < 0) return std::nullopt;
  const mode_t mask = ::umask(0);  // one thread alone runs here
  ::umask(mask);
  ::fchmod(descriptor, 0666 & ~mask);
  ::close(descriptor);
  return path;
}

std::string words_of_errno() { return std::generic_category().message(errno); }

}  // namespace keycell::cli
