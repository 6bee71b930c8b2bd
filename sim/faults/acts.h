#pragma once
// How each kind of fault acts on the world. A kind is a row in scenarios/faults/ and a file here.

#include <functional>
#include <map>
#include <string>

#include "scenarios/scenario.h"

namespace keycell::sim {

class Cell;
class Fabric;
class SimHost;

/// What an act may touch. Both outlive the run.
struct FaultSite {
  Fabric& fabric;
  Cell& cell;
  std::uint32_t number;  ///< of the fault, among those of the scenario, from 1

  /// The host that the fault's `target` names.
  SimHost& host(const scenarios::Fault& fault) const;
};

/// Arms one fault before the run begins: from then on it acts by itself, from a timer of the fabric, a hook of a disk,
/// or the console. The fault outlives the run. When it acts it emits FaultActed with the word of its kind and its
/// number, and says whether there was anything to hit.
using FaultAct = std::function<void(const FaultSite&, const scenarios::Fault&)>;

/// By the word of the kind.
using FaultActs = std::map<std::string, FaultAct, std::less<>>;

/// Of every kind that comes with KeyCell.
const FaultActs& fault_acts();

}  // namespace keycell::sim
