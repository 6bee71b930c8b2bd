#pragma once
// The folder of --out: made and tried before the work starts, and every file appears in it whole or not at all.

#include <filesystem>
#include <string>
#include <string_view>

namespace keycell::cli {

class OutputFolder {
 public:
  /// Throws InputOutputError when the folder cannot be made or written to.
  explicit OutputFolder(std::filesystem::path path);
  /// Throws InputOutputError; then the folder has no such file, or the former one.
  void write(const std::string& name, std::string_view text) const;
  /// For a file that somebody else writes: under this path first, and by its name when it is whole.
  std::string part(const std::string& name) const { return (path_ / (name + ".part")).string(); }
  /// Throws InputOutputError.
  void keep_part(const std::string& name) const;
  void drop_part(const std::string& name) const;

 private:
  std::filesystem::path path_;
};

}  // namespace keycell::cli
