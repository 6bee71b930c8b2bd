#pragma once
// What the console sends for each action of an operator. An action is a row in scenarios/actions.cpp and a file here.

#include <functional>
#include <map>
#include <string>

#include "model/console.h"
#include "scenarios/scenario.h"

namespace keycell::sim {

/// What an act may look at and use.
struct ActionSite {
  const scenarios::Scenario& scenario;
  model::Console& console;
  /// Of this operator, unique: asked again under the same name, a request acts once.
  const std::string& request;
};

/// Returns when the CommServe has answered. Throws model::RemoteError when it refuses for good.
using ActionAct = std::function<void(const ActionSite&, const scenarios::Operator&)>;

/// By the word of the action.
const std::map<std::string, ActionAct, std::less<>>& action_acts();

}  // namespace keycell::sim
