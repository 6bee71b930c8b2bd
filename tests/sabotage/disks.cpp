// Faults of disks.

#include "model/forwarding_disk.h"
#include "tests/sabotage/planted_faults.h"

namespace keycell::sabotage {
namespace {

class SyncsNothing final : public model::ForwardingDisk {
 public:
  using ForwardingDisk::ForwardingDisk;
  model::DiskStatus sync(std::string_view /*file*/) override { return model::DiskStatus::ok; }
};

}  // namespace

sim::Parts acknowledge_undurable() {
  sim::Parts parts;
  parts.disk = [](std::string_view host, model::Disk& behind) -> std::unique_ptr<model::Disk> {
    if (host == scenarios::commserveName) return std::make_unique<SyncsNothing>(behind);
    return std::make_unique<model::ForwardingDisk>(behind);
  };
  return parts;
}

}  // namespace keycell::sabotage
