// What befalls KMSs and the keys that they keep.

#include "model/kms/generation.h"
#include "scenarios/checks.h"
#include "scenarios/faults/families.h"
#include "scenarios/wording.h"

namespace keycell::scenarios {
namespace {

// ---- keys

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

}  // namespace

std::deque<FaultKind> kms_fault_kinds() {
  std::deque<FaultKind> kinds;
  kinds.push_back({{.word = "kms-key-lost",
                    .sentence = "a KMS loses a master key",
                    .keys = {kms_of_a_key(), at_key(), owner_of_a_key(), generation_key()}},
                   Heals::never,
                   "whoever asks for the key is told that it is missing and is Pending with that reason; what is under "
                   "the key is told as gone, before anybody needs it",
                   [](const Scenario& s, CellDraws& draws) { return of_a_key("kms-key-lost", s, draws); }});
  kinds.push_back(
      {{.word = "kms-key-disabled",
        .sentence = "a KMS refuses to use a master key",
        .keys = {kms_of_a_key(), at_key(), owner_of_a_key(), generation_key(), until_key()}},
       Heals::asSaid,
       "jobs that need the key are Pending with that reason until it is enabled, and nothing else is late",
       [](const Scenario& s, CellDraws& draws) { return of_a_key_for_a_while("kms-key-disabled", s, draws); }});
  kinds.push_back(
      {{.word = "kms-key-confused",
        .sentence = "a KMS answers for another master key",
        .keys = {kms_of_a_key(), at_key(), owner_of_a_key(), generation_key(), until_key()}},
       Heals::asSaid,
       "a key that opens nothing is refused, nothing is sealed under it, and jobs are Pending until the right one "
       "comes",
       [](const Scenario& s, CellDraws& draws) { return of_a_key_for_a_while("kms-key-confused", s, draws); }});
  kinds.push_back(
      {{.word = "kms-down",
        .sentence = "a KMS node is off for a while",
        .keys = {kms_node_key(), at_key(), lasts_key()}},
       Heals::asSaid,
       "jobs that need a key are Pending until the KMS answers, as the profile and its cache say; no other job is late",
       draw_kms_down});
  kinds.push_back(
      {{.word = "kms-refusing",
        .sentence = "a KMS node refuses connections: whoever asks learns it at once, and not at the deadline",
        .keys = {kms_node_key(), at_key(),
                 row_key("until", instant(), "when it takes them again").after("at").absent("never")}},
       Heals::asSaid,
       "as with `kms-down`, and whoever asks learns it at once",
       draw_kms_refusing});
  kinds.push_back({{.word = "kms-key-destroyed",
                    .sentence = "somebody destroys a master key at its KMS",
                    .keys = {kms_of_a_key(), at_key(), owner_of_a_key(), generation_key()}},
                   Heals::never,
                   "as with `kms-key-lost`: nothing brings the key back",
                   [](const Scenario& s, CellDraws& draws) { return of_a_key("kms-key-destroyed", s, draws); }});
  return kinds;
}

}  // namespace keycell::scenarios
