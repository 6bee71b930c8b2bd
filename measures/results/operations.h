#pragma once
// What was asked of the CommServe that is no job: creations, rotations, an operator's hand on jobs. Moments are seconds
// since the start.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "measures/results/durations.h"
#include "model/events.h"

namespace keycell::measures {

struct OperationsOfKind {
  std::uint64_t count = 0;
  std::uint64_t done = 0;
  std::uint64_t refused = 0;       ///< for good
  std::uint64_t going = 0;         ///< neither, at the end
  std::uint64_t failed_tries = 0;  ///< each of which was followed by another
  double first_asked_s = 0;
  double last_end_s = 0;
  std::optional<Durations> durations{};  ///< of those that were done, from the first try on
  bool operator==(const OperationsOfKind&) const = default;
};

struct ListedOperation {
  std::uint64_t operation = 0;
  model::OperationKind kind{};
  std::string of{};
  model::OperationStatus status{};
  double asked_s = 0;
  double ended_s = 0;  ///< or last heard of
  std::uint64_t failed_tries = 0;
  std::string reason{};  ///< of the last try that failed, or of the refusal
  bool operator==(const ListedOperation&) const = default;
};

struct Operations {
  std::map<model::OperationKind, OperationsOfKind> kinds{};
  std::vector<ListedOperation> list{};  ///< the first of them
  std::uint64_t not_listed = 0;
  bool operator==(const Operations&) const = default;
};

}  // namespace keycell::measures
