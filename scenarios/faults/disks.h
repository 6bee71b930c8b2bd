#pragma once
// What faults of disks can be told, and the random hosts that they hit.

#include "scenarios/faults/families.h"

namespace keycell::scenarios {

/// A host with a durable disk: the CommServe, a KMS node, a MediaAgent.
RowKey disk_key();
std::vector<std::string> all_clients(const Scenario& scenario);
bool is_media_agent(const Scenario& scenario, const std::string& host);
/// One that disk_key() takes.
std::string draw_disk(const Scenario& scenario, CellDraws& draws);

/// Kinds in which a disk does not do what it is asked.
std::deque<FaultKind> disk_fault_kinds();
/// Kinds in which records are not what they were.
std::deque<FaultKind> records_fault_kinds();

}  // namespace keycell::scenarios
