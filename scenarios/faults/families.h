#pragma once
// The kinds of fault, a family a file, and the keys that several kinds have.

#include <deque>
#include <optional>
#include <string>

#include "scenarios/fault_kinds.h"

namespace keycell::scenarios {

std::deque<FaultKind> node_fault_kinds();
std::deque<FaultKind> storage_fault_kinds();
std::deque<FaultKind> kms_fault_kinds();
std::deque<FaultKind> message_fault_kinds();
std::deque<FaultKind> link_fault_kinds();

// ---- keys

/// When it acts: at a time, or as soon as a flow has told a step. They stand behind the first of the others.
std::vector<RowKey> at_a_moment(std::vector<RowKey> others);
RowKey at_key();
RowKey after_flow_key();
RowKey after_step_key();
RowKey nth_key();
/// How long a host is off.
RowKey lasts_key();
RowKey media_agent_key();

// ---- draws

/// Of a host that is off for a while.
Fault outage(std::string kind, std::string target, CellDraws& draws);

}  // namespace keycell::scenarios
