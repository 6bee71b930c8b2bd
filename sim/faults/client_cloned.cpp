// A machine is copied with the client that runs on it: from then on two hosts have one name, one network password and
// one count of what was drawn. The copy has no work in hand. Each backup that the CommServe asks of that name is done
// by both, side by side, and the copy reads files of its own; restores go to the original.

#include "sim/cell.h"
#include "sim/faults/moment.h"

namespace keycell::sim {

void arm_client_cloned(const FaultSite& site, const scenarios::Fault& fault) {
  SimHost& clone = site.cell.add_clone_of(fault.values.text("target"));
  at_its_moment(site, fault, [site, &original = site.host(fault), &clone, &fault] {
    clone.copy_draws_of(original);
    clone.boot();
    site.fabric.let_clone_hear(original, "run_backup", clone);
    site.fabric.post(
        original.self(),
        model::FaultActed{fault.kind, "the second is told of as " + std::string(clone.told_as()), site.number});
  });
}

}  // namespace keycell::sim
