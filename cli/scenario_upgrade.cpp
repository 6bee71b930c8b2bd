#include "cli/scenario_upgrade.h"

#include <fmt/format.h>

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <utility>

#include "cli/exit_codes.h"
#include "cli/terminal.h"
#include "cli/usage.h"
#include "properties/catalogue.h"
#include "scenarios/load.h"
#include "scenarios/versions.h"

namespace keycell::cli {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& doing, int number) {
  throw InputOutputError("scenario upgrade: " + doing + ": " + std::strerror(number));
}

/// A file beside another one, which is gone again unless it is put in its place.
class FileBeside {
 public:
  explicit FileBeside(const std::string& path) : path_(path), beside_(path + ".upgrade-XXXXXX") {
    descriptor_ = ::mkstemp(beside_.data());
    if (descriptor_ < 0) fail("cannot write beside " + path, errno);
  }
  ~FileBeside() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!beside_.empty()) ::unlink(beside_.c_str());
  }
  FileBeside(const FileBeside&) = delete;
  FileBeside& operator=(const FileBeside&) = delete;

  void write(std::string_view text) {
    while (!text.empty()) {
      const ssize_t written = ::write(descriptor_, text.data(), text.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) fail("cannot write " + beside_, errno);
      text.remove_prefix(static_cast<std::size_t>(written));
    }
  }

  /// On the disk before it has the name, so that a power cut leaves the one or the other.
  void put_in_place() {
    struct stat old {};
    if (::stat(path_.c_str(), &old) != 0) fail("cannot read " + path_, errno);
    if (::fchmod(descriptor_, old.st_mode & 07777) != 0) fail("cannot set the mode of " + beside_, errno);
    if (::fsync(descriptor_) != 0) fail("cannot write " + beside_, errno);
    if (::close(std::exchange(descriptor_, -1)) != 0) fail("cannot write " + beside_, errno);
    if (::rename(beside_.c_str(), path_.c_str()) != 0) fail("cannot put it in place of " + path_, errno);
    beside_.clear();
  }

 private:
  std::string path_;
  std::string beside_;
  int descriptor_ = -1;
};

}  // namespace

int upgrade(const UpgradeOptions& options) {
  const bool from_stream = options.file == "-";
  if (from_stream && options.in_place)
    throw UsageError("scenario upgrade: standard input has no place; expected a file");
  // What a link names is upgraded, and the link stays.
  std::error_code none;
  const std::string path = from_stream ? "standard input" : fs::weakly_canonical(options.file, none).string();
  const std::string text = from_stream ? scenarios::read_text_stream(path, std::cin, "scenario file")
                                       : scenarios::read_text_file(options.file, "scenario file");
  const std::string name = from_stream ? path : options.file;
  const scenarios::Vocabulary vocabulary{.property_ids = properties::property_ids(),
                                         .on_old_name = [](const scenarios::Problem& old) { say(old.str()); }};
  const auto load = [&](const std::string& what) {
    return from_stream ? scenarios::load_text(name, what, vocabulary)
                       : scenarios::load_text_of_file(options.file, what, vocabulary);
  };
  const scenarios::Scenario before = load(text);
  const std::string after = scenarios::upgraded(name, text);
  if (load(after) != before) throw std::logic_error("the upgrade of " + name + " would say something else");
  if (!options.in_place) {
    std::cout << after;
    return exitHeld;
  }
  if (after == text) {
    say(fmt::format("keycell: {} is of version {} already", options.file, scenarios::currentVersion));
    return exitHeld;
  }
  FileBeside beside(path);
  beside.write(after);
  beside.put_in_place();
  say(fmt::format("keycell: wrote {} in version {}", options.file, scenarios::currentVersion));
  return exitHeld;
}

}  // namespace keycell::cli
