#pragma once
// The parts of a cell are given to a simulation, not made by it. The profiles that ship, somebody else's key code and
// decorators that stand between a part and its world come in by this one door.

#include <functional>
#include <memory>

#include "crypto/hierarchy.h"
#include "crypto/key_delivery.h"
#include "crypto/record_cipher.h"
#include "model/kms/kinds.h"
#include "model/world.h"
#include "scenarios/scenario.h"
#include "sim/faults/acts.h"

namespace keycell::sim {

/// Makes the parts of a cell; by default those of the product. Called in the simulation's process while the cell is
/// built, with the world that the part will live in: what a decorator remembers belongs to one host of one run. What is
/// made lives until the process ends, over every boot of its host, so it stands for code and not for a host's memory.
struct Parts {
  Parts();  ///< the product

  template <class Part>
  using MakerOf = std::function<std::unique_ptr<Part>(const scenarios::Scenario&, model::World&)>;

  MakerOf<crypto::Hierarchy> hierarchy;         ///< of the CommServe
  MakerOf<crypto::RecordCipher> record_cipher;  ///< of each client and MediaAgent
  MakerOf<crypto::KeyDelivery> key_delivery;    ///< of the CommServe, each client and each MediaAgent

  /// The same key code outside the cell, for who judges: opens the rows that the run made (SEC-7).
  std::function<std::unique_ptr<crypto::Hierarchy>(const scenarios::Scenario&)> reader_of_rows;

  model::KmsKinds kms_kinds;  ///< by the word that the scenario has for one
  FaultActs fault_acts;       ///< how kinds of faults act

  /// What a host sees in place of its disk and of its world; nothing stands there where these are empty. The world has
  /// the disk of the host, or the one that was made for it.
  std::function<std::unique_ptr<model::Disk>(std::string_view host, model::Disk& behind)> disk;
  std::function<std::unique_ptr<model::World>(model::World& behind)> world;
};

}  // namespace keycell::sim
