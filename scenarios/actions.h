#pragma once
// What an operator can do: one row for each action. What the console sends for it is in sim/actions/.

#include <deque>

#include "scenarios/rows.h"

namespace keycell::scenarios {

struct Action : Row {
  /// What the index-th operator must agree with in the rest of the scenario; throws InvalidScenario. May be null.
  void (*check)(const Scenario&, std::size_t index) = nullptr;
  /// The action that this one ends when it says the same: who shrinks a scenario removes neither alone. May be empty.
  std::string undoes{};
};

/// In the order of the pages. Rows stay where they are.
const std::deque<Action>& actions();
/// Null for a word that no action has.
const Action* find_action(std::string_view word);

/// An action on the unfinished jobs of a kind: of a group of clients, or of all when it is empty.
Operator on_jobs(Nanos at, std::string action, JobKind jobs, std::string clients);

}  // namespace keycell::scenarios
