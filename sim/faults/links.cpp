// What befalls the ways between hosts: link-down, link-degraded, partition, site-cut-off. All are silent, and over
// after a while.

#include "scenarios/units.h"
#include "sim/cell.h"
#include "sim/faults/acts.h"
#include "sim/faults/moment.h"

namespace keycell::sim {
namespace {

using model::Nanos;
using scenarios::Fault;

/// A host, or all hosts of a site; with an empty name every host.
using End = std::function<bool(const SimHost&)>;

End end_called(const FaultSite& site, const std::string& name) {
  if (name.empty()) return [](const SimHost&) { return true; };
  if (const DataPaths::Place* place = site.cell.data_paths().site_called(name))
    return [place](const SimHost& host) { return host.place() == *place; };
  return [name](const SimHost& host) { return host.self() == name; };
}

/// Into it or out of it.
Links::Ways across(End end) {
  return [end = std::move(end)](const SimHost& from, const SimHost& to) { return end(from) != end(to); };
}

/// Where something happens to ways: at the host, or, for want of one, at the console.
std::string told_at(const FaultSite& site, const std::string& name) {
  return site.fabric.find_host(name) != nullptr ? name : std::string(scenarios::consoleName);
}

struct Told {
  std::string at;
  std::string detail;
  std::string_view end_word;
  std::string end_detail;
};

/// `begin` returns what ends it.
void for_a_while(const FaultSite& site, const Fault& fault, Told told,
                 std::function<std::function<void()>(Links&)> begin) {
  const Nanos lasts = *fault.values.time("lasts");
  const auto end = std::make_shared<std::function<void()>>();
  at_its_moment(site, fault, [site, end, told, lasts, word = std::string_view(fault.kind), begin = std::move(begin)] {
    const std::string detail = told.detail + " for " + scenarios::duration_text(lasts);
    site.fabric.post(told.at, model::FaultActed{word, detail, site.number});
    *end = begin(site.fabric.network().links());
    site.fabric.at(site.fabric.now() + std::min(lasts, Nanos::max() - site.fabric.now()), [site, end, told] {
      (*end)();
      site.fabric.post(told.at, model::FaultActed{told.end_word, told.end_detail, site.number});
    });
  });
}

void cut_for_a_while(const FaultSite& site, const Fault& fault, Told told, Links::Ways ways) {
  for_a_while(site, fault, std::move(told), [ways = std::move(ways)](Links& links) -> std::function<void()> {
    const Links::Id cut = links.cut(ways);
    return [&links, cut] { links.mend(cut); };
  });
}

/// That carry data into the host or site and out of it.
std::vector<simgrid::s4u::Link*> links_of(const FaultSite& site, const std::string& name) {
  const DataPaths& paths = site.cell.data_paths();
  std::vector<ResourceId> resources;
  if (const DataPaths::Place* place = paths.site_called(name)) {
    resources = {place->wan_up, place->wan_down};
  } else {
    for (const auto& [end, way] : paths.ends_of(name)) resources.push_back(way.network);
  }
  std::vector<simgrid::s4u::Link*> links;
  for (const ResourceId resource : resources)
    for (simgrid::s4u::Link* link : site.fabric.links_of(resource))
      if (std::ranges::count(links, link) == 0) links.push_back(link);
  return links;
}

}  // namespace

void arm_link_down(const FaultSite& site, const Fault& fault) {
  const std::string host = fault.values.text("target");
  cut_for_a_while(site, fault, {host, "its network is down", "link-up", "its network is up"},
                  across(end_called(site, host)));
}

void arm_site_cut_off(const FaultSite& site, const Fault& fault) {
  const std::string name = fault.values.text("target");
  cut_for_a_while(
      site, fault,
      {told_at(site, name), "the WAN of " + name + " is down", "site-connected", "the WAN of " + name + " is up"},
      across(end_called(site, name)));
}

void arm_partition(const FaultSite& site, const Fault& fault) {
  const std::string from = fault.values.text("from");
  const std::string to = fault.values.text("to");
  const std::string ends = "from " + (from.empty() ? "any host" : from) + " to " + (to.empty() ? "any host" : to);
  Links::Ways ways = [sends = end_called(site, from), hears = end_called(site, to), has_from = !from.empty(),
                      has_to = !to.empty()](const SimHost& sender, const SimHost& hearer) {
    if (!sends(sender) || !hears(hearer)) return false;
    // What stays within a site that is cut off from all others passes.
    return !(has_from && sends(hearer)) && !(has_to && hears(sender));
  };
  cut_for_a_while(
      site, fault,
      {told_at(site, from.empty() ? to : from), "nothing passes " + ends, "partition-over", "all passes " + ends},
      std::move(ways));
}

void arm_link_degraded(const FaultSite& site, const Fault& fault) {
  constexpr std::uint64_t whole = 1'000'000;
  const std::string name = fault.values.text("target");
  const Nanos added = fault.values.time("latency").value_or(Nanos::zero());
  const std::uint64_t left = fault.values.number("bandwidth").value_or(whole);
  const std::string what = site.cell.data_paths().site_called(name) != nullptr ? "the WAN of " + name : "its network";
  std::string how = what + " is slow,";
  if (added > Nanos::zero()) how += " " + scenarios::duration_text(added) + " later,";
  if (left < whole) how += " with " + scenarios::share_text(left) + " of its bandwidth,";
  how.back() == ',' ? how.pop_back() : void();
  for_a_while(site, fault, {told_at(site, name), how, "link-restored", what + " is as before"},
              [slowness = Links::Slowness{.over = across(end_called(site, name)),
                                          .added = added,
                                          .rate_left = left,
                                          .links = links_of(site, name)}](Links& links) -> std::function<void()> {
                const Links::Id slow = links.slow(slowness);
                return [&links, slow] { links.speed_up(slow); };
              });
}

}  // namespace keycell::sim
