#include "scenarios/fault_kinds.h"

#include <stdexcept>

#include "model/kms/generation.h"
#include "scenarios/checks.h"
#include "scenarios/wording.h"

namespace keycell::scenarios {
namespace {

// ---- keys that several kinds have

RowKey at_key() { return row_key("at", instant(), "when it acts").needed(); }

RowKey lasts_key() {
  return row_key("lasts", duration(), "how long the host is off")
      .positive()
      .absent("as long as a reboot takes")
      .unless([](const Scenario&, const Values& said) {
        const Nanos lasts = *said.time("lasts");
        const bool is_long_enough = lasts <= Nanos::zero() || lasts >= shortestOutage;
        return is_long_enough ? std::string() : too_short_to_be_off(lasts);
      });
}

RowKey media_agent_key() { return row_key("target", mediaAgents, "a MediaAgent").needed(); }

bool is_node(const Scenario& s, const std::string& kms) {
  const std::vector<std::string> nodes = kms_nodes(s);
  return std::ranges::find(nodes, kms) != nodes.end();
}

RowKey kms_of_a_key() {
  return row_key("target", kmsServers, "the KMS that keeps the key")
      .needed()
      .unless([](const Scenario& s, const Values& said) {
        const std::string kms = said.text("target");
        return is_node(s, kms) ? "" : quoted(kms) + " is built-in and has no console; expected a node";
      });
}

RowKey kms_node_key() {
  return row_key("target", kmsServers, "a KMS node").needed().unless([](const Scenario& s, const Values& said) {
    const std::string kms = said.text("target");
    return is_node(s, kms) ? "" : quoted(kms) + " is built-in, part of the CommServe; expected a node";
  });
}

RowKey owner_of_a_key() {
  return row_key("of", keyOwners, "whose master key: a pool, or a copy with keys of its own")
      .needed()
      .unless([](const Scenario& s, const Values& said) {
        const std::string keeper = kms_of(s, said.text("of"));
        if (keeper == said.text("target")) return std::string();
        return quoted(said.text("of")) + " has its master key at " + quoted(keeper) + "; expected one that " +
               quoted(said.text("target")) + " keeps";
      });
}

/// Rotations that are asked for later make no key that anybody could mean.
std::uint64_t most_generations(const Scenario& s, const Values& said) {
  const Nanos at = said.time("at").value_or(s.horizon);
  const std::string of = said.text("of");
  return 1 + static_cast<std::uint64_t>(std::ranges::count_if(
                 s.rotations, [&](const Rotation& rotation) { return rotation.of == of && rotation.at < at; }));
}

RowKey generation_key() {
  return row_key("generation", number_or({{"oldest", model::oldestGeneration}, {"newest", model::newestGeneration}}, 1),
                 "which of its master keys: they count from 1 in the order in which they were made; the oldest and the "
                 "newest are of those that are there then")
      .absent("all of them")
      .unless([](const Scenario& s, const Values& said) {
        const std::uint64_t generation = *said.number("generation");
        const std::uint64_t most = most_generations(s, said);
        if (generation == 0 || generation <= most || generation >= model::oldestGeneration) return std::string();
        const std::string had = most == 1 ? "1 master key" : std::to_string(most) + " master keys";
        return std::to_string(generation) + " is too large; " + quoted(said.text("of")) + " has had at most " + had +
               " then: one more with each [[rotation]] before";
      });
}

RowKey until_key() { return row_key("until", instant(), "when the key works again").after("at").absent("never"); }

// ---- draws

std::optional<Fault> draw_power_cut(const Scenario& s, CellDraws& draws) {
  constexpr std::uint64_t firstOperations = 400;  // about as many as the CommServe of a small cell makes
  std::vector<std::string> hosts = kms_nodes(s);
  hosts.emplace_back(commserveName);
  for (const MediaAgent& media_agent : s.media_agents) hosts.push_back(media_agent.name);
  std::string host = draws.one_of(hosts);
  return power_cut(std::move(host), 1 + draws.below(firstOperations));
}

std::optional<Fault> draw_bit_rot(const Scenario& s, CellDraws& draws) {
  Values values;
  values.say("target", draws.one_of(s.media_agents).name);
  values.say("at", draws.instant_between_backups_and_restores());
  return Fault{.kind = "bit-rot", .values = std::move(values)};
}

Fault outage(std::string kind, std::string target, CellDraws& draws) {
  Values values;
  values.say("target", std::move(target));
  values.say("at", draws.instant_of_work_or_set_up());
  values.say("lasts", draws.lasting());
  return {.kind = std::move(kind), .values = std::move(values)};
}

std::optional<Fault> draw_kms_down(const Scenario& s, CellDraws& draws) {
  const std::vector<std::string> nodes = kms_nodes(s);
  if (nodes.empty()) return std::nullopt;
  return outage("kms-down", draws.one_of(nodes), draws);
}

std::optional<Fault> draw_kms_refusing(const Scenario& s, CellDraws& draws) {
  const std::vector<std::string> nodes = kms_nodes(s);
  if (nodes.empty()) return std::nullopt;
  Values values;
  values.say("target", draws.one_of(nodes));
  const Nanos at = draws.instant_of_work_or_set_up();
  values.say("at", at);
  values.say("until", at + draws.lasting());
  return Fault{.kind = "kms-refusing", .values = std::move(values)};
}

std::optional<Fault> draw_host_restart(const Scenario& s, CellDraws& draws) {
  return outage("host-restart", draws.one_of(allHosts.names(s)), draws);
}

std::optional<Fault> draw_media_agent_crash(const Scenario& s, CellDraws& draws) {
  return outage("media-agent-crash", draws.one_of(s.media_agents).name, draws);
}

/// Of a key at a node.
std::optional<Fault> of_a_key(std::string kind, const Scenario& s, CellDraws& draws) {
  const std::string owner = draws.one_of(key_owners(s, *profile_of(s)));
  const std::string kms = kms_of(s, owner);
  if (!is_node(s, kms)) return std::nullopt;
  return Fault{.kind = std::move(kind), .values = {{"of", owner}, {"target", kms}, {"at", draws.instant_of_work()}}};
}

std::optional<Fault> of_a_key_for_a_while(std::string kind, const Scenario& s, CellDraws& draws) {
  std::optional<Fault> fault = of_a_key(std::move(kind), s, draws);
  if (fault) fault->values.say("until", *fault->values.time("at") + draws.lasting());
  return fault;
}

// ---- the rows

std::deque<FaultKind> fault_rows() {
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
       draw_power_cut});
  kinds.push_back(
      {{.word = "bit-rot", .sentence = "one bit on a MediaAgent's media flips", .keys = {media_agent_key(), at_key()}},
       Heals::never,
       draw_bit_rot});
  kinds.push_back({{.word = "kms-key-lost",
                    .sentence = "a KMS loses a master key",
                    .keys = {kms_of_a_key(), at_key(), owner_of_a_key(), generation_key()}},
                   Heals::never,
                   [](const Scenario& s, CellDraws& draws) { return of_a_key("kms-key-lost", s, draws); }});
  kinds.push_back(
      {{.word = "kms-key-disabled",
        .sentence = "a KMS refuses to use a master key",
        .keys = {kms_of_a_key(), at_key(), owner_of_a_key(), generation_key(), until_key()}},
       Heals::asSaid,
       [](const Scenario& s, CellDraws& draws) { return of_a_key_for_a_while("kms-key-disabled", s, draws); }});
  kinds.push_back(
      {{.word = "kms-key-confused",
        .sentence = "a KMS answers for another master key",
        .keys = {kms_of_a_key(), at_key(), owner_of_a_key(), generation_key(), until_key()}},
       Heals::asSaid,
       [](const Scenario& s, CellDraws& draws) { return of_a_key_for_a_while("kms-key-confused", s, draws); }});
  kinds.push_back({{.word = "kms-down",
                    .sentence = "a KMS node is off for a while",
                    .keys = {kms_node_key(), at_key(), lasts_key()}},
                   Heals::asSaid,
                   draw_kms_down});
  kinds.push_back({{.word = "media-agent-crash",
                    .sentence = "a MediaAgent loses power and is back after a while",
                    .keys = {media_agent_key(), at_key(), lasts_key()}},
                   Heals::asSaid,
                   draw_media_agent_crash});
  kinds.push_back(
      {{.word = "kms-refusing",
        .sentence = "a KMS node refuses connections: whoever asks learns it at once, and not at the deadline",
        .keys = {kms_node_key(), at_key(),
                 row_key("until", instant(), "when it takes them again").after("at").absent("never")}},
       Heals::asSaid,
       draw_kms_refusing});
  kinds.push_back({{.word = "kms-key-destroyed",
                    .sentence = "somebody destroys a master key at its KMS",
                    .keys = {kms_of_a_key(), at_key(), owner_of_a_key(), generation_key()}},
                   Heals::never,
                   [](const Scenario& s, CellDraws& draws) { return of_a_key("kms-key-destroyed", s, draws); }});
  kinds.push_back(
      {{.word = "host-restart",
        .sentence = "a host loses power and is back after a while",
        .keys = {row_key("target", allHosts, "a host: commserve, a KMS node, a MediaAgent, a client").needed(),
                 at_key(), lasts_key()}},
       Heals::asSaid,
       draw_host_restart});
  return kinds;
}

// Made on first use, because a program may add a kind while its own globals are constructed.
std::deque<FaultKind>& known_kinds() {
  static std::deque<FaultKind> kinds = fault_rows();
  return kinds;
}

}  // namespace

const std::deque<FaultKind>& fault_kinds() { return known_kinds(); }

const FaultKind* find_fault_kind(std::string_view word) { return find_row(known_kinds(), word); }

void add_fault_kind(FaultKind kind) {
  if (find_fault_kind(kind.word) != nullptr)
    throw std::logic_error("there is already a kind of fault " + quoted(kind.word));
  known_kinds().push_back(std::move(kind));
}

Fault power_cut(std::string host, std::uint64_t io) {
  return {.kind = "power-cut", .values = {{"target", std::move(host)}, {"io", io}}};
}

}  // namespace keycell::scenarios
