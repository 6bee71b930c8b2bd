#pragma once
// A host loses power at a durable operation of its disk: the operation does not happen, what was not synced is lost or
// torn.

#include <functional>

#include "sim/fabric.h"

namespace keycell::sim {

/// Cuts the power of the host before each operation that is `chosen`; the first hook that chooses one is the last that
/// is asked. `fault` is the number of the scenario's fault that does it, or 0.
void cut_power_before(Fabric& fabric, SimHost& host, std::uint32_t fault,
                      std::function<bool(std::uint64_t ordinal)> chosen);

}  // namespace keycell::sim
