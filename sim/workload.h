#pragma once
// Who asks for what and when, from the console: at set-up the scenario's pools, copies and schedules, later what users
// and operators want.

#include <functional>

#include "model/console.h"
#include "model/installation.h"
#include "scenarios/scenario.h"
#include "sim/fabric.h"

namespace keycell::sim {

/// Something that is done at the console, on its host.
using ConsoleWork = std::function<void(SimHost& host, model::Console& console)>;
struct NamedConsoleWork {
  std::string name;
  ConsoleWork work;
};

/// Starts the console's actors, which ask from its world. When all have their answers, the fabric is closed; nobody
/// waits for `after_set_up`, which begins when pools and copies are made. All references outlive the run.
void start_workload(Fabric& fabric, const scenarios::Scenario& scenario, const model::Installation& installation,
                    model::World& console, std::vector<NamedConsoleWork> after_set_up);

}  // namespace keycell::sim
