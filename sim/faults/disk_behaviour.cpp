// Disks that do not do what they are asked: fsync-error, write-lost, torn-page, disk-full, disk-error.

#include <memory>
#include <optional>

#include "scenarios/units.h"
#include "sim/cell.h"
#include "sim/faults/acts.h"
#include "sim/faults/moment.h"

namespace keycell::sim {
namespace {

using scenarios::Fault;
using Asked = SimDisk::Asked;
using Behaviour = SimDisk::Behaviour;

/// Nothing: this fault has no opinion.
using Opinion = std::function<std::optional<Behaviour>(Asked what, std::string_view file)>;

/// From then on `opinion` is asked before those that were there.
void behave(SimHost& host, Opinion opinion) {
  auto& hook = host.sim_disk().behaves;
  hook = [before = std::move(hook), opinion = std::move(opinion)](Asked what, std::string_view file) {
    if (const auto mine = opinion(what, file)) return *mine;
    return before ? before(what, file) : Behaviour::works;
  };
}

void tell(const FaultSite& site, const SimHost& host, std::string_view what, const std::string& detail,
          bool has_hit = true) {
  site.fabric.post(host.self(), model::FaultActed{what, detail, site.number, has_hit});
}

/// Since when it is the fault's time. From its moment until `until`, which may be never.
class AtWork {
 public:
  AtWork(const FaultSite& site, const Fault& fault) : site_(site), until_(fault.values.time("until")) {
    at_its_moment(site, fault, [has_begun = has_begun_] { *has_begun = true; });
  }
  explicit operator bool() const { return *has_begun_ && (!until_ || site_.fabric.now() < *until_); }

 private:
  FaultSite site_;
  std::optional<model::Nanos> until_;
  std::shared_ptr<bool> has_begun_ = std::make_shared<bool>(false);
};

/// How often a fault did what it does.
using Hits = std::shared_ptr<std::uint64_t>;

/// From `at` until `until`, which may be never; told when it does it first, and when it is over.
void arm_for_a_while(const FaultSite& site, const Fault& fault, Asked what, Behaviour behaviour, std::string_view did) {
  SimHost& host = site.host(fault);
  const auto hits = std::make_shared<std::uint64_t>(0);
  behave(host, [site, &fault, &host, hits, what, behaviour, did, at_work = AtWork(site, fault)](Asked asked,
                                                                                                std::string_view file) {
    if (asked != what || !at_work) return std::optional<Behaviour>();
    if ((*hits)++ == 0) tell(site, host, fault.kind, std::string(file) + " " + std::string(did));
    return std::optional(behaviour);
  });
  const auto until = fault.values.time("until");
  if (!until) return;
  site.fabric.at(*until, [site, &fault, &host, hits] {
    if (*hits == 0) return tell(site, host, fault.kind, "nothing was asked of the disk that it could fail", false);
    tell(site, host, "disk-works-again", "after " + std::to_string(*hits) + " failures");
  });
}

}  // namespace

void arm_disk_full(const FaultSite& site, const Fault& fault) {
  arm_for_a_while(site, fault, Asked::grow, Behaviour::isFull, "finds no room");
}

void arm_disk_error(const FaultSite& site, const Fault& fault) {
  arm_for_a_while(site, fault, Asked::read, Behaviour::fails, "is not read");
}

void arm_fsync_error(const FaultSite& site, const Fault& fault) {
  if (fault.values.find("until") != nullptr)
    return arm_for_a_while(site, fault, Asked::sync, Behaviour::fails, "is not synced");
  SimHost& host = site.host(fault);
  behave(host, [site, &fault, &host, is_done = false, at_work = AtWork(site, fault)](Asked asked,
                                                                                     std::string_view file) mutable {
    if (is_done || asked != Asked::sync || !at_work) return std::optional<Behaviour>();
    is_done = true;
    tell(site, host, fault.kind, std::string(file) + " is not synced");
    return std::optional(Behaviour::fails);
  });
}

// A disk with a cache that the power takes along: what it said was synced is gone when the power goes.
void arm_write_lost(const FaultSite& site, const Fault& fault) {
  SimHost& host = site.host(fault);
  const auto lies = std::make_shared<std::uint64_t>(0);
  behave(host, [lies, at_work = AtWork(site, fault)](Asked asked, std::string_view) {
    if (asked != Asked::sync || !at_work) return std::optional<Behaviour>();
    ++*lies;
    return std::optional(Behaviour::lies);
  });
  site.fabric.at(*fault.values.time("until"), [site, &fault, &host, lies] {
    tell(site, host, fault.kind, std::to_string(*lies) + " syncs were none, and the power goes", *lies > 0);
    host.lose_power(fault.kind, site.fabric.settings().reboot);
  });
}

void arm_torn_page(const FaultSite& site, const Fault& fault) {
  SimHost& host = site.host(fault);
  behave(host, [site, &fault, &host, is_done = false, at_work = AtWork(site, fault)](Asked asked,
                                                                                     std::string_view file) mutable {
    const bool is_write = asked == Asked::write || asked == Asked::grow;
    if (is_done || !is_write || !at_work) return std::optional<Behaviour>();
    is_done = true;
    tell(site, host, fault.kind, std::string(file) + " is half written");
    host.lose_power(fault.kind, site.fabric.settings().reboot);
    return std::optional(Behaviour::isTorn);
  });
}

}  // namespace keycell::sim
