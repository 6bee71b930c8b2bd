#pragma once
// A call of the program as a child process in a folder of its own, and what must never come of one: a signal, an
// internal error, an exit code that nothing explains, an error without its place, a byte that moves a terminal's
// cursor, a file that is left behind or changed.

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <vector>

#include "cli/exit_codes.h"
#include "scenarios/characters.h"
#include "scenarios/wording.h"
#include "tests/fuzz/changed_text.h"

namespace keycell::fuzz {

namespace fs = std::filesystem;
using namespace std::string_view_literals;

struct Call {
  std::vector<std::string> words;            ///< behind the program's name
  std::map<std::string, std::string> files;  ///< that lie in its folder, by name
  std::string input = {};                    ///< which of them is its standard input; empty: there is none
  std::vector<std::string> changes = {};     ///< for a person: what was changed of a call that is well

  bool says(std::string_view word) const { return std::ranges::find(words, word) != words.end(); }
};

struct Outcome {
  int signal = 0;  ///< that ended it, or none
  int exit_code = 0;
  bool slow = false;  ///< it was killed at its limit
  bool left_process = false;
  std::string out = {}, err = {};
  std::map<std::string, std::string> files = {};  ///< in its folder afterwards, by their path there
};

constexpr int cannotStart = 127;  // exit code of a child that did not become the program, as of a shell's

struct ChildLimits {
  std::chrono::milliseconds wall = std::chrono::seconds(20);
  rlim_t address_space_bytes = RLIM_INFINITY;
};

inline std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline std::map<std::string, std::string> files_in(const fs::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) files[entry.path().lexically_relative(folder).string()] = content_of(entry.path());
  return files;
}

/// In the child, of which this never returns.
[[noreturn]] inline void become(const std::string& program, const Call& call, const fs::path& folder,
                                const ChildLimits& limits) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const auto open_as = [](int as, const fs::path& path, int flags) {
    const int descriptor = ::open(path.c_str(), flags, 0600);
    if (descriptor < 0 || ::dup2(descriptor, as) < 0) ::_exit(cannotStart);
    ::close(descriptor);
  };
  open_as(STDOUT_FILENO, folder.string() + ".out", O_WRONLY | O_CREAT | O_TRUNC);
  open_as(STDERR_FILENO, folder.string() + ".err", O_WRONLY | O_CREAT | O_TRUNC);
  open_as(STDIN_FILENO, call.input.empty() ? fs::path("/dev/null") : folder / call.input, O_RDONLY);
  const rlimit space{limits.address_space_bytes, limits.address_space_bytes};
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_AS, &space);
  ::setrlimit(RLIMIT_CORE, &no_core);
  ::setenv("TMPDIR", folder.c_str(), 1);  // what it leaves there is found
  for (const char* of_the_user : {"KEYCELL_COMMAND", "NO_COLOR"}) ::unsetenv(of_the_user);
  std::vector<std::string> words = call.words;
  std::vector<char*> arguments{const_cast<char*>("keycell")};
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  if (::chdir(folder.c_str()) == 0) ::execv(program.c_str(), arguments.data());
  ::_exit(cannotStart);
}

/// `folder` is made, and stays with what the call left there.
inline Outcome outcome_of(const std::string& program, const Call& call, const fs::path& folder,
                          const ChildLimits& limits) {
  fs::create_directories(folder);
  for (const auto& [name, text] : call.files) {
    fs::create_directories((folder / name).parent_path());
    std::ofstream(folder / name, std::ios::binary) << text;
  }
  const pid_t child = ::fork();
  if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (child == 0) become(program, call, folder, limits);
  Outcome outcome;
  pollfd end{.fd = static_cast<int>(::syscall(SYS_pidfd_open, child, 0)), .events = POLLIN, .revents = 0};
  int ready = 0;
  while ((ready = ::poll(&end, 1, static_cast<int>(limits.wall.count()))) < 0 && errno == EINTR) {
  }
  ::close(end.fd);
  outcome.slow = ready == 0;
  if (outcome.slow) ::kill(child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  outcome.left_process = ::kill(-child, SIGKILL) == 0 && !outcome.slow;  // its group is all that it started
  outcome.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  outcome.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  if (outcome.exit_code == cannotStart) throw std::runtime_error(program + ": cannot be started");
  outcome.out = content_of(folder.string() + ".out");
  outcome.err = content_of(folder.string() + ".err");
  outcome.files = files_in(folder);
  return outcome;
}

/// The same of all errors of one kind: what is quoted and numbers are left out.
inline std::string kind_of(std::string_view text) {
  std::string kind;
  bool quoted = false;
  for (const char c : text) {
    const bool is_digit = c >= '0' && c <= '9';
    if (c == '"') kind += std::exchange(quoted, !quoted) ? "..\"" : "\"";
    if (c != '"' && !quoted && !(is_digit && kind.ends_with('N'))) kind += is_digit ? 'N' : c;
  }
  return scenarios::one_line(kind.substr(0, 120));
}

/// The first character that is no text: "U+202E", "byte 0x9B"; empty where all is. Colours are text where they are
/// asked for.
inline std::string unprintable_in(std::string_view text, bool coloured) {
  for (std::size_t i = 0; i < text.size();) {
    const auto first = static_cast<unsigned char>(text[i]);
    const std::size_t length = first < 0x80U ? 1 : first < 0xE0U ? 2 : first < 0xF0U ? 3 : 4;
    const std::string_view whole = text.substr(i, length);
    if (scenarios::as_utf8(whole) != whole) return fmt::format("byte 0x{:02X}", first);
    char32_t letter = length == 1 ? first : first & (0xFFU >> (length + 1));
    for (const char rest : whole.substr(1)) letter = letter << 6U | (static_cast<unsigned char>(rest) & 0x3FU);
    const std::size_t end = text.find_first_not_of("0123456789;", i + 2);
    const bool is_colour = text.substr(i).starts_with("\x1B[") && end != std::string_view::npos && text[end] == 'm';
    const bool is_control = (letter < 0x20U && letter != '\n' && letter != '\t') || (letter >= 0x7FU && letter < 0xA0U);
    const bool turns = letter == 0x061CU || letter == 0x200EU || letter == 0x200FU ||
                       (letter >= 0x2028U && letter <= 0x202EU) || (letter >= 0x2066U && letter <= 0x2069U);
    if ((is_control && !(coloured && is_colour)) || turns)
      return fmt::format("U+{:04X}", static_cast<std::uint32_t>(letter));
    i += length;
  }
  return "";
}

/// Lines of standard error that are no news of work under way, nor of a name of an earlier version.
inline std::vector<std::string> complaints_in(const std::string& err) {
  std::vector<std::string> lines = split(err, '\n');
  if (lines.back().empty()) lines.pop_back();
  std::erase_if(lines, [](const std::string& line) {
    constexpr std::array news{"keycell: simulating "sv, "keycell: checking "sv, "keycell: crashing "sv,
                              "keycell: measuring "sv, "keycell: looking for "sv};
    return std::ranges::any_of(news, [&](auto word) { return line.starts_with(word); }) ||
           line.find(" since version ") != std::string::npos;
  });
  return lines;
}

/// Whether a line begins with FILE:LINE:COLUMN, a place that there is when the file is one of the call's.
inline bool has_place(const Call& call, const std::string& line) {
  for (std::size_t colon = line.find(':'); colon != std::string::npos; colon = line.find(':', colon + 1)) {
    std::size_t row = 0;
    std::size_t column = 0;
    int used = 0;
    if (std::sscanf(line.c_str() + colon, ":%zu:%zu: %n", &row, &column, &used) != 2 || used == 0) continue;
    if (row == 0 || column == 0) return false;
    const auto file = std::ranges::find_if(
        call.files, [&](const auto& each) { return scenarios::one_line(each.first) == line.substr(0, colon); });
    if (file == call.files.end()) return true;
    const std::vector<std::string> rows = split(file->second, '\n');
    if (row > rows.size()) return false;
    const auto characters = std::ranges::count_if(rows[row - 1], std::not_fn(scenarios::continues_a_character));
    return column <= static_cast<std::size_t>(characters) + 2;  // the parser counts the line's end too
  }
  return false;
}

/// Whether a line names something of what was typed that is no subcommand, or an option or argument that was not.
inline bool names_a_word(const Call& call, std::string line, const std::set<std::string>& subcommands) {
  if (const std::size_t advice = line.rfind(" (keycell"); line.ends_with("--help)")) line.resize(advice);
  const auto is_typed = [&](const std::string& word) {
    const std::string shown = scenarios::one_line(word).substr(0, 60);
    const bool is_long = word.size() > 1 && !subcommands.contains(word);
    return line.find(is_long ? shown : '"' + shown + '"') != std::string::npos;
  };
  if (call.says("-") && line.find("standard input") != std::string::npos) return true;
  if (std::ranges::any_of(call.words, is_typed) || line.find(" --") != std::string::npos) return true;
  const bool only_words =
      std::ranges::all_of(call.words, [&](const auto& word) { return subcommands.contains(word) || word == "help"; });
  if (only_words && line.find("subcommand is required") != std::string::npos) return true;
  for (std::size_t i = 0; i + 1 < line.size(); ++i)  // " SCENARIO is required", " B is required"
    if (line[i] == ' ' && line[i + 1] >= 'A' && line[i + 1] <= 'Z' && !line.substr(i + 1).starts_with("A subcommand"))
      return true;
  return false;
}

/// What must never come of a call, each with its kind; `subcommands` are the program's words.
inline std::vector<std::string> findings_in(const Call& call, const Outcome& outcome,
                                            const std::set<std::string>& subcommands) {
  std::vector<std::string> findings;
  const auto find = [&](bool found, const std::string& what) {
    if (found) findings.push_back(what);
  };
  const bool has_many = call.says("validate") || call.says("sabotage");  // of files; another program
  const auto says = [&](std::string_view text) {
    return outcome.out.find(text) != std::string::npos || outcome.err.find(text) != std::string::npos;
  };
  const std::vector<std::string> complaints = complaints_in(outcome.err);
  const std::string told = complaints.empty() ? "" : kind_of(complaints.front());
  const std::string command = call.words.empty() ? "nothing" : call.words.front();
  for (const auto& [name, content] : call.files) {
    const auto after = outcome.files.find(name);
    const auto word = std::ranges::find(call.words, name);
    const bool is_output = word == call.words.end() || (word != call.words.begin() && word[-1].starts_with("--"));
    const bool may_change = call.says("--in-place") || (call.says("--force") && is_output);
    find(!may_change && (after == outcome.files.end() || after->second != content), "a file that was there is changed");
  }
  if (outcome.slow) return findings;
  find(outcome.signal != 0, fmt::format("ended by signal {}", outcome.signal));
  find(outcome.left_process, "a process is left behind");
  for (const auto& [name, content] : outcome.files) {
    const std::string top = name.substr(0, name.find('/'));
    const bool is_named =
        std::ranges::any_of(call.words, [&](const auto& word) { return word.find(top) != std::string::npos; });
    const bool is_part = name.find(".keycell-") != std::string::npos || name.find(".upgrade-") != std::string::npos;
    find(is_part || (!call.files.contains(name) && !is_named), "a file is left behind: " + kind_of(name));
  }
  for (const char* text : {"internal error:", "terminate called", "std::"})
    find(says(text), std::string(text) + " " + told);
  const bool coloured = std::ranges::any_of(call.words, [](const auto& word) { return word.ends_with("always"); });
  const bool is_users_text = call.says("upgrade");  // its output is the user's file
  const std::string of_out = is_users_text ? "" : unprintable_in(outcome.out, coloured);
  const std::string of_err = unprintable_in(outcome.err, coloured);
  find(!of_out.empty(), fmt::format("{} in the output of {}{}", of_out, command, call.says("--json") ? " --json" : ""));
  find(!of_err.empty(), fmt::format("{} in an error of {}: {}", of_err, command, told));
  const bool is_run = outcome.exit_code == cli::exitHeld || outcome.exit_code >= cli::exitViolated;
  const bool is_help = says("Usage: ") || call.says("--version");
  find(is_run && call.says("--json") && !is_help && !nlohmann::json::accept(outcome.out),
       fmt::format("the output of {} --json is no JSON", command));
  switch (outcome.signal != 0 ? cli::exitHeld : outcome.exit_code) {
    case cli::exitHeld: break;
    case cli::exitInternal: findings.push_back("exit 1: " + told); break;
    case cli::exitUsage:
      find(!names_a_word(call, scenarios::one_line(in_lines(complaints)), subcommands),
           "exit 2 names no word: " + told);
      find(complaints.size() != 1 && !has_many, "exit 2 is not told in one line: " + told);
      break;
    case cli::exitBadScenario:
      find(std::ranges::none_of(complaints, [&](const auto& line) { return has_place(call, line); }),
           "exit 3 has no place: " + told);
      find(complaints.size() != 1 && !has_many, "exit 3 is not told in one line: " + told);
      break;
    case cli::exitInputOutput: find(complaints.empty(), "exit 4 says not what"); break;
    case cli::exitViolated:
    case cli::exitVacuous: {
      constexpr std::array known{"AVL-"sv, "CUS-"sv, "FID-"sv, "SEC-"sv, "fault "sv};
      find(std::ranges::none_of(known, says), fmt::format("exit {} names no property", outcome.exit_code));
      break;
    }
    case cli::exitBrokenRun: {
      constexpr std::array limits{"over-deadline"sv, "out-of-memory"sv, "horizon-passed"sv};
      bool told_why = std::ranges::any_of(limits, says);
      for (const auto ending : {"deadlocked"sv, "crashed"sv, "internal-error"sv, "contradiction"sv}) {
        find(says(ending), "exit 14: " + std::string(ending));
        told_why = told_why || says(ending);
      }
      find(!told_why, "exit 14 says not why");
      break;
    }
    default: findings.push_back(fmt::format("exit {}, which is none", outcome.exit_code));
  }
  return findings;
}

}  // namespace keycell::fuzz
