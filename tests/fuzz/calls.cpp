// Fuzzes the program from outside: whole command lines and scenario files, each call a child process in an empty
// folder.
//
//   fuzz_calls KEYCELL --seed N (--calls K | --seconds S) [--only K] [--keep FOLDER]
//
// Call K of seed N is the same each time, and --only K makes it alone. What must never come of a call is in
// called_program.h. Exit codes: 0 nothing was found, 1 something was, 2 usage, or it cannot work here.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdlib>
#include <iostream>

#include "scenarios/catalogue.h"
#include "tests/fuzz/called_program.h"
#include "tests/fuzz/changed_text.h"

namespace keycell::fuzz {
namespace {

using Clock = std::chrono::steady_clock;

struct Option {
  std::string name;
  bool takes_value;
};

/// A command as its help describes it.
struct Command {
  std::vector<std::string> path;       ///< "scenario", "init"
  std::vector<Option> options;         ///< with two dashes
  std::vector<std::string> arguments;  ///< "SCENARIO", "[KEY]"
};

constexpr std::string_view policyText =
    "title = \"A policy\"\n\n[[wraps]]\nby = \"master-key\"\nwhat = [\"kek\"]\nwhy = \"a\"\n\n[[wrapped]]\n"
    "class = \"kek\"\nplace = [\"csdb-page\", \"payload\"]\nwhy = \"b\"\nwhen = { profile = \"pool-kek\" }\n\n"
    "[[declared]]\nclass = \"master-key\"\nplace = \"payload\"\nfrom = \"KMS\"\nto = \"CommServe\"\n"
    "message = \"kms_fetch reply\"\nwhy = \"c\"\n\n[[memory]]\nclass = \"kek\"\nrole = [\"CommServe\"]\n"
    "how_long = \"while-used\"\nwhy = \"d\"\n";
constexpr std::string_view spaceText =
    "title = \"A space\"\n\n[keys]\nprofile = [\"pool-kek\", \"per-copy-rsa\"]\n\n[readings]\n"
    "kms_cache = [\"0 s\", \"10 min\"]\n\n[cell]\nclients = [1, 2]\nfront_end = [\"1 GB\"]\n\n"
    "[work]\nnights = [0, 1]\n";

/// What is right behind an option or argument, between bars; "init NAME" is that of one command.
std::string_view right_words_for(const std::string& name) {
  static const std::map<std::string, std::string_view> words{
      {"--seed", "0|1|7|18446744073709551615"},
      {"--seeds", "1..3|7|1..2|18446744073709551614..18446744073709551615"},
      {"--reps", "1|2|3"},
      {"--jobs", "1|2|1000"},
      {"--deadline", "10 s|5 s|1 ms"},
      {"--memory", "1 GiB|512 MiB|64 MiB"},
      {"--budget", "1 ms|20 ms"},
      {"--out", "out|new/out|other"},
      {"--junit", "junit.xml|new.xml"},
      {"--policy", "policy.toml"},
      {"--space", "documented|space.toml"},
      {"--scenario", "cell.toml|one-backup|two-copies"},
      {"SCENARIO", "cell.toml|cell.toml|one-backup|ONE-BACKUP.toml|two-copies|-"},
      {"FILE", "cell.toml|one-backup|-"},
      {"A", "cell.toml|one-backup|out|out/summary.json"},
      {"B", "cell.toml|one-backup-remote|out"},
      {"KEY", "jobs.restart_interval|fault|keys|client.count|fault.kind"},
      {"--key", "jobs.restart_interval|fault|keys|client.count|fault.kind"},
      {"--where", "policy=Gold|copy=Primary|state=active|id=1|commcell=2A4F"},
      {"--crash-points", "all"},
      {"--engine", "branch|replay"},
      {"--color", "auto|always|never"},
      {"SUBJECT", "boundaries|kms"},
      {"explain NAME", "cell.toml|kms1|one-backup"},
      {"init NAME", "one-backup|quickstart|thousand-clients"},
      {"schema NAME", "run|events|scenario|campaign"},
      {"SHELL", "bash|zsh"}};
  const auto found = words.find(name);
  return found == words.end() ? "" : found->second;
}

std::string right_word(Dice& dice, const Command& command, const std::string& name) {
  const std::string_view of_command = right_words_for(command.path.back() + " " + name);
  const std::string_view words = of_command.empty() ? right_words_for(name) : of_command;
  return words.empty() ? dice.of(odd_texts()) : dice.of(split(words, '|'));
}

/// A word of the command line as nobody should type it; the system ends words at a zero byte.
std::string odd_word(Dice& dice) {
  constexpr std::string_view others =
      "-1|1.5|1e3|0x10| 1|+1|18446744073709551616|999999999999999999999999|..|1..|..3|3..1|1...3|1..x|0 s|-1 s|5|1 B|"
      "9 EB|99999999999999 PiB|.|./cell.toml|cell.toml/|no/such/x.toml|no.toml|/dev/null|/dev/full|out|Cell.toml|=|=x|"
      "out/summary.json|policy=|QUICKSTART|quickstat|--|---|--=|--seed=|--json=1|-h|-x|-hx|help|--help|--version|@file";
  const std::string word = dice.one_in(3) ? dice.of(odd_texts()) : dice.of(split(others, '|'));
  return word.substr(0, word.find('\0'));
}

/// Fewer clients and nights: most calls are about something else than size.
void make_small(std::string& text) {
  std::vector<std::string> lines = split(text, '\n');
  for (const Said& said : said_in(lines))
    if ((said.key == "count" || said.key == "nights") && said.value.size() > 1)
      lines[said.line].replace(said.from, said.value.size(), "3");
  text = in_lines(lines);
}

/// Draws calls of a program whose commands are known.
class Caller {
 public:
  explicit Caller(std::vector<Command> commands) : commands_(std::move(commands)) {}

  Call call(std::uint64_t seed, std::uint64_t number) const {
    Dice dice(seed, number);
    Call call = dice.one_in(2) ? about_a_changed_file(dice) : dice.one_in(3) ? typed(dice) : mistyped(dice);
    if (!dice.one_in(50)) keep_small(call);
    if (call.says("-")) call.input = call.files.begin()->first;
    if (dice.one_in(8)) call.files["out/summary.json"] = "somebody's\n";
    return call;
  }

 private:
  static std::string small_scenario(Dice& dice) {
    const auto& entry = dice.of(scenarios::catalogue());
    std::string text(entry.text);
    if (!dice.one_in(16)) make_small(text);
    return text;
  }

  Call typed(Dice& dice) const {
    const Command& command = dice.one_in(4) ? commands_.front() : dice.of(commands_);  // run comes first
    Call call{.words = command.path,
              .files = {{"cell.toml", small_scenario(dice)},
                        {"policy.toml", std::string(policyText)},
                        {"space.toml", std::string(spaceText)}}};
    for (std::string name : command.arguments) {
      if (name.starts_with('[') && dice.one_in(2)) break;
      std::erase_if(name, [](char c) { return c == '[' || c == ']' || c == '.'; });
      call.words.push_back(right_word(dice, command, name));
    }
    for (const Option& option : command.options) {
      const bool is_long = option.name == "--crash-points" || option.name == "--check-determinism";
      if (option.name == "--help" || !dice.one_in(is_long ? 30 : 5)) continue;
      call.words.push_back(option.name);
      if (option.takes_value) call.words.push_back(right_word(dice, command, option.name));
    }
    return call;
  }

  Call mistyped(Dice& dice) const {
    Call call = typed(dice);
    std::vector<std::string>& words = call.words;
    for (std::size_t left = 1 + dice.below(3); left > 0; --left) {
      const std::size_t which = words.empty() ? 0 : dice.below(words.size());
      const auto at = words.begin() + static_cast<std::ptrdiff_t>(which);
      const Command& other = dice.of(commands_);
      const auto change = dice.below(8);
      if (words.empty() || change == 0) {
        words.insert(at, odd_word(dice));
      } else if (change == 1) {
        words.erase(at);
      } else if (change == 2) {
        const std::size_t size = dice.one_in(2) ? 1 : std::min<std::size_t>(2, words.size() - which);
        const std::vector<std::string> again(at, at + static_cast<std::ptrdiff_t>(size));
        words.insert(words.end(), again.begin(), again.end());
      } else if (change == 3) {
        *at = dice.one_in(3) ? "" : odd_word(dice);
      } else if (change == 4 && !other.options.empty()) {
        const Option& option = dice.of(other.options);
        words.push_back(option.name);
        if (option.takes_value != dice.one_in(4)) words.push_back(right_word(dice, other, option.name));
      } else if (change == 5) {
        std::iter_swap(at, words.begin() + static_cast<std::ptrdiff_t>(dice.below(words.size())));
      } else if (change == 6 && !at->empty()) {
        at->erase(dice.below(at->size()), 1);
      } else if (which + 1 < words.size()) {
        *at += "=" + words[which + 1];
        words.erase(at + 1);
      }
    }
    return call;
  }

  /// A command that reads a file which was changed, usually a scenario.
  static Call about_a_changed_file(Dice& dice) {
    std::vector<std::string> changes;
    const bool is_scenario = !dice.one_in(8);
    const bool is_space = !is_scenario && dice.one_in(2);
    std::string text = is_scenario ? small_scenario(dice) : std::string(is_space ? spaceText : policyText);
    const Boldness boldness = dice.one_in(2) ? Boldness::values : Boldness::anything;
    for (std::size_t left = dice.one_in(2) ? 1 : 2 + dice.below(5); left > 0; --left)
      if (const std::string what = change(dice, text, boldness); !what.empty()) changes.push_back(what);
    constexpr std::string_view names =
        "my cell.toml|one-backup|quickstart.toml|-x.toml|sub/cell.toml|zelle-é.toml|a\nb.toml|\x1B[31m.toml|cell|"
        "\u202E.toml|\xFF.toml|%s.toml|\"q\".toml|a:1:2: b.toml";
    const std::string name = dice.one_in(6) ? dice.of(split(names, '|')) : "cell.toml";
    if (!is_scenario) {
      Call call{.words = split(is_space ? "check|--space" : "run|cell.toml|--policy", '|'),
                .files = {{"cell.toml", std::string(scenarios::find_in_catalogue("one-backup")->text)}},
                .changes = changes};
      const std::string beside = name == "cell.toml" ? "beside.toml" : name;
      call.words.push_back(beside);
      call.files[beside] = text;
      return call;
    }
    constexpr std::string_view ways =
        "run @|run -|run @ --full|run @ --json|run @ --out out --csdb|run @ --strict|run @ --reps 2|run @ --seed 7|"
        "run @ --color always|check @ --seeds 1..2|compare @ one-backup|scenario validate @|scenario explain @|"
        "scenario upgrade @|scenario upgrade --in-place @|explain boundaries @|explain kms kms1 --scenario @";
    Call call{.words = split(dice.of(split(ways, '|')), ' '), .files = {{name, text}}, .changes = changes};
    std::ranges::replace(call.words, "@", name);
    return call;
  }

  /// Says how much a simulation may take, where nothing says it; what was changed may still be large.
  static void keep_small(Call& call) {
    const auto unless_said = [&](const char* command, std::string_view option, const std::string& value) {
      const bool is_said = std::ranges::any_of(call.words, [&](const auto& word) { return word.starts_with(option); });
      if (is_said || call.words.empty() || call.words.front() != command) return;
      call.words.emplace_back(option);
      call.words.push_back(value);
    };
    for (const char* command : {"run", "check"}) {
      unless_said(command, "--deadline", "10 s");
      unless_said(command, "--memory", "1 GiB");
    }
    unless_said("check", "--seeds", "1..2");
    unless_said("calibrate", "--budget", "1 ms");
    unless_said("sabotage", "reuse-iv", "plain-on-media");  // these two faults, not all
  }

  std::vector<Command> commands_;
};

/// The commands that the program's completion lists, each as its help has it.
std::vector<Command> commands_of(const std::string& program, const fs::path& folder, const ChildLimits& limits) {
  const auto said = [&](std::vector<std::string> words) {
    return outcome_of(program, {.words = std::move(words), .files = {}}, folder / "grammar", limits).out;
  };
  std::vector<Command> commands;
  for (const std::string& line : split(said({"completion", "bash"}), '\n')) {
    const std::size_t end = line.find("') words='");
    if (end == std::string::npos || line.find("    '") != 0 || end == 5) continue;
    Command command{.path = split(line.substr(5, end - 5), ' '), .options = {}, .arguments = {}};
    std::vector<std::string> words = command.path;
    words.emplace_back("--help");
    for (const std::string& row : split(said(words), '\n')) {
      const std::size_t option = row.find("--");
      if (row.starts_with("  -") && option != std::string::npos) {
        const std::size_t size = row.find(' ', option) - option;
        command.options.push_back({row.substr(option, size), row.substr(option + size).starts_with(" ...")});
      }
      if (const std::size_t at = row.find(" [OPTIONS] "); row.starts_with("Usage: ") && at != std::string::npos)
        command.arguments = split(row.substr(at + 11), ' ');
    }
    std::erase(command.arguments, "SUBCOMMAND");
    commands.push_back(std::move(command));
  }
  if (commands.empty()) throw std::runtime_error(program + " completion bash: lists no command");
  return commands;
}

/// As a shell takes it, and what was changed.
std::string told(const Call& call) {
  std::string text = "keycell";
  for (const std::string& word : call.words) {
    const bool is_plain = !word.empty() && std::ranges::all_of(word, [](unsigned char c) {
      return std::isalnum(c) != 0 || std::string_view("-_./=").find(static_cast<char>(c)) != std::string_view::npos;
    });
    text += is_plain ? " " + word : " '" + word + "'";
  }
  if (!call.input.empty()) text += " <" + call.input;
  for (const std::string& change : call.changes) text += "; " + change.substr(0, 80);
  return scenarios::one_line(text);
}

struct Example {
  std::uint64_t times = 0;
  std::uint64_t number = 0;
  std::size_t size = 0;
  Call call = {};
  Outcome outcome = {};
};

/// What the calls came to.
class Tally {
 public:
  Tally(std::set<std::string> subcommands, fs::path keep)
      : subcommands_(std::move(subcommands)), keep_(std::move(keep)) {}

  void add(std::uint64_t number, const Call& call, const Outcome& outcome) {
    const bool is_known = !call.words.empty() && subcommands_.contains(call.words.front());
    ++calls_;
    ++by_ending_[outcome.slow ? "slow" : outcome.signal != 0 ? "signal" : fmt::format("{}", outcome.exit_code)];
    ++by_subcommand_[is_known ? call.words.front() : "none"];
    if (outcome.slow) fmt::print("slow       call {}: {}\n", number, told(call));
    std::size_t size = call.changes.size();
    for (const std::string& word : call.words) size += word.size() + 1;
    for (const auto& [name, text] : call.files) size += text.size();
    for (const std::string& kind : findings_in(call, outcome, subcommands_)) {
      Example& example = found_[kind];
      ++example.times;
      if (example.times > 1 && example.size <= size) continue;
      example = {.times = example.times, .number = number, .size = size, .call = call, .outcome = outcome};
      if (!keep_.empty()) keep(kind, example);
    }
  }

  void print(std::uint64_t seed, double seconds) const {
    for (const auto& [kind, example] : found_)
      fmt::print("FOUND      {}: {} times, smallest is call {}: {}\n", kind, example.times, example.number,
                 told(example.call));
    fmt::print("calls      {} of seed {} in {:.0f} s, {} kinds of findings\nexit       {}\nsubcommand {}\n", calls_,
               seed, seconds, found_.size(), counts(by_ending_), counts(by_subcommand_));
  }

  bool has_found() const { return !found_.empty(); }

 private:
  static std::string counts(const std::map<std::string, std::uint64_t>& all) {
    std::string text;
    for (const auto& [name, count] : all) text += fmt::format("{}{}: {}", text.empty() ? "" : "  ", name, count);
    return text;
  }

  /// A folder a kind: the call's files, what was typed, what was answered.
  void keep(const std::string& kind, const Example& example) const {
    std::string name = kind.substr(0, 100);
    std::ranges::replace_if(
        name, [](unsigned char c) { return c >= 0x80U || std::isalnum(c) == 0; }, '-');
    const fs::path folder = keep_ / name;
    fs::remove_all(folder);
    const auto write = [&](const fs::path& path, const std::string& text) {
      fs::create_directories(path.parent_path());
      std::ofstream(path, std::ios::binary) << text;
    };
    for (const auto& [file, text] : example.call.files) write(folder / "files" / file, text);
    write(folder / "call.txt", fmt::format("{}\ncall {}: {}\n", kind, example.number, told(example.call)));
    write(folder / "stdout", example.outcome.out);
    write(folder / "stderr", example.outcome.err);
  }

  std::set<std::string> subcommands_;
  fs::path keep_;
  std::uint64_t calls_ = 0;
  std::map<std::string, std::uint64_t> by_ending_;
  std::map<std::string, std::uint64_t> by_subcommand_;
  std::map<std::string, Example> found_;
};

/// Where calls are made; gone at the end.
class Scratch {
 public:
  Scratch() {
    std::string pattern = (fs::temp_directory_path() / "keycell-calls-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::system_error(errno, std::generic_category(), pattern);
    folder_ = pattern;
  }
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  /// A folder that is not there yet, two levels down: what is written into ".." is of this call too.
  fs::path next() const {
    fs::remove_all(folder_ / "call");
    return folder_ / "call" / "in";
  }

 private:
  fs::path folder_;
};

struct Options {
  std::string program;
  std::uint64_t seed = 1;
  std::uint64_t calls = 0;
  std::uint64_t seconds = 0;
  std::optional<std::uint64_t> only;
  std::string keep;
};

bool fuzz(const Options& options) {
  const std::string program = fs::absolute(options.program).string();
  const Scratch scratch;
  ChildLimits limits;
  // As much as the program gives a simulation; a sanitizer reserves more, and then there is no limit.
  const ChildLimits limited{.wall = limits.wall, .address_space_bytes = rlim_t{8} << 30U};
  if (outcome_of(program, {.words = {"run", "one-backup"}, .files = {}}, scratch.next(), limited).exit_code == 0)
    limits = limited;
  const std::vector<Command> commands = commands_of(program, scratch.next(), limits);
  std::set<std::string> subcommands;
  for (const Command& command : commands) subcommands.insert(command.path.begin(), command.path.end());
  const Caller caller(commands);
  Tally tally(subcommands, options.keep);
  const auto started = Clock::now();
  const auto spent = [&] { return std::chrono::duration<double>(Clock::now() - started).count(); };
  const auto make = [&](std::uint64_t number) {
    const Call call = caller.call(options.seed, number);
    const Outcome outcome = outcome_of(program, call, scratch.next(), limits);
    tally.add(number, call, outcome);
    if (options.only) fmt::print("{}\n{}{}", told(call), outcome.out, outcome.err);
  };
  if (options.only) {
    make(*options.only);
  } else {
    for (std::uint64_t number = 0;
         options.calls > 0 ? number < options.calls : spent() < static_cast<double>(options.seconds); ++number)
      make(number);
  }
  tally.print(options.seed, spent());
  return tally.has_found();
}

int run(int argc, char** argv) {
  CLI::App app("Calls keycell with command lines and scenario files that are wrong in places.", "fuzz_calls");
  Options options;
  app.add_option("KEYCELL", options.program, "the program")->required()->check(CLI::ExistingFile);
  app.add_option("--seed", options.seed, "which calls (default 1)");
  auto* calls = app.add_option("--calls", options.calls, "how many")->check(CLI::PositiveNumber);
  auto* seconds = app.add_option("--seconds", options.seconds, "for how long")->check(CLI::PositiveNumber);
  auto* only = app.add_option("--only", options.only, "only the call of this number, with what it answers");
  app.add_option("--keep", options.keep, "folder for the smallest call of each kind of finding");
  calls->excludes(seconds);
  try {
    app.parse(argc, argv);
    if (calls->count() + seconds->count() + only->count() == 0)
      throw CLI::RequiredError("--calls, --seconds or --only");
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return fuzz(options) ? 1 : 0;
}

}  // namespace
}  // namespace keycell::fuzz

int main(int argc, char** argv) {
  try {
    return keycell::fuzz::run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "fuzz_calls: " << error.what() << "\n";
    return 2;
  }
}
