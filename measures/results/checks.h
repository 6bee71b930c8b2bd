#pragma once
// What run --check-determinism and run --crash-points say, as values.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "measures/results/made_by.h"
#include "sim/run.h"

namespace keycell::measures {

inline constexpr int determinismSchema = 2;
inline constexpr int crashPointsSchema = 1;

struct CheckedScenario {
  std::string name{};  ///< as on the command line
  std::string title{};
  std::string sha256{};  ///< of the effective scenario, as scenario.toml has it
  bool operator==(const CheckedScenario&) const = default;
};

struct DifferenceTold {
  std::uint64_t event = 0;
  std::string first_run{};
  std::string second_run{};
  bool operator==(const DifferenceTold&) const = default;
};

struct DeterminismTold {
  MadeBy made_by{};
  CheckedScenario scenario{};
  std::uint64_t seed = 0;
  bool deterministic = false;
  std::string event_hash{};  ///< of the first run
  std::uint64_t events = 0;
  std::optional<DifferenceTold> first_difference{};
  std::vector<std::string> folds_that_differ{};
  bool summary_differs = false;
  std::vector<std::string> unexpected{};  ///< of the run: how it ended, properties, faults that never acted
  std::string scope{};
  std::string replay{};
  int exit_code = 0;
  bool operator==(const DeterminismTold&) const = default;
};

struct CrashPointTold {
  std::string host{};
  std::uint64_t operation = 0;  ///< durable one of its disk, from 1, in which the power is cut
  std::string during{};         ///< what the cell was about: "rotate master key of pool-a"
  sim::Ending ending{};
  std::string event_hash{};
  bool recovered = false;  ///< the workload was done, and every verdict is that of the run without a cut
  std::string why_not{};
  bool operator==(const CrashPointTold&) const = default;
};

struct CrashPointsTold {
  MadeBy made_by{};
  CheckedScenario scenario{};
  std::uint64_t seed = 0;
  std::string engine{};
  sim::Ending undisturbed_ending{};
  std::vector<std::string> undisturbed_surprises{};  ///< ids of properties
  std::vector<CrashPointTold> points{};
  std::uint64_t not_recovered = 0;
  std::string scope{};
  std::string replay{};
  int exit_code = 0;
  bool operator==(const CrashPointsTold&) const = default;
};

}  // namespace keycell::measures
