// What befalls hosts.

#include "scenarios/faults/families.h"
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

std::optional<Fault> draw_log_level(const Scenario& s, CellDraws& draws) {
  Values values;
  if (draws.below(2) == 0) values.say("target", draws.one_of(allHosts.names(s)));
  values.say("at", draws.instant_of_work_or_set_up());
  values.say("lasts", draws.lasting());
  return Fault{.kind = "log-level", .values = std::move(values)};
}

std::optional<Fault> draw_media_agent_crash(const Scenario& s, CellDraws& draws) {
  return outage("media-agent-crash", draws.one_of(s.media_agents).name, draws);
}

}  // namespace

std::deque<FaultKind> node_fault_kinds() {
  std::deque<FaultKind> kinds;
  kinds.push_back(
      {{.word = "power-cut",
        .sentence = "a host loses power at a durable disk operation; unsynced writes are lost or torn",
        .keys =
            {row_key("target", durableHosts, "a host with a durable disk (commserve, a KMS, a MediaAgent)").needed(),
             row_key("io", number(1),
                     "at which durable disk operation of the host, counted from 1; a run's JSON says how many each "
                     "made (disks)")
                 .needed()
                 .unless([](const Scenario&, const Values& said) {
                   const bool none = said.number("io") == std::uint64_t{0};
                   return std::string(none ? "0 is no disk operation; they count from 1" : "");
                 })}},
       Heals::byItself,
       "what was acknowledged is still there after the boot; a job resumes from its last complete chunk, and no half "
       "row is left",
       draw_power_cut});
  kinds.push_back({{.word = "media-agent-crash",
                    .sentence = "a MediaAgent loses power and is back after a while",
                    .keys = {media_agent_key(), at_key(), lasts_key()}},
                   Heals::asSaid,
                   "jobs of the MediaAgent are Pending, and resume from the last complete chunk when it is back, or at "
                   "an alternate",
                   draw_media_agent_crash});
  kinds.push_back(
      {{.word = "host-restart",
        .sentence = "a host loses power and is back after a while",
        .keys = {row_key("target", allHosts, "a host: commserve, a KMS node, a MediaAgent, a client").needed(),
                 at_key(), lasts_key()}},
       Heals::asSaid,
       "jobs of the host are Pending and resume when it is back; what was acknowledged is still there",
       draw_host_restart});
  kinds.push_back({{.word = "log-level",
                    .sentence = "hosts log more for a while, as support asks for",
                    .keys = {row_key("target", allHosts, "a host: commserve, a KMS node, a MediaAgent, a client")
                                 .absent("every host"),
                             at_key(), row_key("lasts", duration(), "how long they do").positive().needed(),
                             row_key("level", word_of(texts_of(std::span<const Word<LogLevel>>(logLevelWords))),
                                     "they log lines of this level too")
                                 .absent("\"debug\"")}},
                   Heals::asSaid,
                   "more is logged and no key among it, in whatever form, and nothing takes longer",
                   draw_log_level});
  return kinds;
}

}  // namespace keycell::scenarios
