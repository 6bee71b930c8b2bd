#pragma once
// What the time of jobs was bound by, in words.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "measures/results/run.h"

namespace keycell::reports {

using PartsOfTime = std::vector<std::pair<std::string, double>>;  // what, and its share

/// The largest shares of the time of some jobs: parts of waiting and work, that of data by the resources that bound it.
PartsOfTime shares_of_time(const measures::JobTime& jobs, const std::optional<measures::DataPathUse>& path);

/// What bound all jobs of a kind most of the time: "ma1, library read"; a class of resources where no single one did;
/// with its share where that is less than 95 %. Empty when no job took time.
std::string bound_of_kind(const std::string& kind, const measures::RunSummary& summary);

}  // namespace keycell::reports
