#pragma once
// What can go wrong: one row for each kind of fault, in scenarios/faults/ by family. How a kind acts is in sim/faults/.

#include <deque>
#include <optional>

#include "scenarios/cell_draws.h"
#include "scenarios/rows.h"

namespace keycell::scenarios {

enum class Heals {
  never,
  byItself,  ///< after a while that the cell's settings say
  asSaid,    ///< when, or after how long, the fault says
};

struct FaultKind : Row {
  Heals heals = Heals::never;
  std::string healthy;  ///< what a cell that is well built does about it, without its full stop
  /// One that can act on this cell; nothing when the cell has nothing that this can happen to.
  std::optional<Fault> (*draw)(const Scenario&, CellDraws&) = nullptr;
  /// Properties that it may make violated in a cell that is well built, because it destroys what they speak of, or
  /// because a documented profile does not notice.
  std::vector<std::string> may_violate{};
};

/// In the order of the pages. Rows stay where they are.
const std::deque<FaultKind>& fault_kinds();
/// Null for a word that no kind has.
const FaultKind* find_fault_kind(std::string_view word);
/// Makes a kind known; call it before a scenario or a space is loaded. A word that is taken is refused
/// (std::logic_error).
void add_fault_kind(FaultKind kind);

/// At the io-th durable disk operation of a host.
Fault power_cut(std::string host, std::uint64_t io);

}  // namespace keycell::scenarios
