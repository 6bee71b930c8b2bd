#pragma once
// What the scenario has the CommServe start by itself: its backups, schedules and aux copies, as the schedules that the
// console makes at set-up.

#include "model/due_times.h"
#include "model/protocol/commcell.pb.h"
#include "scenarios/scenario.h"
#include "sim/fabric.h"

namespace keycell::sim {

/// Outlived by the fabric.
model::Chance chance_of(Fabric& fabric);

/// What existed before day 1.
std::vector<protocol::MakePast> past_of(const scenarios::Scenario& scenario);
/// In the order of the scenario, which is the order in which what is due at one instant is started.
protocol::MakeSchedules schedules_of(const scenarios::Scenario& scenario);
/// When the last run of any of them falls due; nothing when there is none.
std::optional<model::Nanos> last_run_of(const scenarios::Scenario& scenario, const model::Chance& chance);

}  // namespace keycell::sim
