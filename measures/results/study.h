#pragma once
// Runs of one scenario with many seeds as a value: what replications.json holds.

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "measures/figures.h"
#include "measures/results/made_by.h"
#include "measures/statistics.h"
#include "sim/run.h"

namespace keycell::measures {

inline constexpr int studySchema = 2;

/// What became of a property in a run.
enum class VerdictOnRun { held, violated, vacuous, notApplicable, notJudged };

constexpr std::string_view name_of(VerdictOnRun verdict) {
  switch (verdict) {
    case VerdictOnRun::held: return "held";
    case VerdictOnRun::violated: return "violated";
    case VerdictOnRun::vacuous: return "vacuous";
    case VerdictOnRun::notApplicable: return "not applicable";
    case VerdictOnRun::notJudged: return "not judged";
  }
  return "unknown";
}

struct StudyScenario {
  std::string name{};  ///< as on the command line
  std::string title{};
  std::string profile{};
  std::string sha256{};  ///< of the effective scenario, as scenario.toml has it
  bool operator==(const StudyScenario&) const = default;
};

/// A figure over the runs that ended. Intervals are at the study's confidence level, of what the runs are a sample of.
struct StudyFigure {
  std::string id{};
  std::string label{};
  Unit unit{};
  std::uint64_t n = 0;
  double mean = 0;
  std::optional<Interval> mean_interval{};
  std::optional<double> deviation{};
  double minimum = 0;
  std::optional<double> median{};
  std::optional<Interval> median_interval{};
  std::optional<double> p95{};
  std::optional<Interval> p95_interval{};
  double maximum = 0;
  bool operator==(const StudyFigure&) const = default;
};

/// In how many runs a property came to what.
struct StudyVerdict {
  std::string id{};
  bool expected_violated = false;
  bool known_of_profile = false;  ///< the scenario expects nothing, and its profile does this by construction
  std::uint64_t held = 0;
  std::uint64_t violated = 0;
  std::uint64_t vacuous = 0;
  std::uint64_t not_applicable = 0;
  std::uint64_t not_judged = 0;
  std::optional<Interval> violated_share_interval{};  ///< of all seeds
  std::vector<std::uint64_t> violated_seeds{};
  bool operator==(const StudyVerdict&) const = default;
};

struct StudyRun {
  std::uint64_t seed = 0;
  sim::Ending ending{};
  std::string ending_detail{};
  std::string event_hash{};
  int exit_code = 0;
  std::vector<std::string> surprises{};  ///< ids of unexpected violations and of expected ones that did not happen
  std::vector<std::pair<std::string, VerdictOnRun>> verdicts{};  ///< by id of the property
  std::vector<std::pair<std::string, double>> figures{};         ///< by id, in the order of figures_of
  bool operator==(const StudyRun&) const = default;

  /// Null when the run has none of this id.
  const double* figure(std::string_view id) const {
    const auto found = std::ranges::find(figures, id, &std::pair<std::string, double>::first);
    return found == figures.end() ? nullptr : &found->second;
  }
};

struct FirstBadRun {
  std::uint64_t seed = 0;
  sim::Ending ending{};
  std::string ending_detail{};
  std::vector<std::string> surprises{};
  std::string replay{};  ///< the command that repeats it
  bool operator==(const FirstBadRun&) const = default;
};

struct StudySummary {
  MadeBy made_by{};
  StudyScenario scenario{};
  std::uint64_t first_seed = 0;
  std::uint64_t runs_wanted = 0;
  std::uint64_t runs_done = 0;
  bool varies_with_seed = false;
  double confidence_level = 0;
  std::map<std::string, std::uint64_t> endings{};
  std::vector<StudyFigure> figures{};
  std::vector<StudyVerdict> verdicts{};
  std::vector<StudyRun> runs{};  ///< by seed
  std::string scope{};
  std::string replay{};
  std::optional<FirstBadRun> first_bad{};
  int exit_code = 0;
  bool operator==(const StudySummary&) const = default;
};

}  // namespace keycell::measures
