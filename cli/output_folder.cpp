#include "cli/output_folder.h"

#include <unistd.h>

#include <fstream>

#include "cli/usage.h"

namespace keycell::cli {

OutputFolder::OutputFolder(std::filesystem::path path) : path_(std::move(path)) {
  std::error_code error;
  std::filesystem::create_directories(path_, error);
  if (!error && !std::filesystem::is_directory(path_)) error = std::make_error_code(std::errc::not_a_directory);
  if (!error && ::access(path_.c_str(), W_OK | X_OK) != 0) error = std::error_code(errno, std::generic_category());
  if (error) throw InputOutputError("--out: " + path_.string() + ": " + error.message());
}

void OutputFolder::write(const std::string& name, std::string_view text) const {
  {
    std::ofstream file(part(name), std::ios::binary | std::ios::trunc);
    file.write(text.data(), static_cast<std::streamsize>(text.size()));
    file.flush();
    if (!file) {
      drop_part(name);
      throw InputOutputError("cannot write " + (path_ / name).string());
    }
  }
  keep_part(name);
}

void OutputFolder::keep_part(const std::string& name) const {
  std::error_code error;
  std::filesystem::rename(part(name), path_ / name, error);
  if (!error) return;
  drop_part(name);
  throw InputOutputError("cannot write " + (path_ / name).string() + ": " + error.message());
}

void OutputFolder::drop_part(const std::string& name) const {
  std::error_code ignored;
  std::filesystem::remove(part(name), ignored);
}

}  // namespace keycell::cli
