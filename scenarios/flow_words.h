#pragma once
// Flows and their steps (model/flow_steps.h) as a scenario file names them.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/flow_steps.h"

namespace keycell::scenarios {

/// In the order of the table.
std::vector<std::string> flow_words();

/// Null for a step that the flow does not have, and for a flow that there is not. Without a number the flow's last.
const model::Step* find_step(std::string_view flow, std::optional<std::uint64_t> number);

/// "restore has no step 9; expected 1 to 7"; empty when it has it, or when there is no such flow.
std::string no_such_step(std::string_view flow, std::uint64_t number);

}  // namespace keycell::scenarios
