#pragma once
// Runs of one scenario with many seeds, told as one: what varies and how far, how often each property held.
//
// Figures speak of the runs that ended. Everything is in the order of the seeds and a function of the runs alone, so
// two ways to distribute the work give the same bytes.

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "measures/figures.h"
#include "measures/results/run.h"
#include "measures/results/study.h"
#include "properties/boundaries/policy_file.h"
#include "scenarios/scenario.h"
#include "sim/fork_server.h"

namespace keycell::campaigns {

/// What is kept of one run.
struct Replication {
  sim::Seed seed;
  std::vector<std::pair<std::string, measures::VerdictOnRun>> verdicts;  ///< by id of the property
  sim::Ending ending = sim::Ending::ended;
  std::string ending_detail;
  std::string event_hash;
  std::vector<std::string> surprises;  ///< ids of unexpected violations and of expected ones that did not happen
  std::string replay;                  ///< the command that repeats this run
  int exit_code = 0;
  bool drawn_by_chance = true;  ///< whether another seed may have other figures
  std::vector<measures::Figure> figures;
};

Replication replication_of(const measures::RunSummary& summary);

struct Study {
  std::string name;  ///< of the scenario, as on the command line
  const scenarios::Scenario* scenario;
  sim::Seed first;
  std::uint64_t wanted;  ///< runs; fewer were done when the study was interrupted
  std::string replay;    ///< the command that repeats the study
};

/// Which runs, and how each is judged.
struct ReplicationPlan {
  std::string name;  ///< of the scenario, as on the command line
  const scenarios::Scenario* scenario;
  const properties::PolicyFile* policy;
  sim::Seed first;
  std::uint64_t reps;                                     ///< runs with the seeds first, first + 1, ...
  std::size_t jobs;                                       ///< children at a time
  sim::Limits limits;                                     ///< of each run
  std::function<std::string(sim::Seed)> replay;           ///< the command that repeats one of them
  std::function<std::string(const sim::Run&)> detail_of;  ///< how a run ended, in words
};

struct ReplicationHooks {
  std::function<void(const Replication&)> ended = {};  ///< after each run, in whatever order they end
  std::function<bool()> stop = {};                     ///< true: those under way are dropped
};

/// Simulates and judges each in a process of its own; those that ended, by seed. Only the first, when nothing was drawn
/// in it that a figure could show: all others would have the same figures.
std::vector<Replication> replicate(const ReplicationPlan& plan, const ReplicationHooks& hooks);

/// Whether the first run has shown that no figure varies with the seed.
bool one_says_all(const std::vector<Replication>& runs);

/// `runs` in the order of their seeds, at least one.
measures::StudySummary summarize(const Study& study, const std::vector<Replication>& runs);

/// A figure's value in each run that ended and has it (or has none of it, which is zero), by seed.
std::vector<std::pair<std::uint64_t, double>> values_by_seed(const measures::StudySummary& study, std::string_view id,
                                                             measures::Unit unit);

}  // namespace keycell::campaigns
