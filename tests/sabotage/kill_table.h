#pragma once
// Tests the checker: campaigns over cells with one fault planted in them each, and one with none. What counts is which
// property finds a fault, and after how many random cells.

#include <optional>
#include <string>

#include "campaigns/campaign.h"

namespace keycell::sabotage {

using campaigns::CampaignOptions;
using campaigns::CellSource;
using campaigns::Failure;

/// What a fault is looked for by.
enum class Search {
  properties,  ///< each cell is run once and judged
  comparing,   ///< each cell is run twice and compared, event by event
};

struct Kill {
  /// What failed at the lowest seed that failed; nothing when every run held.
  std::vector<Failure> by;
  std::uint64_t seeds = 0;  ///< that it took; when nothing failed, all that were tried
  std::string evidence;     ///< of the first failure
};

/// Simulates one cell after the other, in the order of seeds and made of parts with a fault in them, until one fails
/// that holds without the fault. With no parts it is the product that is looked at, and every failure counts.
Kill kill(const std::optional<sim::Parts>& faulty, Search search, const CampaignOptions& options,
          const CellSource& source, const sim::Limits& limits, const std::function<bool()>& stop);

}  // namespace keycell::sabotage
