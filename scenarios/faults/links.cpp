// What befalls the ways between hosts.

#include "scenarios/faults/families.h"
#include "scenarios/wording.h"

namespace keycell::scenarios {
namespace {

using namespace std::chrono_literals;

RowKey how_long_key() { return row_key("lasts", duration(), "for how long").needed().positive(); }

RowKey end_key(std::string name, std::string meaning) {
  return row_key(std::move(name), hostsAndSites, std::move(meaning)).absent("any host");
}

/// Of a host or site for a while.
Fault for_a_while(std::string kind, std::string target, CellDraws& draws) {
  return outage(std::move(kind), std::move(target), draws);
}

std::optional<Fault> draw_degraded(const Scenario& s, CellDraws& draws) {
  static constexpr std::array<Nanos, 3> latencies{5ms, 200ms, 3s};
  static constexpr std::array<std::uint64_t, 3> shares{500'000, 100'000, 10'000};
  Fault fault = for_a_while("link-degraded", draws.one_of(hostsAndSites.names(s)), draws);
  const std::uint64_t which = draws.below(3);
  if (which != 0) fault.values.say("latency", draws.one_of(latencies));
  if (which != 1) fault.values.say("bandwidth", draws.one_of(shares));
  return fault;
}

std::optional<Fault> draw_partition(const Scenario& s, CellDraws& draws) {
  const std::vector<std::string> ends = hostsAndSites.names(s);
  const std::uint64_t which = draws.below(3);
  const std::string from = which == 0 ? std::string() : draws.one_of(ends);
  const std::string to = which == 1 ? std::string() : draws.one_of(ends);
  if (from == to) return std::nullopt;
  Fault fault = for_a_while("partition", {}, draws);
  fault.values.unsay("target");
  if (!from.empty()) fault.values.say("from", from);
  if (!to.empty()) fault.values.say("to", to);
  return fault;
}

}  // namespace

std::deque<FaultKind> link_fault_kinds() {
  std::deque<FaultKind> kinds;
  kinds.push_back({{.word = "link-down",
                    .sentence = "the network of a host is down for a while, and nobody is told",
                    .keys = at_a_moment(
                        {row_key("target", allHosts, "a host: commserve, a KMS node, a MediaAgent, a client").needed(),
                         how_long_key()})},
                   Heals::asSaid,
                   "jobs that need the host are Pending, also those whose data flow broke, and resume from the last "
                   "complete chunk; nothing is done twice, and no other job is late",
                   [](const Scenario& s, CellDraws& draws) {
                     return std::optional(for_a_while("link-down", draws.one_of(allHosts.names(s)), draws));
                   }});
  kinds.push_back(
      {{.word = "link-degraded",
        .sentence = "the network of a host, or the WAN of a site, is slow for a while",
        .keys = at_a_moment(
            {row_key("target", hostsAndSites, "a host or site").needed(),
             how_long_key().unless([](const Scenario&, const Values& said) {
               const bool is_slow = said.has("latency") || said.has("bandwidth");
               return std::string(is_slow ? ""
                                          : "nothing is slow meanwhile; expected \"latency\", \"bandwidth\" or both");
             }),
             row_key("latency", duration(), "what it adds to the latency of each packet").positive().absent("nothing"),
             row_key("bandwidth", share(), "what is left of the bandwidth")
                 .absent("all")
                 .unless([](const Scenario&, const Values& said) {
                   const bool is_none = said.number("bandwidth") == std::uint64_t{0};
                   return std::string(is_none ? "\"0 %\" lets nothing through; expected more, or `link-down`" : "");
                 })})},
       Heals::asSaid,
       "jobs take longer and none fails for it; who is turned away or waits too long asks again",
       draw_degraded});
  kinds.push_back(
      {{.word = "partition",
        .sentence = "what one host or site sends does not reach another for a while; the other way is open",
        .keys = at_a_moment(
            {end_key("from", "the host or site that is not heard"),
             end_key("to", "the host or site that does not hear it").unless([](const Scenario&, const Values& said) {
               const bool is_one = said.text("from") == said.text("to");
               return std::string(is_one ? "is \"from\" too; expected another host or site" : "");
             }),
             how_long_key().unless([](const Scenario&, const Values& said) {
               const bool has_ends = said.has("from") || said.has("to");
               return std::string(has_ends ? "" : "nothing is cut meanwhile; expected \"from\", \"to\" or both");
             })})},
       Heals::asSaid,
       "as with `link-down`; who hears requests and cannot answer does nothing twice when they come again",
       draw_partition});
  kinds.push_back({{.word = "site-cut-off",
                    .sentence = "the WAN of a site is down for a while; hosts within the site reach each other",
                    .keys = at_a_moment({row_key("target", sites, "a site").needed(), how_long_key()})},
                   Heals::asSaid,
                   "jobs across the WAN are Pending and resume when it is back; jobs elsewhere are not late",
                   [](const Scenario& s, CellDraws& draws) {
                     if (s.sites.empty()) return std::optional<Fault>();
                     return std::optional(for_a_while("site-cut-off", draws.one_of(s.sites).name, draws));
                   }});
  return kinds;
}

}  // namespace keycell::scenarios
