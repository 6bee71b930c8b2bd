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

RowKey at_key();
/// How long a host is off.
RowKey lasts_key();
RowKey media_agent_key();

// ---- draws

/// Of a host that is off for a while.
Fault outage(std::string kind, std::string target, CellDraws& draws);

}  // namespace keycell::scenarios
