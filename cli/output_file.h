#pragma once
// One file that the user names: tried before the work starts, and there whole or not at all.

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace keycell::cli {

class OutputFile {
 public:
  struct Terms {
    std::string what;                                    ///< the file is: "calibration"
    std::function<bool(std::string_view text)> is_ours;  ///< whether a file with this text may be written over
    std::vector<std::string> inputs{};                   ///< files that are read: they stay as they are
    bool force = false;                                  ///< a file that somebody else wrote may go
  };

  /// Throws InputOutputError, which begins with the option's name, for what cannot be written or is not to be lost.
  OutputFile(std::string option, std::filesystem::path path, const Terms& terms);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  /// Throws InputOutputError; then the file is as it was.
  void write(std::string_view text);

 private:
  [[noreturn]] void refuse(const std::string& why) const;

  std::string option_;
  std::filesystem::path path_;
  std::string beside_;  // takes the text first; empty where the path is no file: a device, a pipe
};

}  // namespace keycell::cli
