#include "scenarios/text_file.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "scenarios/wording.h"

namespace keycell::scenarios {

std::string read_text_file(const std::string& path, std::string_view kind) {
  const std::string name = one_line(path);
  const auto refuse = [&](const std::string& why) { throw ScenarioFileError(name + ": " + why); };
  std::error_code ignored;  // what cannot be asked is found out by opening it
  if (std::filesystem::is_directory(path, ignored)) refuse("is a directory; expected a " + std::string(kind));
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) refuse(std::string("cannot be read: ") + std::strerror(errno));

  std::string text(largestFile + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad()) refuse(std::string("cannot be read: ") + std::strerror(errno));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > largestFile) {
    const std::uintmax_t size = std::filesystem::file_size(path, ignored);
    const std::string has = ignored ? "more than " + std::to_string(largestFile) : std::to_string(size);
    refuse("has " + has + " bytes; a " + std::string(kind) + " has at most " + std::to_string(largestFile) +
           " (4 MiB)");
  }
  return text;
}

}  // namespace keycell::scenarios
