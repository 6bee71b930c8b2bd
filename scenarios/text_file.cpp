#include "scenarios/text_file.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "scenarios/wording.h"

namespace keycell::scenarios {

namespace {

[[noreturn]] void refuse(std::string_view name, const std::string& why) {
  throw ScenarioFileError(one_line(name) + ": " + why);
}

/// At most one byte more than a file may have.
std::string read_some(std::string_view name, std::istream& stream) {
  std::string text(largestFile + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (stream.bad()) refuse(name, std::string("cannot be read: ") + std::strerror(errno));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return text;
}

std::string too_long(const std::string& bytes, std::string_view kind) {
  return "has " + bytes + " bytes; a " + std::string(kind) + " has at most " + std::to_string(largestFile) + " (4 MiB)";
}

}  // namespace

std::string read_text_stream(std::string_view name, std::istream& stream, std::string_view kind) {
  std::string text = read_some(name, stream);
  if (text.size() > largestFile) refuse(name, too_long("more than " + std::to_string(largestFile), kind));
  return text;
}

std::string read_text_file(const std::string& path, std::string_view kind) {
  std::error_code ignored;  // what cannot be asked is found out by opening it
  if (std::filesystem::is_directory(path, ignored)) refuse(path, "is a directory; expected a " + std::string(kind));
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) refuse(path, std::string("cannot be read: ") + std::strerror(errno));
  std::string text = read_some(path, file);
  if (text.size() > largestFile) {
    const std::uintmax_t size = std::filesystem::file_size(path, ignored);
    refuse(path, too_long(ignored ? "more than " + std::to_string(largestFile) : std::to_string(size), kind));
  }
  return text;
}

}  // namespace keycell::scenarios
