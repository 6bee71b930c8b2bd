#include "cli/output_file.h"

#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <system_error>

#include "cli/new_file.h"
#include "cli/usage.h"

namespace keycell::cli {
namespace fs = std::filesystem;

OutputFile::OutputFile(std::string option, fs::path path, const Terms& terms)
    : option_(std::move(option)), path_(std::move(path)) {
  std::error_code none;
  if (fs::is_directory(path_, none)) refuse("it is a folder; expected the name of a file");
  for (const std::string& input : terms.inputs)
    if (fs::equivalent(path_, input, none)) refuse("it is read, and would be written over; expected another name");
  const bool is_of_the_system = path_.string().starts_with("/dev/") || path_.string().starts_with("/proc/");
  if (is_of_the_system || (fs::exists(path_, none) && !fs::is_regular_file(path_, none))) {
    if (::access(path_.c_str(), W_OK) != 0) refuse(words_of_errno());
    return;
  }
  // What a link names is written, and the link stays.
  if (fs::is_symlink(path_, none)) {
    std::error_code error;
    const fs::path named = fs::weakly_canonical(path_, error);
    if (error) refuse(error.message());
    path_ = named;
  }
  if (fs::exists(path_, none) && !terms.force) {
    std::ifstream file(path_, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!text.empty() && !terms.is_ours(text))
      refuse("it is there and is no " + terms.what + "; expected another name, or --force");
  }
  const fs::path folder = path_.has_parent_path() ? path_.parent_path() : fs::path(".");
  const auto beside = new_file_in(folder);
  if (!beside) refuse(words_of_errno());
  beside_ = *beside;
}

OutputFile::~OutputFile() {
  if (!beside_.empty()) ::unlink(beside_.c_str());
}

void OutputFile::refuse(const std::string& why) const {
  throw InputOutputError(option_ + ": cannot write " + path_.string() + ": " + why);
}

void OutputFile::write(std::string_view text) {
  {
    errno = 0;
    std::ofstream file(beside_.empty() ? path_ : fs::path(beside_), std::ios::binary | std::ios::trunc);
    file.write(text.data(), static_cast<std::streamsize>(text.size()));
    file.flush();
    if (!file) refuse(errno == 0 ? "it does not take all of it" : words_of_errno());
  }
  if (beside_.empty()) return;
  std::error_code error;
  fs::rename(beside_, path_, error);
  if (error) refuse(error.message());
  beside_.clear();
}

}  // namespace keycell::cli
