#include "cli/output_folder.h"

#define XXH_INLINE_ALL
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <array>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/new_file.h"
#include "cli/usage.h"

namespace keycell::cli {
namespace {

namespace fs = std::filesystem;

/// What tells a file from one that was changed since; nothing when it cannot be read as a plain file.
std::optional<std::string> print_of(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (descriptor < 0) return std::nullopt;
  XXH3_state_t state;
  XXH3_64bits_reset(&state);
  std::array<char, 1 << 16> buffer;
  ssize_t size = 0;
  while ((size = ::read(descriptor, buffer.data(), buffer.size())) > 0)
    XXH3_64bits_update(&state, buffer.data(), static_cast<std::size_t>(size));
  ::close(descriptor);
  if (size < 0) return std::nullopt;
  return fmt::format("{:016x}", XXH3_64bits_digest(&state));
}

bool is_plain_name(const std::string& name) {
  return !name.empty() && name.front() != '.' && fs::path(name).filename() == name;
}

/// Of the list that an earlier run left: what it says of itself, where that can be believed.
std::map<std::string, std::string> listed_in(const fs::path& folder) {
  std::map<std::string, std::string> files;
  std::ifstream file(folder / OutputFolder::listFile, std::ios::binary);
  const auto list = nlohmann::json::parse(file, nullptr, /*allow_exceptions=*/false);
  if (!list.is_object() || !list.contains("files") || !list["files"].is_array()) return files;
  for (const auto& entry : list["files"])
    if (entry.is_object() && entry.contains("name") && entry["name"].is_string() && entry.contains("xxh3") &&
        entry["xxh3"].is_string() && is_plain_name(entry["name"].get<std::string>()))
      files[entry["name"].get<std::string>()] = entry["xxh3"].get<std::string>();
  return files;
}

/// Whether keycell wrote the list; what is empty nobody misses.
bool is_a_list(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (file.peek() == std::ifstream::traits_type::eof()) return true;
  const auto list = nlohmann::json::parse(file, nullptr, /*allow_exceptions=*/false);
  return list.is_object() && list.value("kind", nlohmann::json()) == "keycell-files";
}

bool is_there(const fs::path& path) {
  struct stat found {};
  return ::lstat(path.c_str(), &found) == 0;
}

}  // namespace

OutputFolder::Held::Held(const fs::path& path) : descriptor_(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  if (descriptor_ < 0) throw InputOutputError("--out: " + path.string() + ": " + words_of_errno());
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
  const bool is_taken = errno == EWOULDBLOCK;
  const std::string why =
      is_taken ? "another keycell writes there; expected a folder of its own for each" : words_of_errno();
  ::close(descriptor_);
  throw InputOutputError("--out: " + path.string() + ": " + why);
}

OutputFolder::Held::~Held() { ::close(descriptor_); }

OutputFolder::OutputFolder(fs::path path, const Terms& terms) : path_(std::move(path)), force_(terms.force) {
  std::error_code error;
  fs::create_directories(path_, error);
  if (!error && !fs::is_directory(path_)) error = std::make_error_code(std::errc::not_a_directory);
  if (!error && ::access(path_.c_str(), W_OK | X_OK) != 0) error = std::error_code(errno, std::generic_category());
  if (error) throw InputOutputError("--out: " + path_.string() + ": " + error.message());
  held_.emplace(path_);
  for (const auto& [name, print] : listed_in(path_))
    if (print_of(path_ / name) == print) ours_.emplace(name, print);
  std::set<std::string> may_go(terms.files.begin(), terms.files.end());
  for (const auto& [name, print] : ours_) may_go.insert(name);
  for (const std::string& name : may_go) {
    for (const std::string& input : terms.inputs)
      if (fs::equivalent(path_ / name, input, error))
        throw InputOutputError("--out: " + input + " is read, and would be written over; expected another folder");
    refuse_what_is_not_ours(name);
  }
  for (const std::string& input : terms.inputs)
    if (fs::equivalent(path_ / listFile, input, error))
      throw InputOutputError("--out: " + input + " is read, and would be written over; expected another folder");
  if (is_there(path_ / listFile) && !is_a_list(path_ / listFile)) refuse_what_is_not_ours(listFile);
  for (const auto& [name, print] : ours_) fs::remove(path_ / name, error);
  if (is_there(path_ / listFile)) fs::remove(path_ / listFile, error);
  ours_.clear();
}

OutputFolder::~OutputFolder() {
  while (!parts_.empty()) drop_part(parts_.begin()->first);
}

void OutputFolder::refuse_what_is_not_ours(const std::string& name) const {
  const fs::path path = path_ / name;
  if (!is_there(path) || ours_.contains(name)) return;
  std::error_code ignored;
  const bool is_folder = fs::is_directory(fs::symlink_status(path, ignored));
  if (force_ && !is_folder) return;
  throw InputOutputError("cannot write " + path.string() + ": " +
                         (is_folder ? "it is a folder" : "it is there, and not as keycell wrote it") +
                         "; expected an empty folder" + (is_folder ? "" : ", or --force"));
}

const std::string& OutputFolder::part(const std::string& name) {
  if (const auto known = parts_.find(name); known != parts_.end()) return known->second;
  auto path = new_file_in(path_);
  if (!path) throw InputOutputError("cannot write " + (path_ / name).string() + ": " + words_of_errno());
  return parts_.emplace(name, std::move(*path)).first->second;
}

void OutputFolder::write(const std::string& name, std::string_view text) {
  {
    errno = 0;
    std::ofstream file(part(name), std::ios::binary | std::ios::trunc);
    file.write(text.data(), static_cast<std::streamsize>(text.size()));
    file.flush();
    if (!file) {
      const std::string why = errno == 0 ? "it does not take all of it" : words_of_errno();
      drop_part(name);
      throw InputOutputError("cannot write " + (path_ / name).string() + ": " + why);
    }
  }
  keep_part(name);
}

void OutputFolder::keep_part(const std::string& name) {
  const std::string part_path = part(name);
  const auto print = print_of(part_path);
  try {
    refuse_what_is_not_ours(name);
  } catch (const InputOutputError&) {
    drop_part(name);
    throw;
  }
  std::error_code error;
  fs::rename(part_path, path_ / name, error);
  if (error) {
    drop_part(name);
    throw InputOutputError("cannot write " + (path_ / name).string() + ": " + error.message());
  }
  parts_.erase(name);
  if (name == listFile) return;
  ours_[name] = print.value_or("");
  write_list();
}

void OutputFolder::write_list() {
  nlohmann::ordered_json list{{"kind", "keycell-files"}, {"schema", 1}, {"files", nlohmann::ordered_json::array()}};
  for (const auto& [name, print] : ours_) list["files"].push_back({{"name", name}, {"xxh3", print}});
  ours_.emplace(listFile, "");
  write(listFile, list.dump(2) + "\n");
  ours_.erase(listFile);
}

void OutputFolder::drop_part(const std::string& name) {
  const auto part = parts_.find(name);
  if (part == parts_.end()) return;
  std::error_code ignored;
  for (const char* beside : {"", "-wal", "-shm", "-journal"}) fs::remove(part->second + beside, ignored);
  parts_.erase(part);
}

}  // namespace keycell::cli
