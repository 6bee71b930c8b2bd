// One bit of what lies on a MediaAgent's media flips, in what programs see and in what is durable.

#include "model/library.h"
#include "sim/cell.h"
#include "sim/faults/moment.h"

namespace keycell::sim {

void arm_bit_rot(const FaultSite& site, const scenarios::Fault& fault) {
  at_its_moment(site, fault, [site, &host = site.host(fault)] {
    const std::string where = host.sim_disk().flip_bit(model::Library::folder);
    const bool has_hit = !where.empty();
    site.fabric.post(host.self(),
                     model::FaultActed{"bit-rot", has_hit ? where : "nothing on the media yet", site.number, has_hit});
  });
}

}  // namespace keycell::sim
