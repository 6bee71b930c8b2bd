// What befalls hosts.

#include <algorithm>
#include <iterator>

#include "scenarios/faults/families.h"
#include "scenarios/flow_words.h"
#include "scenarios/wording.h"
#include "scenarios/words.h"

namespace keycell::scenarios {
namespace {

std::optional<Fault> draw_power_cut(const Scenario& s, CellDraws& draws) {
  constexpr std::uint64_t firstOperations = 400;  // about as many as the CommServe of a small cell makes
  std::vector<std::string> hosts = kms_nodes(s);
  hosts.emplace_back(commserveName);
  for (const MediaAgent& media_agent : s.media_agents) hosts.push_back(media_agent.name);
  std::string host = draws.one_of(hosts);
  return power_cut(std::move(host), 1 + draws.below(firstOperations));
}

std::optional<Fault> draw_host_restart(const Scenario& s, CellDraws& draws) {
  return outage("host-restart", draws.one_of(allHosts.names(s)), draws);
}

std::optional<Fault> draw_host_paused(const Scenario& s, CellDraws& draws) {
  return outage("host-paused", draws.one_of(allHosts.names(s)), draws);
}

/// Of flows that any cell may have, each until any other is a step further.
std::optional<Fault> draw_flow_held(const Scenario&, CellDraws& draws) {
  constexpr std::uint64_t firstTimes = 3;
  const model::Step& after = draws.one_of(model::flowSteps);
  const model::Step& until = draws.one_of(model::flowSteps);
  return Fault{.kind = "flow-held",
               .values = {{"after_flow", std::string(name_of(after.flow))},
                          {"after_step", static_cast<std::uint64_t>(after.number)},
                          {"nth", 1 + draws.below(firstTimes)},
                          {"until_flow", std::string(name_of(until.flow))},
                          {"until_step", static_cast<std::uint64_t>(until.number)}}};
}

std::vector<std::string> clients_of_cell(const Scenario& s) {
  std::vector<std::string> names;
  for (const ClientGroup& group : s.clients) std::ranges::move(client_names(group), std::back_inserter(names));
  return names;
}

std::optional<Fault> draw_client_cloned(const Scenario& s, CellDraws& draws) {
  return Fault{.kind = "client-cloned",
               .values = {{"target", draws.one_of(clients_of_cell(s))}, {"at", draws.instant_of_work()}}};
}

std::optional<Fault> draw_log_level(const Scenario& s, CellDraws& draws) {
  Values values;
  if (draws.below(2) == 0) values.say("target", draws.one_of(allHosts.names(s)));
  values.say("at", draws.instant_of_work_or_set_up());
  values.say("lasts", draws.lasting());
  return Fault{.kind = "debug-log", .values = std::move(values)};
}

std::optional<Fault> draw_media_agent_crash(const Scenario& s, CellDraws& draws) {
  return outage("media-agent-crash", draws.one_of(s.media_agents).name, draws);
}

}  // namespace

std::deque<FaultKind> node_fault_kinds() {
  std::deque<FaultKind> kinds;
  kinds.push_back(
      {{.word = "power-cut",
        .sentence = "a host loses power at a durable disk operation, at a time or right after a step; unsynced writes "
                    "are lost or torn",
        .keys =
            {row_key("target", durableHosts, "a host with a durable disk (commserve, a KMS, a MediaAgent)").needed(),
             row_key("io", number(1),
                     "at which durable disk operation of the host, counted from 1; a run's JSON says how many each "
                     "made (disks)")
                 .needed()
                 .or_else({"at", "after_flow"})
                 .unless([](const Scenario&, const Values& said) {
                   const bool none = said.number("io") == std::uint64_t{0};
                   return std::string(none ? "0 is no disk operation; they count from 1" : "");
                 }),
             at_key().or_else({"io", "after_flow"}), after_flow_key().or_else({"io", "at"}), after_step_key(),
             nth_key()}},
       Heals::byItself,
       "what was acknowledged is still there after the boot; a job resumes from its last complete chunk, and no half "
       "row is left",
       draw_power_cut});
  kinds.push_back({{.word = "media-agent-crash",
                    .sentence = "a MediaAgent loses power and is back after a while",
                    .keys = at_a_moment({media_agent_key(), lasts_key()})},
                   Heals::asSaid,
                   "jobs of the MediaAgent are Pending, and resume from the last complete chunk when it is back, or at "
                   "an alternate",
                   draw_media_agent_crash});
  kinds.push_back({{.word = "host-restart",
                    .sentence = "a host loses power and is back after a while",
                    .keys = at_a_moment(
                        {row_key("target", allHosts, "a host: commserve, a KMS node, a MediaAgent, a client").needed(),
                         lasts_key()})},
                   Heals::asSaid,
                   "jobs of the host are Pending and resume when it is back; what was acknowledged is still there",
                   draw_host_restart});
  kinds.push_back(
      {{.word = "debug-log",
        .sentence = "hosts log more for a while, as support asks for",
        .keys = at_a_moment(
            {row_key("target", allHosts, "a host: commserve, a KMS node, a MediaAgent, a client").absent("every host"),
             row_key("lasts", duration(), "how long they do").positive().needed(),
             row_key("level", word_of(texts_of(std::span<const Word<LogLevel>>(logLevelWords))),
                     "they log lines of this level too")
                 .absent("\"debug\"")})},
       Heals::asSaid,
       "more is logged and no key among it, in whatever form, and nothing takes longer",
       draw_log_level});
  kinds.push_back(
      {{.word = "flow-held",
        .sentence = "a flow waits after a step, with all that it has in memory, until another flow has told a step",
        .keys = {after_flow_key(), after_step_key(), nth_key(),
                 row_key("until_flow", word_of(flow_words()), "it goes on when this flow has told a step").needed(),
                 row_key("until_step", number(1), "which step of `until_flow`, by its number")
                     .absent("its last one")
                     .unless([](const Scenario&, const Values& said) {
                       return no_such_step(said.text("until_flow"), *said.number("until_step"));
                     }),
                 row_key("lasts", duration(), "how long it waits at most").positive().absent("[jobs] call_deadline")}},
       Heals::asSaid,
       "whatever happens meanwhile, the flow goes on with keys that are right still, or is told why not and runs again",
       draw_flow_held});
  kinds.push_back(
      {{.word = "host-paused",
        .sentence = "a host does nothing for a while, and then goes on with what it had in memory",
        .keys =
            at_a_moment({row_key("target", allHosts, "a host: commserve, a KMS node, a MediaAgent, a client").needed(),
                         row_key("lasts", duration(), "how long it stands still").positive().needed()})},
       Heals::asSaid,
       "who waits for it is Pending after its deadline and runs again; what the host does when it goes on, for "
       "somebody who no longer waits, spoils nothing",
       draw_host_paused});
  kinds.push_back(
      {{.word = "client-cloned",
        .sentence = "a client's machine is copied with the client on it, and both go on under one name",
        .keys = at_a_moment({row_key("target", allHosts, "a client, by its own name")
                                 .needed()
                                 .unless([](const Scenario& s, const Values& said) {
                                   const std::vector<std::string> clients = clients_of_cell(s);
                                   const std::string name = said.text("target");
                                   const bool is_one = std::ranges::find(clients, name) != clients.end();
                                   return is_one ? "" : quoted(name) + " is no client; expected one, by its own name";
                                 })})},
       Heals::never,
       "the second is noticed and refused; where a name is all that tells clients apart nobody notices: one key serves "
       "two machines (CUS-1, SEC-11) with the same nonces (SEC-6), and what either sent last is what comes back "
       "(AVL-1, FID-1)",
       draw_client_cloned,
       {"AVL-1", "CUS-1", "FID-1", "SEC-6", "SEC-11"}});
  return kinds;
}

}  // namespace keycell::scenarios
