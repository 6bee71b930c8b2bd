// Disks that do not do what they are asked.

#include "scenarios/faults/disks.h"

#include <algorithm>

#include "scenarios/wording.h"

namespace keycell::scenarios {
namespace {

RowKey until_works_key() {
  return row_key("until", instant(), "when the disk works again").after("at").absent("never");
}

std::optional<Fault> draw_for_a_while(std::string kind, const Scenario& s, CellDraws& draws) {
  Values values;
  values.say("target", draw_disk(s, draws));
  const Nanos at = draws.instant_of_work_or_set_up();
  values.say("at", at);
  values.say("until", at + draws.lasting());
  return Fault{.kind = std::move(kind), .values = std::move(values)};
}

std::optional<Fault> draw_torn_page(const Scenario& s, CellDraws& draws) {
  Values values;
  values.say("target", draw_disk(s, draws));
  values.say("at", draws.instant_of_work_or_set_up());
  return Fault{.kind = "torn-page", .values = std::move(values)};
}

}  // namespace

RowKey disk_key() {
  return row_key("target", durableHostsAndKmsServers,
                 "a host with a durable disk (commserve, a KMS node, a MediaAgent)")
      .needed()
      .unless([](const Scenario& s, const Values& said) {
        const std::vector<std::string> disks = durableHosts.names(s);
        const std::string target = said.text("target");
        if (std::ranges::find(disks, target) != disks.end()) return std::string();
        return quoted(target) +
               " is built-in: its keys are in the CSDB, and it is down when the CommServe is; expected " +
               quoted(commserveName);
      });
}

std::vector<std::string> all_clients(const Scenario& s) {
  std::vector<std::string> names;
  for (const ClientGroup& group : s.clients) std::ranges::move(client_names(group), std::back_inserter(names));
  return names;
}

bool is_media_agent(const Scenario& scenario, const std::string& host) {
  const std::vector<std::string> names = mediaAgents.names(scenario);
  return std::ranges::find(names, host) != names.end();
}

std::string draw_disk(const Scenario& scenario, CellDraws& draws) { return draws.one_of(durableHosts.names(scenario)); }

std::deque<FaultKind> disk_fault_kinds() {
  std::deque<FaultKind> kinds;
  kinds.push_back(
      {{.word = "fsync-error",
        .sentence =
            "a sync of a host's disk fails; what was written before it is not durable, though later syncs succeed",
        .keys = at_a_moment({disk_key(), row_key("until", instant(), "all syncs fail until then")
                                             .after("at")
                                             .absent("only one fails, the first")})},
       Heals::asSaid,
       "nothing is acknowledged that is not durable: it is written again, and jobs are Pending with that reason",
       [](const Scenario& s, CellDraws& draws) { return draw_for_a_while("fsync-error", s, draws); }});
  kinds.push_back({{.word = "write-lost",
                    .sentence = "a disk says that it synced, and did not: it all is lost when the power goes",
                    .keys = at_a_moment({disk_key(), row_key("until", instant(),
                                                             "when the host loses power; afterwards the disk is honest")
                                                         .needed()
                                                         .after("at")})},
                   Heals::never,
                   "the host boots with what it had before, none of it half; what was acknowledged meanwhile is lost, "
                   "and nothing else",
                   [](const Scenario& s, CellDraws& draws) { return draw_for_a_while("write-lost", s, draws); },
                   {"FID-1"}});
  kinds.push_back(
      {{.word = "torn-page",
        .sentence = "a host loses power in its next write: half of the page or record is new, half as it was",
        .keys = at_a_moment({disk_key()})},
       Heals::byItself,
       "what was acknowledged is still there; the half that is new counts nowhere",
       draw_torn_page});
  kinds.push_back(
      {{.word = "disk-full",
        .sentence = "a host's disk has no room: what would make a file longer is not written",
        .keys = at_a_moment({disk_key(), until_works_key()})},
       Heals::asSaid,
       "jobs that need the disk are Pending with that reason until there is room; nothing is acknowledged that is not "
       "durable",
       [](const Scenario& s, CellDraws& draws) { return draw_for_a_while("disk-full", s, draws); }});
  kinds.push_back({{.word = "disk-error",
                    .sentence = "a host's disk reads nothing",
                    .keys = at_a_moment({disk_key(), until_works_key()})},
                   Heals::asSaid,
                   "jobs that need what is on the disk are Pending with that reason until it is read again",
                   [](const Scenario& s, CellDraws& draws) { return draw_for_a_while("disk-error", s, draws); }});
  return kinds;
}

}  // namespace keycell::scenarios
