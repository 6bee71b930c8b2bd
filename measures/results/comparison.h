#pragma once
// Two runs, or two studies, side by side as a value: what keycell compare --json prints.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "measures/figures.h"
#include "measures/results/made_by.h"
#include "measures/statistics.h"
#include "sim/run.h"

namespace keycell::measures {

inline constexpr int comparisonSchema = 3;

struct ComparedSide {
  std::string name{};      ///< as on the command line
  std::string scenario{};  ///< its name
  std::string title{};
  std::optional<std::uint64_t> first_seed{};  ///< of a study
  std::optional<std::uint64_t> runs{};
  std::optional<std::uint64_t> seed{};  ///< of a run
  std::optional<sim::Ending> ending{};
  std::string scope{};  ///< what its verdicts speak of
  std::string replay{};
  int exit_code = 0;
  bool operator==(const ComparedSide&) const = default;
};

struct ComparedSetting {
  std::string setting{};
  std::optional<std::string> a{};  ///< nothing where the side lacks it
  std::optional<std::string> b{};
  bool operator==(const ComparedSetting&) const = default;
};

/// B minus A, seed by seed.
struct PairedDifference {
  std::uint64_t n = 0;
  double mean = 0;
  std::optional<Interval> interval{};
  std::optional<bool> distinguishable{};  ///< from 0
  bool operator==(const PairedDifference&) const = default;
};

struct ComparedFigure {
  std::string id{};
  std::string label{};
  Unit unit{};
  std::optional<double> a{};
  std::optional<double> b{};
  std::optional<double> change{};
  std::optional<double> change_percent{};
  std::optional<std::optional<PairedDifference>> paired{};  ///< of studies with the same seeds, if a pair has it
  bool operator==(const ComparedFigure&) const = default;
};

struct ComparedVerdict {
  std::string id{};
  std::string a{};
  std::string b{};
  bool operator==(const ComparedVerdict&) const = default;
};

/// A weakness that one side has, or that opens another amount there: what is said of it.
struct ComparedWeakness {
  std::string name{};
  std::optional<std::string> a{};  ///< nothing where the side has none of it
  std::optional<std::string> b{};
  bool operator==(const ComparedWeakness&) const = default;
};

struct ComparedEvents {
  std::string a{};  ///< the hash of the first run
  std::string b{};
  bool equal = false;  ///< of every run
  bool operator==(const ComparedEvents&) const = default;
};

struct Comparison {
  MadeBy made_by{};
  ComparedSide a{};
  ComparedSide b{};
  bool studies = false;
  bool paired = false;
  std::optional<std::vector<ComparedSetting>> scenario{};  ///< that differ; nothing when they are not known
  std::vector<ComparedFigure> figures{};                   ///< that differ
  std::uint64_t figures_equal = 0;
  std::vector<ComparedVerdict> verdicts{};     ///< that differ
  std::vector<ComparedWeakness> weaknesses{};  ///< that differ
  ComparedEvents event_hash{};
  bool equal = false;
  int exit_code = 0;
  bool operator==(const Comparison&) const = default;
};

}  // namespace keycell::measures
