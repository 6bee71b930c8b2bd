#include "cli/run.h"

#include <fmt/format.h>

#include <chrono>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>

#include "cli/ending.h"
#include "cli/exit_codes.h"
#include "cli/files_first.h"
#include "cli/interrupt.h"
#include "cli/limits.h"
#include "cli/output_folder.h"
#include "cli/policy_argument.h"
#include "cli/progress.h"
#include "cli/replay_command.h"
#include "cli/replications.h"
#include "cli/scenario_argument.h"
#include "cli/terminal.h"
#include "cli/usage.h"
#include "measures/exit_order.h"
#include "measures/judged_folds.h"
#include "measures/results/json.h"
#include "measures/summary.h"
#include "model/csdb/csdb.h"
#include "model/csdb/export.h"
#include "reports/event_writer.h"
#include "scenarios/write.h"
#include "sim/crash_points.h"
#include "sim/determinism.h"

namespace keycell::cli {
namespace {

using scenarios::Scenario;

struct RunOptions {
  std::string scenario;
  std::string seed = "1";
  std::string out;
  std::string policy;
  std::string deadline = usualDeadline;
  std::string memory = usualMemory;
  std::string crash_points;
  std::string engine = "branch";
  std::optional<std::string> reps;
  std::optional<std::string> jobs;
  bool out_is_given = false;
  bool engine_is_given = false;
  bool json = false;
  bool csdb = false;
  bool force = false;
  bool check_determinism = false;
};

sim::Limits limits_of(const RunOptions& options) { return cli::limits_of("run", options.deadline, options.memory); }

constexpr const char* summaryFile = "summary.json";
constexpr const char* eventsFile = "events.jsonl";
constexpr const char* csdbFile = "csdb.sqlite";

/// Folds of a run whose events are also written to a file, if one is named.
sim::FoldFactory folds_with(const Progress& progress, sim::FoldFactory watching, const std::string& events) {
  return [watching = std::move(watching), &progress, events] {
    sim::Folds folds = watching();
    folds.push_back(progress.fold());
    if (!events.empty()) folds.push_back(std::make_unique<reports::EventWriter>(events));
    return folds;
  };
}

/// The files of the CSDB as the CommServe's disk has them, to be merged outside of the simulation.
void write_csdb(const std::string& path, const std::vector<sim::FileImage>& disk) {
  for (const sim::FileImage& image : disk) {
    const std::string beside = image.name == model::csdbFile ? "" : "-wal";
    if (!image.name.starts_with(model::csdbFile)) continue;
    std::ofstream file(path + beside, std::ios::binary | std::ios::trunc);
    file.write(text_of(image.content).data(), static_cast<std::streamsize>(image.content.size()));
  }
}

/// What the simulation's process left in the folder becomes whole files, or goes when the run did not end by itself.
void keep_what_was_written(OutputFolder& folder, const sim::Run& run, const RunOptions& options) {
  const auto written = run.result_of("events");
  if (written.empty() || written.find("error") != std::string_view::npos) {
    folder.drop_part(eventsFile);
    if (!written.empty())
      throw InputOutputError("cannot write " + (std::filesystem::path(options.out) / eventsFile).string() + ": " +
                             nlohmann::json::parse(written).at("error").get<std::string>());
  } else {
    folder.keep_part(eventsFile);
  }
  if (!options.csdb || written.empty()) return;
  model::merge_write_ahead_log(folder.part(csdbFile));
  folder.keep_part(csdbFile);
}

/// ", 12 s to go": as fast as so far, until the last thing that the scenario does.
std::string time_to_go(const Scenario& scenario, double simulated_s, double elapsed_s) {
  const double last = static_cast<double>(last_time(scenario).count()) / 1e9;
  if (elapsed_s < 1 || simulated_s <= 0 || simulated_s >= last) return "";
  return fmt::format(", {} to go", measures::time_text(elapsed_s * (last - simulated_s) / simulated_s));
}

int run_once(const RunOptions& options, const Scenario& scenario, const properties::PolicyFile& policy,
             sim::Seed seed) {
  std::optional<OutputFolder> folder;
  if (!options.out.empty())
    folder.emplace(options.out, OutputFolder::Terms{.files = {scenarioFile, summaryFile, eventsFile, csdbFile},
                                                    .inputs = {options.scenario, options.policy},
                                                    .force = options.force});
  const NoteInterrupt interrupt;
  sim::Limits limits = limits_of(options);
  const auto started = std::chrono::steady_clock::now();
  sim::Run run;
  {
    const Progress progress;
    StatusLine status(fmt::format("simulating {} with seed {}", options.scenario, seed.value));
    limits.while_waiting = [&] {
      if (interrupt.interrupted()) throw Interrupted();
      const double simulated = static_cast<double>(progress.page().simulated_ns.load()) / 1e9;
      const double elapsed = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
      status.update(fmt::format("simulating {} with seed {}: {} simulated, {} events{}", options.scenario, seed.value,
                                measures::time_text(simulated), progress.page().events.load(),
                                time_to_go(scenario, simulated, elapsed)));
    };
    const std::string events = folder ? folder->part(eventsFile) : std::string();
    sim::SimulateOptions taking{.folds_beside = true};
    if (options.csdb)
      taking.take_commserve_disk = [path = folder->part(csdbFile)](const auto& disk) { write_csdb(path, disk); };
    run = sim::run_forked(scenario, seed, folds_with(progress, measures::judged_folds(scenario, policy), events),
                          limits, taking);
    run.detail = ending_detail(run, limits);
  }
  const double wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  const properties::Verdicts verdicts = properties::judge(run, scenario);
  const auto summary = measures::summarize({.name = options.scenario,
                                            .scenario = &scenario,
                                            .seed = seed,
                                            .wall_seconds = wall,
                                            .replay = replay_command(options.scenario, seed, options.policy) +
                                                      limit_options(options.deadline, options.memory)},
                                           run, verdicts);
  files_first(
      [&] {
        if (!folder) return;
        folder->write(summaryFile, measures::json_text(to_json(summary)));
        folder->write(scenarioFile, scenarios::to_toml(scenario));
        keep_what_was_written(*folder, run, options);
      },
      [&] {
        std::cout << (options.json ? measures::json_text(to_json(summary))
                                   : reports::screen(summary, screen_colour(), screen_columns()));
      });
  return static_cast<int>(verdicts.outcome);
}

int check_determinism(const RunOptions& options, const Scenario& scenario, sim::Seed seed) {
  const sim::Determinism result = [&] {
    const StatusLine status(fmt::format("simulating {} twice with seed {}", options.scenario, seed.value));
    return sim::check_determinism(scenario, seed, limits_of(options));
  }();
  nlohmann::ordered_json json{{"schema", measures::summarySchema},
                              {"seed", seed.value},
                              {"deterministic", !result.difference.has_value()},
                              {"event_hash", measures::hash_text(result.first.event_hash)},
                              {"events", result.first.events}};
  if (result.difference) {
    json["first_difference"] = {{"event", result.difference->event},
                                {"first_run", result.difference->first_run},
                                {"second_run", result.difference->second_run}};
  }
  if (options.json) {
    std::cout << json.dump(2) << "\n";
  } else if (result.difference) {
    fmt::print("the two runs differ, first at event {}:\n  {}\n  {}\n", result.difference->event,
               result.difference->first_run, result.difference->second_run);
  } else {
    fmt::print("{} events, twice, the second time with another heap: equal; event hash {}\n", result.first.events,
               measures::hash_text(result.first.event_hash));
  }
  if (result.difference || result.first.ending == sim::Ending::contradiction) return exitInternal;
  return result.first.ending == sim::Ending::ended ? exitHeld : exitBrokenRun;
}

struct CrashVerdict {
  const sim::CrashPoint* point;
  properties::Verdicts verdicts;
};

int crash_everywhere(const RunOptions& options, const Scenario& scenario, const properties::PolicyFile& policy,
                     sim::Seed seed) {
  if (options.crash_points != "all")
    throw UsageError("--crash-points: " + unknown_word("set of crash points", options.crash_points, {"all"}));
  if (options.engine != "branch" && options.engine != "replay")
    throw UsageError("--engine: " + unknown_word("engine", options.engine, {"branch", "replay"}));
  const auto engine = options.engine == "branch" ? sim::CrashEngine::branch : sim::CrashEngine::replay;
  const sim::CrashPoints all = [&] {
    const StatusLine status(
        fmt::format("crashing {} at every durable disk operation, seed {}", options.scenario, seed.value));
    return sim::crash_everywhere(scenario, seed, measures::judged_folds(scenario, policy), limits_of(options), engine);
  }();
  const properties::Verdicts undisturbed = properties::judge(all.undisturbed, scenario);
  std::map<std::string, std::uint64_t> by_host;
  std::vector<CrashVerdict> bad;
  int exit_code = static_cast<int>(undisturbed.outcome);
  for (const sim::CrashPoint& point : all.points) {
    ++by_host[point.host];
    properties::Verdicts verdicts = properties::judge(point.run, scenario);
    if (verdicts.outcome == undisturbed.outcome && verdicts.unexpected == undisturbed.unexpected &&
        verdicts.missing == undisturbed.missing)
      continue;
    exit_code = measures::worse_exit_code(exit_code, static_cast<int>(verdicts.outcome));
    bad.push_back({&point, std::move(verdicts)});
  }
  if (options.json) {
    nlohmann::ordered_json json{{"schema", measures::summarySchema}, {"seed", seed.value}, {"engine", options.engine}};
    for (const sim::CrashPoint& point : all.points)
      json["points"].push_back({{"host", point.host},
                                {"operation", point.ordinal},
                                {"ending", name_of(point.run.ending)},
                                {"event_hash", measures::hash_text(point.run.event_hash)}});
    json["not_recovered"] = bad.size();
    std::cout << json.dump(2) << "\n";
    return exit_code;
  }
  if (undisturbed.outcome != properties::Outcome::held)
    fmt::print("without any power cut: {} {}; a point is recovered when it comes to the same\n",
               name_of(all.undisturbed.ending), fmt::join(undisturbed.unexpected, ", "));
  for (const auto& [host, count] : by_host) fmt::print("{}: power cut at each of {} durable operations\n", host, count);
  for (const CrashVerdict& verdict : bad)
    fmt::print("not recovered: {} at operation {}: {} {}\n", verdict.point->host, verdict.point->ordinal,
               name_of(verdict.point->run.ending),
               !verdict.verdicts.unexpected.empty()
                   ? fmt::format("{} violated", fmt::join(verdict.verdicts.unexpected, ", "))
               : !verdict.verdicts.missing.empty()
                   ? fmt::format("{} held against expectation", fmt::join(verdict.verdicts.missing, ", "))
                   : ending_detail(verdict.point->run, limits_of(options)));
  fmt::print(
      "{} of {} crash points recovered: the workload was done, and every verdict is that of the run without a cut\n",
      all.points.size() - bad.size(), all.points.size());
  return exit_code;
}

void refuse_what_excludes(const RunOptions& options) {
  const bool crash_points = !options.crash_points.empty();
  if (options.check_determinism && crash_points)
    throw UsageError("run: --check-determinism and --crash-points: one at a time");
  if (options.out_is_given && (options.check_determinism || crash_points))
    throw UsageError("run: --out goes with runs, not with --check-determinism or --crash-points");
  if (options.reps && (options.check_determinism || crash_points))
    throw UsageError("run: --reps and --check-determinism or --crash-points: one at a time");
  if (options.check_determinism && !options.policy.empty())
    throw UsageError("run: --check-determinism judges nothing; --policy goes with runs that are judged");
  if (options.jobs && !options.reps) throw UsageError("run: --jobs goes with --reps");
  if (options.out_is_given && options.out.empty()) throw UsageError("run: --out: expected the name of a folder");
  if (options.csdb && options.reps)
    throw UsageError("run: --csdb and --reps: one run has one CSDB, many have many; expected one of the two options");
  if (options.csdb && options.out.empty())
    throw UsageError("run: --csdb goes with --out, the folder that the CSDB is written to");
  if (options.force && options.out.empty()) throw UsageError("run: --force goes with --out");
  if (options.engine_is_given && !crash_points) throw UsageError("run: --engine goes with --crash-points");
}

}  // namespace

std::function<int()> add_run(CLI::App& program) {
  auto options = std::make_shared<RunOptions>();
  CLI::App& run = *program.add_subcommand("run", "Simulate a scenario and judge it");
  run.footer(
      "Examples:\n"
      "  keycell run quickstart\n"
      "  keycell run quickstart --seed 7 --json\n"
      "  keycell run my-cell.toml --out results\n"
      "  keycell run my-cell.toml --reps 100\n"
      "  keycell run quickstart --crash-points all\n"
      "  keycell run quickstart --check-determinism");
  run.add_option("SCENARIO", options->scenario, "a name from the catalogue, or a TOML file")->required();
  run.add_option("--seed", options->seed, "which of the possible runs; the same seed gives the same run (default 1)");
  run.add_option("--reps", options->reps, "run with this many seeds, from --seed on, and print what varies");
  run.add_option("--jobs", options->jobs, "for --reps: simulations at a time (default: as many as processors)");
  run.add_option("--out", options->out,
                 "folder for summary.json, events.jsonl (of --reps: replications.json and .csv) and the effective "
                 "scenario.toml");
  run.add_flag("--force", options->force, "for --out: write over files that keycell did not write");
  run.add_option("--policy", options->policy, "judge what crosses boundaries by this policy file of your own");
  run.add_flag("--csdb", options->csdb, "for --out: the CommServe database too, as csdb.sqlite");
  run.add_flag("--json", options->json, "print the summary as JSON");
  run.add_flag("--check-determinism", options->check_determinism, "run twice and compare event by event");
  run.add_option("--crash-points", options->crash_points, "\"all\": cut the power at every durable disk operation");
  run.add_option("--engine", options->engine, "for --crash-points: branch (default) or replay");
  run.add_option("--deadline", options->deadline, "wall time that a simulation may take (default \"10 min\")");
  run.add_option("--memory", options->memory, "memory that a simulation may take (default \"8 GiB\")");
  return [options, &run]() -> int {
    options->out_is_given = run.count("--out") > 0;
    options->engine_is_given = run.count("--engine") > 0;
    refuse_what_excludes(*options);
    const sim::Seed seed{whole_number("--seed", options->seed)};
    const std::uint64_t reps = options->reps ? reps_of(*options->reps, seed) : 1;
    const Scenario scenario = load_scenario("run", options->scenario);
    const properties::PolicyFile policy = policy_of(options->policy);
    if (options->check_determinism) return check_determinism(*options, scenario, seed);
    if (!options->crash_points.empty()) return crash_everywhere(*options, scenario, policy, seed);
    if (options->reps)
      return replicate({.scenario = options->scenario,
                        .first = seed,
                        .reps = reps,
                        .jobs = jobs_of(options->jobs, reps),
                        .limits = limits_of(*options),
                        .out = options->out,
                        .force = options->force,
                        .limited = limit_options(options->deadline, options->memory),
                        .policy = options->policy,
                        .json = options->json},
                       scenario, policy);
    return run_once(*options, scenario, policy, seed);
  };
}

}  // namespace keycell::cli
