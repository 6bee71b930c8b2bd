// Disks that do not do what they are asked: fsync-error, write-lost, torn-page, disk-full, disk-error.

#include <memory>
#include <optional>

#include "scenarios/units.h"
#include "sim/cell.h"
#include "sim/faults/acts.h"

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

bool is_at_work(const FaultSite& site, const Fault& fault) {
  const model::Nanos now = site.fabric.now();
  const auto until = fault.values.time("until");
  return now >= *fault.values.time("at") && (!until || now < *until);
}

/// How often a fault did what it does.
using Hits = std::shared_ptr<std::uint64_t>;

/// From `at` until `until`, which may be never; told when it does it first, and when it is over.
void arm_for_a_while(const FaultSite& site, const Fault& fault, Asked what, Behaviour behaviour, std::string_view did) {
  SimHost& host = site.host(fault);
  const auto hits = std::make_shared<std::uint64_t>(0);
  behave(host, [site, &fault, &host, hits, what, behaviour, did](Asked asked, std::string_view file) {
    if (asked != what || !is_at_work(site, fault)) return std::optional<Behaviour>();
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
  behave(host, [site, &fault, &host, is_done = false](Asked asked, std::string_view file) mutable {
    if (is_done || asked != Asked::sync || !is_at_work(site, fault)) return std::optional<Behaviour>();
    is_done = true;
    tell(site, host, fault.kind, std::string(file) + " is not synced");
    return std::optional(Behaviour::fails);
  });
}

// A disk with a cache that the power takes along: what it said was synced is gone when the power goes.
void arm_write_lost(const FaultSite& site, const Fault& fault) {
  SimHost& host = site.host(fault);
  const auto lies = std::make_shared<std::uint64_t>(0);
  behave(host, [site, &fault, lies](Asked asked, std::string_view) {
    if (asked != Asked::sync || !is_at_work(site, fault)) return std::optional<Behaviour>();
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
  behave(host, [site, &fault, &host, is_done = false](Asked asked, std::string_view file) mutable {
    const bool is_write = asked == Asked::write || asked == Asked::grow;
    if (is_done || !is_write || !is_at_work(site, fault)) return std::optional<Behaviour>();
    is_done = true;
    tell(site, host, fault.kind, std::string(file) + " is half written");
    host.lose_power(fault.kind, site.fabric.settings().reboot);
    return std::optional(Behaviour::isTorn);
  });
}

}  // namespace keycell::sim
