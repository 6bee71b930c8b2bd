#pragma once
// For each kind of failure of a campaign: a smaller cell that fails in the same way, with the story of what happens in
// it.

#include <functional>
#include <string>
#include <vector>

#include "campaigns/campaign.h"

namespace keycell::campaigns {

struct CounterexampleOptions {
  CellSource cell_of;
  sim::Limits limits;
  const properties::PolicyFile* policy;
  sim::Parts parts{};
  std::function<bool()> stop;
  /// Hears of every smaller cell that is about to be tried.
  std::function<void(const Failure& failure, std::uint64_t tried)> trying;
  /// The command that runs the file of this name; goes into the file.
  std::function<std::string(const std::string& file_name, sim::Seed seed)> replay_of_file;
};

/// A kind of failure, looked into. Without a `file_name` no smaller cell was found: the search was stopped, or the cell
/// did not fail again (a run that was killed at its deadline, and now was not).
struct Counterexample {
  Failure what;
  sim::Seed seed;       ///< the lowest that fails so
  std::string found{};  ///< in how many runs, and how it was made smaller: a sentence
  std::vector<std::string> story{};
  std::string file_name{};
  std::string toml{};  ///< what the file says: comments, and the smaller cell
};

std::vector<Counterexample> find_counterexamples(const CampaignResult& result, const CounterexampleOptions& options);

}  // namespace keycell::campaigns
