#include "cli/check.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>

#include "campaigns/counterexample_search.h"
#include "campaigns/drawn_faults.h"
#include "campaigns/random_cell.h"
#include "cli/exit_codes.h"
#include "cli/files_first.h"
#include "cli/interrupt.h"
#include "cli/limits.h"
#include "cli/output_file.h"
#include "cli/output_folder.h"
#include "cli/policy_argument.h"
#include "cli/replay_command.h"
#include "cli/scenario_argument.h"
#include "cli/space_argument.h"
#include "cli/terminal.h"
#include "cli/usage.h"
#include "measures/results/json.h"
#include "reports/campaign_report.h"
#include "reports/scaled.h"
#include "scenarios/write.h"

namespace keycell::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* campaignFile = "campaign.json";
constexpr const char* junitFile = "junit.xml";

struct CheckOptions {
  std::string scenario;
  std::string space;
  std::string seeds = "1..1000";
  std::optional<std::string> faults;
  std::optional<std::string> jobs;
  std::string out;
  std::string junit;
  std::string policy;
  std::string deadline = usualDeadline;
  std::string memory = usualMemory;
  bool fail_fast = false;
  bool force = false;
  bool json = false;
  bool strict = false;
};

struct Seeds {
  std::uint64_t first;
  std::uint64_t count;
};

std::optional<campaigns::FaultMix> faults_of(const std::optional<std::string>& word) {
  if (!word) return std::nullopt;
  std::vector<std::string> words;
  for (const campaigns::FaultMix mix : campaigns::allFaultMixes) {
    if (*word == name_of(mix)) return mix;
    words.emplace_back(name_of(mix));
  }
  throw UsageError("check: --faults: " + unknown_word("mix of faults", *word, words));
}

Seeds seeds_of(const std::string& words) {
  const auto dots = words.find("..");
  const bool is_one = dots == std::string::npos;
  if (is_one ? words.empty() : dots == 0 || dots + 2 == words.size())
    throw UsageError(fmt::format("check: --seeds: \"{}\" is no range; expected FIRST..LAST, as 1..1000", words));
  const std::uint64_t first = whole_number("check: --seeds", words.substr(0, dots));
  const std::uint64_t last = is_one ? first : whole_number("check: --seeds", words.substr(dots + 2));
  if (last < first)
    throw UsageError(fmt::format("check: --seeds: {} is backwards; expected {}..{}", words, last, first));
  if (last - first == UINT64_MAX) throw UsageError("check: --seeds: that is more seeds than can be counted");
  return {.first = first, .count = last - first + 1};
}

std::size_t jobs_of(const std::optional<std::string>& words, std::uint64_t runs) {
  const auto processors = static_cast<std::uint64_t>(std::max(1L, ::sysconf(_SC_NPROCESSORS_ONLN)));
  const std::uint64_t jobs = words ? whole_number("check: --jobs", *words) : processors;
  if (jobs == 0) throw UsageError("check: --jobs: expected at least 1 simulation at a time");
  return static_cast<std::size_t>(std::min(jobs, runs));
}

/// How the work goes, on standard error: in place on a terminal, elsewhere a line now and then.
class Show {
 public:
  Show(std::string what, std::uint64_t wanted)
      : what_(std::move(what)), wanted_(wanted), line_(fmt::format("checking {}", what_)) {}

  void update(const campaigns::CampaignResult& so_far) {
    const auto now = Clock::now();
    const bool on_terminal = ::isatty(STDERR_FILENO) != 0;
    if (now - shown_ < (on_terminal ? std::chrono::milliseconds(100) : std::chrono::milliseconds(10'000))) return;
    shown_ = now;
    const double spent = std::chrono::duration<double>(now - started_).count();
    const double rate = static_cast<double>(so_far.done) / spent;
    const std::string text = fmt::format("{}: {} of {} runs, {:.0f} a second, {:.0f} an hour, {} failed, {} left",
                                         what_, so_far.done, wanted_, rate, rate * 3600, so_far.failed,
                                         reports::time_text(static_cast<double>(wanted_ - so_far.done) / rate));
    if (on_terminal) {
      line_.update(text);
    } else {
      fmt::print(stderr, "keycell: {}\n", text);
    }
  }

 private:
  std::string what_;
  std::uint64_t wanted_;
  Clock::time_point started_ = Clock::now();
  Clock::time_point shown_ = started_;
  StatusLine line_;
};

/// Whether a file is named in this folder, which need not be there yet.
bool lies_in(const std::string& file, const std::string& folder) {
  namespace fs = std::filesystem;
  if (file.empty() || folder.empty()) return false;
  std::error_code ignored;
  const auto plain = [&](const fs::path& path) {
    const fs::path whole = fs::weakly_canonical(fs::absolute(path, ignored), ignored);
    return whole.has_filename() ? whole : whole.parent_path();
  };
  return plain(fs::absolute(file, ignored).parent_path()) == plain(folder);
}

int check(const CheckOptions& options) {
  const bool is_space = !options.space.empty();
  if (is_space != options.scenario.empty())
    throw UsageError("check: expected a SCENARIO or --space SPACE, one of the two");
  const Seeds seeds = seeds_of(options.seeds);
  const auto faults = faults_of(options.faults);
  const properties::PolicyFile policy = policy_of(options.policy);
  const campaigns::CampaignOptions campaign{
      .first = {seeds.first},
      .seeds = seeds.count,
      .jobs = jobs_of(options.jobs, seeds.count),
      .stop_at = options.fail_fast ? campaigns::StopAt::firstFailure : campaigns::StopAt::never,
      .policy = &policy};
  const sim::Limits limits = limits_of("check", options.deadline, options.memory);
  std::vector<std::string> inputs{options.space, options.policy};
  campaigns::CellSource cell_of;
  if (is_space) {
    campaigns::Space space = load_space(options.space);
    if (faults) space = with_faults(std::move(space), *faults);
    cell_of = [space = std::move(space)](sim::Seed seed) { return campaigns::cell_of(space, seed.value); };
  } else {
    scenarios::Scenario scenario = load_scenario("check", options.scenario, inputs);
    if (options.strict) expect_nothing_unsaid(scenario);
    cell_of = [scenario, faults](sim::Seed seed) {
      return faults ? with_faults(scenario, *faults, seed.value) : scenario;
    };
  }
  std::optional<OutputFile> junit;
  if (lies_in(options.junit, options.out))
    throw InputOutputError("--junit: " + options.junit + " lies in the folder of --out, which gets " + junitFile +
                           "; expected another folder, or no --junit");
  if (!options.junit.empty())
    junit.emplace("--junit", options.junit,
                  OutputFile::Terms{.what = "JUnit file of keycell's",
                                    .is_ours = reports::is_junit_of_keycell,
                                    .inputs = inputs,
                                    .force = options.force});
  std::optional<OutputFolder> folder;
  if (!options.out.empty())
    folder.emplace(options.out,
                   OutputFolder::Terms{.files = {campaignFile, junitFile}, .inputs = inputs, .force = options.force});

  const std::string name = is_space ? options.space : options.scenario;
  const std::string command = fmt::format("{} check {}{}", program_name(), is_space ? "--space " : "", quoted(name));
  const std::string with_mix = options.faults ? " --faults " + *options.faults : "";
  const std::string limited = (options.strict ? " --strict" : "") + limit_options(options.deadline, options.memory);
  const std::string judged_by = options.policy.empty() ? "" : " --policy " + quoted(options.policy);
  const NoteInterrupt interrupt;
  const auto started = Clock::now();
  campaigns::CampaignResult result = [&] {
    Show show(name, seeds.count);
    return campaigns::run_campaign(campaign, cell_of, limits,
                                   {.parts = {},
                                    .ended = [&](const campaigns::CampaignResult& so_far) { show.update(so_far); },
                                    .stop = [&] { return interrupt.interrupted(); }});
  }();
  const double wall = std::chrono::duration<double>(Clock::now() - started).count();
  if (result.done == 0) {
    std::cerr << "keycell: interrupted before any run was done\n";
    return exitInterrupted;
  }
  const auto replay_of_file = [&](const std::string& file, sim::Seed seed) {
    return replay_command((std::filesystem::path(options.out) / file).string(), seed, options.policy) + limited;
  };
  std::vector<reports::FailureShown> failures;
  {
    std::optional<StatusLine> status;
    std::string shown_of;
    const auto examples = campaigns::find_counterexamples(
        result, {.cell_of = cell_of,
                 .limits = limits,
                 .policy = &policy,
                 .stop = [&] { return interrupt.interrupted(); },
                 .trying =
                     [&](const campaigns::Failure& failure, std::uint64_t tried) {
                       const std::string text =
                           "looking for a smaller cell that fails in the same way: " + text_of(failure);
                       if (std::exchange(shown_of, text) != text) status.emplace(text);
                       status->update(fmt::format("{}, {} tried", text, tried));
                     },
                 .replay_of_file = replay_of_file});
    for (const campaigns::Counterexample& example : examples) {
      reports::FailureShown shown{.what = example.what, .found = example.found, .story = example.story};
      shown.replay = (is_space || faults ? fmt::format("{} --seeds {}..{}{}{}", command, example.seed.value,
                                                       example.seed.value, with_mix, judged_by)
                                         : replay_command(options.scenario, example.seed, options.policy)) +
                     limited;
      if (folder && !example.file_name.empty()) {
        folder->write(example.file_name, example.toml);
        shown.file = (std::filesystem::path(options.out) / example.file_name).string();
        shown.replay_of_file = replay_of_file(example.file_name, example.seed);
      }
      failures.push_back(std::move(shown));
    }
  }
  const bool interrupted = interrupt.interrupted();
  const auto summary =
      reports::summarize({.name = name,
                          .is_space = is_space,
                          .policy = policy.title,
                          .wall_seconds = wall,
                          .interrupted = interrupted,
                          .replay = fmt::format("{} --seeds {}{}{}{}{}", command, options.seeds, with_mix, judged_by,
                                                limited, options.fail_fast ? " --fail-fast" : ""),
                          .failures = failures},
                         result);
  files_first(
      [&] {
        if (folder) folder->write(campaignFile, measures::json_text(to_json(summary)));
        if (folder) folder->write(junitFile, reports::campaign_junit(summary));
        if (junit) junit->write(reports::campaign_junit(summary));
      },
      [&] {
        std::cout << (options.json ? measures::json_text(to_json(summary))
                                   : reports::campaign_screen(summary, screen_colour(), screen_columns()));
      });
  return interrupted ? exitInterrupted : summary.exit_code;
}

}  // namespace

std::function<int()> add_check(CLI::App& program) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App& command = *program.add_subcommand("check", "Judge a cell with many seeds, or many random cells");
  command.footer(
      "Examples:\n"
      "  keycell check --space documented --seeds 1..10000     a random cell for each seed\n"
      "  keycell check quickstart --seeds 1..200               one cell, other keys and other bytes with each seed\n"
      "  keycell check --space my-space.toml --out found       what fails, made smaller, as files that replay\n"
      "  keycell check quickstart --faults swarm --seeds 1..500  one cell, and other faults with each seed\n"
      "  keycell check one-backup --fail-fast --junit junit.xml");
  command.add_option("SCENARIO", options->scenario, "a name from the catalogue, a TOML file, or - for standard input");
  command.add_option("--space", options->space, "a random cell for each seed: \"documented\" or a TOML file");
  command.add_option("--seeds", options->seeds, "FIRST..LAST, or one seed (default 1..1000)");
  command.add_option(
      "--faults", options->faults,
      "draw faults for each seed: none, light (one that heals at most), heavy (up to three of any kind), "
      "swarm (up to four, a random half of the kinds switched off)");
  command.add_option("--jobs", options->jobs, "simulations at a time (default: as many as processors)");
  command.add_flag("--fail-fast", options->fail_fast, "stop at the lowest seed that fails");
  command.add_option("--out", options->out,
                     "folder for campaign.json, junit.xml and a scenario for each kind of failure, made smaller");
  command.add_option("--junit", options->junit, "file for JUnit's XML, one test case for each property");
  command.add_flag("--force", options->force, "for --out and --junit: write over files that keycell did not write");
  command.add_option("--policy", options->policy, "judge what crosses boundaries by this policy file of your own");
  command.add_flag("--strict", options->strict,
                   "where the scenario says nothing of what it expects, let what is known of its profile fail too");
  command.add_flag("--json", options->json, "print the campaign as JSON");
  command.add_option("--deadline", options->deadline, "wall time that a simulation may take (default \"10 min\")");
  command.add_option("--memory", options->memory, "memory that a simulation may take (default \"8 GiB\")");
  return [options] { return check(*options); };
}

}  // namespace keycell::cli
