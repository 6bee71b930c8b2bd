#pragma once
// A cell that fails, as a file that somebody else can run: a head of comments with what happened, and the scenario.

#include <string>
#include <vector>

#include "campaigns/campaign.h"

namespace keycell::campaigns {

struct FailingCell {
  scenarios::Scenario scenario;
  sim::Seed seed;
  CellVerdict::Failed failed;
  std::string statement;           ///< of the property; empty for a run that did not end
  std::vector<std::string> story;  ///< lines
  std::string replay;              ///< the command that repeats it
  std::string found;               ///< in one sentence: in which cells, and how it was made smaller
  std::uint64_t event_hash = 0;
};

struct ToldStory {
  std::vector<std::string> lines;
  std::uint64_t event_hash = 0;
};

/// Simulates the cell once more and tells what happened in it.
ToldStory tell_story(const scenarios::Scenario& scenario, sim::Seed seed, const properties::Evidence& evidence,
                     const sim::Limits& limits, const sim::Parts& parts);

/// Starts with comments; the rest reads back as the scenario, titled with what it shows.
std::string to_toml(const FailingCell& example);

/// "SEC-1-data-key-seed-17.toml"; for runs that did not end "deadlocked-seed-17.toml".
std::string file_name_of(const Failure& failure, sim::Seed seed);

}  // namespace keycell::campaigns
