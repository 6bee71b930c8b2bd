#pragma once
// What the payload of a message can be called in a Crossing.

#include <string>
#include <vector>

namespace keycell::model {

/// "run_backup", "run_backup reply", of every request of the protocol, in its order.
std::vector<std::string> message_kinds();

}  // namespace keycell::model
