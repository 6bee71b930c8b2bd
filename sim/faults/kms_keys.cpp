// What befalls a master key at its KMS, done at the console of the KMS: it is lost, destroyed, or disabled and enabled
// again. It keeps nobody waiting: a workload that is done before ends.

#include "sim/cell.h"
#include "sim/faults/master_key.h"
#include "sim/faults/moment.h"

namespace keycell::sim {
namespace {

using scenarios::Fault;

/// Something that is done to the key at a moment, and what it is called.
struct Incident {
  protocol::KmsIncident what;
  std::optional<model::Nanos> when;  ///< none: at the fault's moment
  std::string_view word;
};

void arm(const FaultSite& site, const Fault& fault, std::vector<Incident> incidents) {
  site.cell.after_set_up("kms console", [&fault, number = site.number, moment = Moment(site, fault),
                                         incidents = std::move(incidents)](SimHost& host, model::Console& at) {
    const std::string kms = fault.values.text("target");
    moment.await(host);
    // They are named once and for all: the newest is another one later, or when somebody has to ask again.
    protocol::KmsAdminister which;
    which.set_incident(protocol::KEYS_LISTED);
    const auto [policy, copy] = owner_said(fault);
    which.set_policy(policy);
    which.set_copy(copy);
    which.set_generation(generation_said(fault));
    const auto keys = at.administer_kms(kms, which).master_key();
    for (const Incident& incident : incidents) {
      if (incident.when) host.sleep(*incident.when - host.now());
      host.emit(model::FaultActed{incident.word, keys_hit(fault, keys), number, !keys.empty()});
      if (keys.empty()) return;
      protocol::KmsAdminister request;
      request.set_incident(incident.what);
      *request.mutable_master_key() = keys;
      at.administer_kms(kms, request);
    }
  });
}

/// `begin`, and, when the fault says until when, `end`.
std::vector<Incident> for_a_while(const Fault& fault, protocol::KmsIncident begin, std::string_view begin_word,
                                  protocol::KmsIncident end, std::string_view end_word) {
  std::vector<Incident> incidents{{begin, std::nullopt, begin_word}};
  if (const auto until = fault.values.time("until")) incidents.push_back({end, *until, end_word});
  return incidents;
}

}  // namespace

void arm_key_lost(const FaultSite& site, const Fault& fault) {
  arm(site, fault, {{protocol::KEY_LOST, std::nullopt, "kms-key-lost"}});
}

void arm_key_destroyed(const FaultSite& site, const Fault& fault) {
  arm(site, fault, {{protocol::KEY_DESTROYED, std::nullopt, "kms-key-destroyed"}});
}

void arm_key_disabled(const FaultSite& site, const Fault& fault) {
  arm(site, fault,
      for_a_while(fault, protocol::KEY_DISABLED, "kms-key-disabled", protocol::KEY_ENABLED, "kms-key-enabled"));
}

}  // namespace keycell::sim
