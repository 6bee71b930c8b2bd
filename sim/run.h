#pragma once
// What a run is: the results of its folds and how it ended.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "model/events.h"

namespace keycell::sim {

struct Seed {
  std::uint64_t value = 1;
};

enum class Ending {
  ended,          ///< the workload is done, or all asked for and in work at the horizon
  deadlocked,     ///< everybody waits for somebody
  horizonPassed,  ///< at the scenario's horizon not all was asked for, or nothing went on any more
  contradiction,  ///< what one fold counted cannot be: the simulation is wrong
  internalError,  ///< an exception that nobody should have thrown, or a broken rule of the simulator
  crashed,        ///< the process of the simulation died of a signal
  outOfMemory,
  overDeadline,  ///< it took more wall time than it was given
};

constexpr std::string_view name_of(Ending ending) {
  switch (ending) {
    case Ending::ended: return "ended";
    case Ending::deadlocked: return "deadlocked";
    case Ending::horizonPassed: return "horizon-passed";
    case Ending::contradiction: return "contradiction";
    case Ending::internalError: return "internal-error";
    case Ending::crashed: return "crashed";
    case Ending::outOfMemory: return "out-of-memory";
    case Ending::overDeadline: return "over-deadline";
  }
  return "unknown";
}

struct FoldResult {
  std::string name;
  std::string json;
  bool operator==(const FoldResult&) const = default;
};

/// How many durable disk operations a host made: each is a point at which it can crash.
struct HostDisk {
  std::string host;
  std::uint64_t operations;
  bool operator==(const HostDisk&) const = default;
};

struct Run {
  Ending ending = Ending::ended;
  std::string detail;            ///< of an ending that is not `ended`
  bool has_backlog = false;      ///< of one that is: jobs were in work at the horizon
  std::uint64_t event_hash = 0;  ///< rolling, over every byte of every event; 0 when nobody asked for it
  std::uint64_t events = 0;
  model::Nanos simulated{0};
  /// Whether anything was drawn that decides what happens, and not only keys and other bytes. A run without is the same
  /// with every seed but for those bytes: no time, size or count of it varies. Of a run that did not come to its end:
  /// true.
  bool drawn_by_chance = true;
  std::vector<HostDisk> disks;      ///< by host name
  std::vector<FoldResult> results;  ///< in the order of the folds

  /// Empty when there is no fold of this name.
  std::string_view result_of(std::string_view fold) const;
};

using Folds = std::vector<std::unique_ptr<model::Fold>>;
using FoldFactory = std::function<Folds()>;

/// For the pipe between a simulation's process and its parent, both of one program.
std::string encode(const Run& run);
/// Throws std::runtime_error for bytes that encode() did not make.
Run decode(std::string_view bytes);

}  // namespace keycell::sim
