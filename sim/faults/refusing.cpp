// A KMS node is on, and takes no connections for a while: whoever asks is told so at once. kms-down is the silent one.

#include "scenarios/units.h"
#include "sim/cell.h"
#include "sim/faults/moment.h"

namespace keycell::sim {

void arm_refusing(const FaultSite& site, const scenarios::Fault& fault) {
  SimHost& host = site.host(fault);
  at_its_moment(site, fault, [site, &host, &fault] {
    const auto until = fault.values.time("until");
    const std::string end = until ? "until " + scenarios::instant_text(*until) : "for good";
    site.fabric.post(host.self(), model::FaultActed{fault.kind, "connections refused " + end, site.number});
    host.refuse_connections();
    if (!until) return;
    site.fabric.at(*until, [site, &host] {
      if (host.take_connections())
        site.fabric.post(host.self(), model::FaultActed{"kms-answering", "connections taken again", site.number});
    });
  });
}

}  // namespace keycell::sim
