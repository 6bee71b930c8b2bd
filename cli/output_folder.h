#pragma once
// The folder of --out: taken, emptied of an earlier run and tried before the work starts. Every file appears in it
// whole or not at all, nothing that the program did not write is lost, and no two programs write into it at once.

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace keycell::cli {

/// The scenario as it was simulated, in a folder of one.
inline constexpr const char* scenarioFile = "scenario.toml";

class OutputFolder {
 public:
  struct Terms {
    std::vector<std::string> files;   ///< that may come, as far as their names are known beforehand
    std::vector<std::string> inputs;  ///< files that are read: they stay as they are, whatever `force` says
    bool force = false;               ///< files of these names may go although somebody else wrote them
  };

  /// What an earlier run left, as its list in the folder says, goes; unless it was changed since: then it is the
  /// user's. Throws InputOutputError when the folder cannot be made or written to, when another program writes there,
  /// and when one of the files is there and not to be lost. Then the folder is as it was.
  OutputFolder(std::filesystem::path path, const Terms& terms);
  /// Parts that were not kept go.
  ~OutputFolder();
  OutputFolder(const OutputFolder&) = delete;
  OutputFolder& operator=(const OutputFolder&) = delete;

  /// Throws InputOutputError; then the folder has no such file, or the user's.
  void write(const std::string& name, std::string_view text);
  /// For a file that somebody else writes: under this path first, and by its name when it is whole.
  const std::string& part(const std::string& name);
  /// Throws as write() does.
  void keep_part(const std::string& name);
  void drop_part(const std::string& name);

  /// The list of what the program wrote there.
  static constexpr const char* listFile = "keycell-files.json";

 private:
  /// Of a directory that is held; the system lets go of it when this process and its children are gone.
  class Held {
   public:
    explicit Held(const std::filesystem::path& path);
    ~Held();
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;

   private:
    int descriptor_;
  };

  void refuse_what_is_not_ours(const std::string& name) const;
  void write_list();

  std::filesystem::path path_;
  bool force_;
  std::optional<Held> held_;
  std::map<std::string, std::string> parts_;  // by name, not kept yet
  std::map<std::string, std::string> ours_;   // by name, with a print of each
};

}  // namespace keycell::cli
