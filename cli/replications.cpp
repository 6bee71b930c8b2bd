#include "cli/replications.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "campaigns/replications.h"
#include "cli/ending.h"
#include "cli/exit_codes.h"
#include "cli/files_first.h"
#include "cli/interrupt.h"
#include "cli/replay_command.h"
#include "cli/terminal.h"
#include "cli/usage.h"
#include "measures/judged_folds.h"
#include "measures/results/json.h"
#include "reports/replications_report.h"
#include "reports/scaled.h"
#include "scenarios/write.h"

namespace keycell::cli {
namespace {

constexpr const char* studyFile = "replications.json";
constexpr const char* tableFile = "replications.csv";

/// Runs' results are kept until the end: a limit keeps a slip of the finger from filling the memory.
constexpr std::uint64_t mostReps = 1'000'000;

/// How far the work is and when it will be done, on standard error.
class Estimate {
 public:
  Estimate(std::string what, std::uint64_t wanted)
      : what_(std::move(what)), wanted_(wanted), line_(fmt::format("simulating {}", what_)) {}

  void one_more(bool good) {
    ++done_;
    bad_ += good ? 0 : 1;
  }

  void show() {
    if (done_ == 0) return;
    const auto spent = std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
    const double left = spent / static_cast<double>(done_) * static_cast<double>(wanted_ - done_);
    line_.update(fmt::format("simulating {}: {} done{}, {} left", what_, done_,
                             bad_ == 0 ? "" : fmt::format(" ({} not good)", bad_), reports::time_text(left)));
  }

 private:
  std::string what_;
  std::uint64_t wanted_;
  std::uint64_t done_ = 0;
  std::uint64_t bad_ = 0;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  StatusLine line_;
};

}  // namespace

std::uint64_t reps_of(const std::string& words, sim::Seed first) {
  const std::uint64_t reps = whole_number("run: --reps", words);
  if (reps == 0 || reps > mostReps)
    throw UsageError(fmt::format("run: --reps: expected 1 to {} runs, not {}", mostReps, reps));
  if (first.value + (reps - 1) < first.value)
    throw UsageError(fmt::format("run: --reps: {} seeds from {} go beyond the largest seed", reps, first.value));
  return reps;
}

std::size_t jobs_of(const std::optional<std::string>& words, std::uint64_t reps) {
  const std::uint64_t processors = static_cast<std::uint64_t>(std::max(1L, ::sysconf(_SC_NPROCESSORS_ONLN)));
  const std::uint64_t jobs = words ? whole_number("run: --jobs", *words) : processors;
  if (jobs == 0) throw UsageError("run: --jobs: expected at least 1 simulation at a time");
  return static_cast<std::size_t>(std::min(jobs, reps));
}

int replicate(const ReplicationOptions& options, const scenarios::Scenario& scenario,
              const properties::PolicyFile& policy) {
  std::optional<OutputFolder> folder;
  if (!options.out.empty())
    folder.emplace(options.out, OutputFolder::Terms{.files = {scenarioFile, studyFile, tableFile},
                                                    .inputs = options.files_read,
                                                    .force = options.force});
  const NoteInterrupt interrupt;
  const auto runs = [&] {
    Estimate estimate(fmt::format("{} with {} {} from {}", options.scenario, options.reps,
                                  options.reps == 1 ? "seed" : "seeds", options.first.value),
                      options.reps);
    sim::Limits limits = options.limits;
    limits.while_waiting = [&] { estimate.show(); };
    const auto replay = [&](sim::Seed seed) {
      return replay_command(options.scenario, seed, options.policy) + options.limited;
    };
    return campaigns::replicate({.name = options.scenario,
                                 .scenario = &scenario,
                                 .policy = &policy,
                                 .first = options.first,
                                 .reps = options.reps,
                                 .jobs = options.jobs,
                                 .limits = limits,
                                 .replay = replay,
                                 .detail_of = [&](const sim::Run& run) { return ending_detail(run, limits); }},
                                {.ended =
                                     [&](const campaigns::Replication& run) {
                                       estimate.one_more(run.exit_code == exitHeld);
                                       estimate.show();
                                     },
                                 .stop = [&] { return interrupt.interrupted(); }});
  }();
  const bool interrupted = runs.size() < options.reps && !campaigns::one_says_all(runs);
  if (runs.empty()) {
    std::cerr << "keycell: interrupted before any run was done\n";
    return exitInterrupted;
  }
  const auto study = campaigns::summarize(
      {.name = options.scenario,
       .scenario = &scenario,
       .first = options.first,
       .wanted = options.reps,
       .replay = fmt::format("{} --reps {}{}", replay_command(options.scenario, options.first, options.policy),
                             options.reps, options.limited)},
      runs);
  files_first(
      [&] {
        if (!folder) return;
        folder->write(studyFile, measures::json_text(to_json(study)));
        folder->write(tableFile, reports::replications_csv(study));
        folder->write(scenarioFile, scenarios::to_toml(scenario));
      },
      [&] {
        std::cout << (options.json ? measures::json_text(to_json(study))
                                   : reports::replications_screen(study, screen_colour(), screen_columns()));
      });
  return interrupted ? exitInterrupted : study.exit_code;
}

}  // namespace keycell::cli
