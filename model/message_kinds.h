#pragma once
// What the payload of a message can be called in a Crossing, and between whom it goes.

#include <string>
#include <vector>

#include "model/role.h"

namespace keycell::model {

struct MessageKind {
  std::string name;  ///< "run_backup", "run_backup reply"
  std::vector<Role> from;
  std::vector<Role> to;
};

/// Of every request of the protocol, in its order, with its reply behind it.
const std::vector<MessageKind>& message_kinds();

}  // namespace keycell::model
