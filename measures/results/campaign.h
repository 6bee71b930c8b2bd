#pragma once
// A campaign over many cells as a value: what campaign.json holds.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "measures/results/made_by.h"
#include "measures/statistics.h"

namespace keycell::measures {

inline constexpr int campaignSchema = 3;

struct CampaignProperty {
  std::string id{};
  std::string statement{};
  std::uint64_t applied = 0;    ///< cells that it could be judged in
  std::uint64_t exercised = 0;  ///< cells in which it had something to judge
  std::uint64_t violated = 0;   ///< cells that violated it, expected or not
  std::map<std::string, std::uint64_t> sums{};
  bool operator==(const CampaignProperty&) const = default;
};

/// A fault that must act.
struct CampaignFault {
  std::uint64_t cells = 0;  ///< that have it
  std::uint64_t acted = 0;  ///< cells in which it came to act
  bool operator==(const CampaignFault&) const = default;
};

/// Failures of one kind.
struct CampaignFailure {
  std::string property{};  ///< empty: the run did not come to its end
  std::string about{};
  std::uint64_t count = 0;
  std::vector<std::uint64_t> seeds{};  ///< the lowest
  std::string evidence{};
  std::string replay{};          ///< the command that repeats the run with the lowest seed
  std::string file{};            ///< of a smaller cell that fails in the same way; or empty
  std::string replay_of_file{};  ///< the command that runs it
  std::string found{};           ///< how it was found
  std::vector<std::string> story{};
  bool operator==(const CampaignFailure&) const = default;
};

struct CampaignSummary {
  MadeBy made_by{};
  std::optional<std::string> space{};     ///< each seed has a cell of its own
  std::optional<std::string> scenario{};  ///< or one cell for all
  std::string policy{};                   ///< title of the boundary policy
  std::uint64_t first_seed = 0;
  std::uint64_t seeds = 0;
  std::uint64_t done = 0;
  bool interrupted = false;
  std::uint64_t failed = 0;
  std::optional<Interval> probability_of_failure_95{};
  std::uint64_t events = 0;
  double wall_s = 0;
  double runs_per_hour = 0;
  std::vector<CampaignProperty> properties{};
  std::map<std::string, CampaignFault> faults{};  ///< "fault 1 (power-cut on ma1)"
  std::map<std::string, CampaignFault> drawn{};   ///< by kind: faults that need not act
  std::vector<std::string> vacuous{};
  std::vector<CampaignFailure> failures{};
  std::string scope{};
  std::string replay{};
  int exit_code = 0;
  bool operator==(const CampaignSummary&) const = default;

  const std::string& name() const { return space ? *space : scenario.value(); }
};

}  // namespace keycell::measures
