#include "scenarios/fault_kinds.h"

#include <iterator>
#include <stdexcept>

#include "scenarios/faults/families.h"
#include "scenarios/wording.h"

namespace keycell::scenarios {
namespace {

std::deque<FaultKind> fault_rows() {
  std::deque<FaultKind> kinds;
  for (const auto family :
       {node_fault_kinds, storage_fault_kinds, kms_fault_kinds, message_fault_kinds, link_fault_kinds}) {
    std::deque<FaultKind> rows = family();
    std::ranges::move(rows, std::back_inserter(kinds));
  }
  return kinds;
}

// Made on first use, because a program may add a kind while its own globals are constructed.
std::deque<FaultKind>& known_kinds() {
  static std::deque<FaultKind> kinds = fault_rows();
  return kinds;
}

}  // namespace

const std::deque<FaultKind>& fault_kinds() { return known_kinds(); }

const FaultKind* find_fault_kind(std::string_view word) { return find_row(known_kinds(), word); }

void add_fault_kind(FaultKind kind) {
  if (find_fault_kind(kind.word) != nullptr)
    throw std::logic_error("there is already a kind of fault " + quoted(kind.word));
  known_kinds().push_back(std::move(kind));
}

Fault power_cut(std::string host, std::uint64_t io) {
  return {.kind = "power-cut", .values = {{"target", std::move(host)}, {"io", io}}};
}

}  // namespace keycell::scenarios
