#include "sim/parts.h"

#include "model/kms_node.h"

namespace keycell::sim {

Parts::Parts()
    : hierarchy([](const scenarios::Scenario& scenario, model::World&) { return scenarios::profile_of(scenario); }),
      record_cipher([](const scenarios::Scenario& scenario, model::World&) { return scenarios::cipher_of(scenario); }),
      key_delivery([](const scenarios::Scenario&, model::World&) {
        return std::make_unique<crypto::NetworkPasswordDelivery>();
      }),
      kms_node([](const scenarios::Scenario& scenario, const scenarios::Kms&, const model::Installation& installation,
                  model::World& host) {
        return std::make_shared<model::KmsNode>(host, installation, scenario.network.channel,
                                                scenario.costs.kms_service);
      }) {}

}  // namespace keycell::sim
