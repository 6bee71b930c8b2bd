#pragma once
// When the runs of a schedule fall due, and what they are called.

#include <functional>
#include <memory>

#include "model/csdb/rows.h"
#include "model/draws.h"
#include "model/events.h"

namespace keycell::model {

/// Of a world in which something is so by chance: the bytes of a name, the same whenever they are asked for. It is
/// asked only for what is drawn.
using Chance = std::function<std::unique_ptr<crypto::Rng>(const DrawName&)>;

/// "schedule 1 of fs night 3".
std::string name_of_run(const NewSchedule& schedule, std::uint32_t run);
/// When the run (from 0) falls due. Later runs are later.
Nanos due_instant(const NewSchedule& schedule, std::uint32_t run, const Chance& chance);
BackupLevel level_of(const NewSchedule& schedule, std::uint32_t run);

}  // namespace keycell::model
