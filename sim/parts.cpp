#include "sim/parts.h"

namespace keycell::sim {

Parts::Parts()
    : hierarchy([](const scenarios::Scenario& scenario, model::World&) { return scenarios::profile_of(scenario); }),
      record_cipher([](const scenarios::Scenario& scenario, model::World&) { return scenarios::cipher_of(scenario); }),
      key_delivery([](const scenarios::Scenario&, model::World&) {
        return std::make_unique<crypto::NetworkPasswordDelivery>();
      }),
      reader_of_rows([](const scenarios::Scenario& scenario) { return scenarios::profile_of(scenario); }),
      kms_kinds(model::kms_kinds()),
      fault_acts(sim::fault_acts()) {}

}  // namespace keycell::sim
