// What befalls a master key at its KMS, done at the console of the KMS: it is lost, or disabled and enabled again. It
// keeps nobody waiting: a workload that is done before ends.

#include "sim/cell.h"
#include "sim/faults/acts.h"

namespace keycell::sim {
namespace {

using scenarios::Fault;

/// Something that is done to the key at a moment, and what it is called.
struct Incident {
  protocol::KmsIncident what;
  model::Nanos when;
  std::string_view word;
};

void arm(const FaultSite& site, const Fault& fault, std::vector<Incident> incidents) {
  site.cell.after_set_up("kms console", [&fault, incidents = std::move(incidents)](SimHost& host, model::Console& at) {
    const std::string of = fault.values.text("of");
    const std::string kms = fault.values.text("target");
    for (const Incident& incident : incidents) {
      host.sleep(incident.when - host.now());
      protocol::KmsAdminister request;
      request.set_incident(incident.what);
      const std::size_t slash = of.find('/');
      request.set_policy(of.substr(0, slash));
      if (slash != std::string::npos) request.set_copy(of.substr(slash + 1));
      host.emit(model::FaultActed{incident.word, kms + ", master key of " + of});
      at.administer_kms(kms, request);
    }
  });
}

/// `begin`, and, when the fault says until when, `end`.
std::vector<Incident> for_a_while(const Fault& fault, protocol::KmsIncident begin, std::string_view begin_word,
                                  protocol::KmsIncident end, std::string_view end_word) {
  std::vector<Incident> incidents{{begin, *fault.values.time("at"), begin_word}};
  if (const auto until = fault.values.time("until")) incidents.push_back({end, *until, end_word});
  return incidents;
}

}  // namespace

void arm_key_lost(const FaultSite& site, const Fault& fault) {
  arm(site, fault, {{protocol::KEY_LOST, *fault.values.time("at"), "kms-key-lost"}});
}

void arm_key_disabled(const FaultSite& site, const Fault& fault) {
  arm(site, fault,
      for_a_while(fault, protocol::KEY_DISABLED, "kms-key-disabled", protocol::KEY_ENABLED, "kms-key-enabled"));
}

}  // namespace keycell::sim
