#include "cli/run.h"

#include <fmt/format.h>

#include <chrono>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "campaigns/kept_story.h"
#include "cli/crash_points.h"
#include "cli/determinism.h"
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
#include "crypto/hash.h"
#include "measures/judged_folds.h"
#include "measures/key_names.h"
#include "measures/results/json.h"
#include "measures/summary.h"
#include "model/csdb/csdb.h"
#include "model/csdb/export.h"
#include "reports/event_writer.h"
#include "scenarios/write.h"

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
  std::vector<std::string> files_read;
  bool out_is_given = false;
  bool engine_is_given = false;
  bool json = false;
  bool full = false;
  bool strict = false;
  bool csdb = false;
  bool force = false;
  bool check_determinism = false;
};

sim::Limits limits_of(const RunOptions& options) { return cli::limits_of("run", options.deadline, options.memory); }

constexpr const char* summaryFile = "summary.json";
constexpr const char* eventsFile = "events.jsonl";
constexpr const char* csdbFile = "csdb.sqlite";

/// Folds of a run whose events are also written to a file, if one is named, and whose keys are told by name, if asked.
sim::FoldFactory folds_with(const Progress& progress, sim::FoldFactory watching, const std::string& events,
                            bool name_keys) {
  return [watching = std::move(watching), &progress, events, name_keys] {
    sim::Folds folds = watching();
    folds.push_back(progress.fold());
    if (!events.empty()) folds.push_back(std::make_unique<reports::EventWriter>(events));
    if (name_keys) folds.push_back(std::make_unique<measures::KeyNamer>());
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

/// Which key is in which row, by the numbers that keys have everywhere else.
void name_keys_in(const std::string& path, const sim::Run& run) {
  const auto names = measures::told_by<measures::KeyNames>("key-names", run);
  if (!names) return;
  std::map<std::string_view, const measures::KeyRowName*> rows;
  for (const measures::KeyRowName& row : names->rows) rows[row.row_sha256] = &row;
  std::vector<model::KeyAtKms> master_keys;
  for (const measures::MasterKeyName& key : names->master_keys) master_keys.push_back({key.kms, key.id, key.key});
  const auto key_in = [&](View row) -> model::KeyInRow {
    const auto found = rows.find(crypto::sha256_text(row));
    if (found == rows.end()) return {};
    return {found->second->key, found->second->under};
  };
  model::name_keys(path, key_in, master_keys);
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
  name_keys_in(folder.part(csdbFile), run);
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
                                                    .inputs = options.files_read,
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
    run = sim::run_forked(scenario, seed,
                          folds_with(progress, measures::judged_folds(scenario, policy), events, options.csdb), limits,
                          taking);
    run.detail = ending_detail(run, limits);
    if (run.ending == sim::Ending::overDeadline)
      run.detail += fmt::format("; by then it had simulated {} in {} events",
                                measures::time_text(static_cast<double>(progress.page().simulated_ns.load()) / 1e9),
                                progress.page().events.load());
  }
  const double wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  const properties::Verdicts verdicts = properties::judge(run, scenario);
  auto summary = measures::summarize(
      {.name = options.scenario,
       .scenario = &scenario,
       .seed = seed,
       .wall_seconds = wall,
       .replay = replay_command(options.scenario, seed, options.policy) + (options.strict ? " --strict" : "") +
                 limit_options(options.deadline, options.memory)},
      run, verdicts);
  if (const auto kept = campaigns::kept_story_in(text_of_scenario(options.scenario)))
    summary.story = campaigns::compared(*kept, summary);
  files_first(
      [&] {
        if (!folder) return;
        folder->write(summaryFile, measures::json_text(to_json(summary)));
        folder->write(scenarioFile, scenarios::to_toml(scenario));
        keep_what_was_written(*folder, run, options);
      },
      [&] {
        std::cout << (options.json ? measures::json_text(to_json(summary))
                                   : reports::screen(summary, screen_colour(), screen_columns(),
                                                     options.full ? reports::Extent::full : reports::Extent::first));
      });
  return static_cast<int>(verdicts.outcome);
}

sim::CrashEngine engine_of(const RunOptions& options) {
  if (options.crash_points != "all")
    throw UsageError("--crash-points: " + unknown_word("set of crash points", options.crash_points, {"all"}));
  if (options.engine != "branch" && options.engine != "replay")
    throw UsageError("--engine: " + unknown_word("engine", options.engine, {"branch", "replay"}));
  return options.engine == "branch" ? sim::CrashEngine::branch : sim::CrashEngine::replay;
}

/// What the replay command has behind scenario, seed and what is checked.
std::string options_behind(const RunOptions& options) {
  return (options.policy.empty() ? "" : " --policy " + quoted(options.policy)) + (options.strict ? " --strict" : "") +
         limit_options(options.deadline, options.memory);
}

void refuse_what_excludes(const RunOptions& options) {
  const bool crash_points = !options.crash_points.empty();
  if (options.check_determinism && crash_points)
    throw UsageError("run: --check-determinism and --crash-points: one at a time");
  if (options.out_is_given && (options.check_determinism || crash_points))
    throw UsageError("run: --out goes with runs, not with --check-determinism or --crash-points");
  if (options.reps && (options.check_determinism || crash_points))
    throw UsageError("run: --reps and --check-determinism or --crash-points: one at a time");
  if (options.jobs && !options.reps) throw UsageError("run: --jobs goes with --reps");
  if (options.out_is_given && options.out.empty()) throw UsageError("run: --out: expected the name of a folder");
  if (options.csdb && options.reps)
    throw UsageError("run: --csdb and --reps: one run has one CSDB, many have many; expected one of the two options");
  if (options.csdb && options.out.empty())
    throw UsageError("run: --csdb goes with --out, the folder that the CSDB is written to");
  if (options.force && options.out.empty()) throw UsageError("run: --force goes with --out");
  if (options.full && (options.json || options.check_determinism || crash_points || options.reps))
    throw UsageError("run: --full goes with the screen of one run");
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
  run.add_flag("--full", options->full, "print everything, not only what is asked first");
  run.add_flag("--strict", options->strict,
               "where the scenario says nothing of what it expects, let what is known of its profile fail too");
  run.add_flag("--json", options->json, "print the summary as JSON");
  run.add_flag("--check-determinism", options->check_determinism, "run twice and compare every event and every result");
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
    Scenario scenario = load_scenario("run", options->scenario, options->files_read);
    if (options->strict) expect_nothing_unsaid(scenario);
    const properties::PolicyFile policy = policy_of(options->policy);
    options->files_read.push_back(options->policy);
    const CheckedRun checked{.scenario = options->scenario,
                             .seed = seed,
                             .limits = limits_of(*options),
                             .options = options_behind(*options),
                             .json = options->json};
    if (options->check_determinism) return check_determinism(checked, scenario, policy);
    if (!options->crash_points.empty()) return crash_everywhere(checked, engine_of(*options), scenario, policy);
    if (options->reps)
      return replicate(
          {.scenario = options->scenario,
           .first = seed,
           .reps = reps,
           .jobs = jobs_of(options->jobs, reps),
           .limits = limits_of(*options),
           .out = options->out,
           .force = options->force,
           .limited = (options->strict ? " --strict" : "") + limit_options(options->deadline, options->memory),
           .policy = options->policy,
           .files_read = options->files_read,
           .json = options->json},
          scenario, policy);
    return run_once(*options, scenario, policy, seed);
  };
}

}  // namespace keycell::cli
