#pragma once
// Tests the checker: campaigns over product code with one fault planted in it each, and one with none. What counts is
// which property finds a fault, and after how many random cells.

#include <optional>
#include <string>

#include "campaigns/campaign.h"

namespace keycell::campaigns {

/// A fault that a program can switch on, in its own process or in that of a simulation.
struct PlantedFault {
  std::string name;
  std::function<void()> plant;
  std::function<void()> heal;
  bool is_nondeterminism;  ///< found by running a cell twice and comparing, not by a property
};

struct Kill {
  /// What failed at the lowest seed that failed; nothing when every run held.
  std::vector<Failure> by;
  std::uint64_t seeds = 0;  ///< that it took; when nothing failed, all that were tried
  std::string evidence;     ///< of the first failure
};

/// Simulates one cell after the other, in the order of seeds, until one fails that holds without the fault.
Kill kill(const PlantedFault& fault, const CampaignOptions& options, const CellSource& source,
          const sim::Limits& limits, const std::function<bool()>& stop);

}  // namespace keycell::campaigns
