// A KMS node is on, and takes no connections for a while: whoever asks is told so at once. kms-down is the silent one.

#include "sim/cell.h"
#include "sim/faults/acts.h"

namespace keycell::sim {

void arm_refusing(const FaultSite& site, const scenarios::Fault& fault) {
  SimHost& host = site.host(fault);
  site.fabric.at(*fault.values.time("at"), [&fabric = site.fabric, &host, &fault] {
    fabric.post(host.self(), model::FaultActed{fault.kind, "connections refused"});
    host.refuse_connections(true);
    const auto until = fault.values.time("until");
    if (!until) return;
    fabric.at(*until, [&fabric, &host] {
      fabric.post(host.self(), model::FaultActed{"kms-answering", "connections taken again"});
      host.refuse_connections(false);
    });
  });
}

}  // namespace keycell::sim
