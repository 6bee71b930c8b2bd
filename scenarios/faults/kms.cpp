// What befalls KMSs and the keys that they keep.

#include <array>

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

RowKey strained_for_key() { return row_key("lasts", duration(), "how long it goes on").positive().needed(); }

RowKey requests_per_second_key() {
  return row_key("requests_per_second", small_number(1, 1'000'000),
                 "as many requests the node takes a second, with a burst of one second's requests; the others are "
                 "turned away")
      .needed();
}

RowKey refused_share_key() {
  return row_key("share", share(), "of the requests that are turned away, each drawn by itself")
      .needed()
      .unless([](const Scenario&, const Values& said) {
        return std::string(said.number("share") == std::uint64_t{0} ? "is none of them; expected more than \"0 %\""
                                                                    : "");
      });
}

/// Longer would take a run beyond what a time can be.
constexpr std::uint32_t largestFactor = 1'000'000;

RowKey factor_key() {
  return row_key("factor", small_number(2, largestFactor), "how many times as long as usually a request is worked on")
      .absent("10, unless `plus` is said");
}

RowKey plus_key() {
  return row_key("plus", duration(), "how much longer than usually a request is worked on")
      .positive()
      .absent("nothing")
      .unless([](const Scenario&, const Values& said) {
        return std::string(said.has("factor") ? "stands beside `factor`; expected one of them" : "");
      });
}

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

/// Of a node, for a while; what else it says comes on top.
std::optional<Fault> strained(std::string kind, const Scenario& s, CellDraws& draws) {
  const std::vector<std::string> nodes = kms_nodes(s);
  if (nodes.empty()) return std::nullopt;
  Values values;
  values.say("target", draws.one_of(nodes));
  values.say("at", draws.instant_of_work_or_set_up());
  values.say("lasts", draws.lasting());
  return Fault{.kind = std::move(kind), .values = std::move(values)};
}

/// Some answers come late, some too late for who waits for them.
std::optional<Fault> draw_kms_slow(const Scenario& s, CellDraws& draws) {
  constexpr std::array additions{5s, 25s, 40s};
  auto fault = strained("kms-slow", s, draws);
  if (!fault) return fault;
  if (draws.below(2) == 0)
    fault->values.say("factor", std::uint64_t{1000});
  else
    fault->values.say("plus", Nanos(draws.one_of(additions)));
  return fault;
}

std::optional<Fault> draw_kms_throttled(const Scenario& s, CellDraws& draws) {
  auto fault = strained("kms-throttled", s, draws);
  if (fault) fault->values.say("requests_per_second", std::uint64_t{1});
  return fault;
}

std::optional<Fault> draw_kms_refusing_some(const Scenario& s, CellDraws& draws) {
  constexpr std::array<std::uint64_t, 3> shares{100'000, 500'000, 950'000};
  auto fault = strained("kms-refusing-some", s, draws);
  if (fault) fault->values.say("share", draws.one_of(shares));
  return fault;
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
                    .keys = at_a_moment({kms_of_a_key(), owner_of_a_key(), generation_key()})},
                   Heals::never,
                   "whoever asks for the key is told that it is missing and is Pending with that reason; what is under "
                   "the key is told as gone, before anybody needs it",
                   [](const Scenario& s, CellDraws& draws) { return of_a_key("kms-key-lost", s, draws); },
                   {"AVL-1", "FID-1"}});
  kinds.push_back(
      {{.word = "kms-key-disabled",
        .sentence = "a KMS refuses to use a master key",
        .keys = at_a_moment({kms_of_a_key(), owner_of_a_key(), generation_key(), until_key()})},
       Heals::asSaid,
       "jobs that need the key are Pending with that reason until it is enabled, and nothing else is late",
       [](const Scenario& s, CellDraws& draws) { return of_a_key_for_a_while("kms-key-disabled", s, draws); }});
  kinds.push_back(
      {{.word = "kms-key-confused",
        .sentence = "a KMS answers for another master key",
        .keys = at_a_moment({kms_of_a_key(), owner_of_a_key(), generation_key(), until_key()})},
       Heals::asSaid,
       "a key that opens nothing is refused, nothing is sealed under it, and jobs are Pending until the right one "
       "comes",
       [](const Scenario& s, CellDraws& draws) { return of_a_key_for_a_while("kms-key-confused", s, draws); }});
  kinds.push_back(
      {{.word = "kms-down",
        .sentence = "a KMS node is off for a while",
        .keys = at_a_moment({kms_node_key(), lasts_key()})},
       Heals::asSaid,
       "jobs that need a key are Pending until the KMS answers, as the profile and its cache say; no other job is late",
       draw_kms_down});
  kinds.push_back(
      {{.word = "kms-refusing",
        .sentence = "a KMS node refuses connections: whoever asks learns it at once, and not at the deadline",
        .keys = at_a_moment(
            {kms_node_key(), row_key("until", instant(), "when it takes them again").after("at").absent("never")})},
       Heals::asSaid,
       "as with `kms-down`, and whoever asks learns it at once",
       draw_kms_refusing});
  kinds.push_back({{.word = "kms-key-destroyed",
                    .sentence = "somebody destroys a master key at its KMS",
                    .keys = at_a_moment({kms_of_a_key(), owner_of_a_key(), generation_key()})},
                   Heals::never,
                   "as with `kms-key-lost`: nothing brings the key back",
                   [](const Scenario& s, CellDraws& draws) { return of_a_key("kms-key-destroyed", s, draws); },
                   {"AVL-1", "FID-1"}});
  kinds.push_back({{.word = "kms-slow",
                    .sentence = "a KMS node takes longer for each request, for a while",
                    .keys = at_a_moment({kms_node_key(), strained_for_key(), factor_key(), plus_key()})},
                   Heals::asSaid,
                   "who needs a key waits as long as the answer takes and no longer than its deadline, then it is "
                   "Pending and resumes; a key that came too late is in nobody's memory",
                   draw_kms_slow});
  kinds.push_back({{.word = "kms-throttled",
                    .sentence = "a KMS node takes only so many requests a second, for a while",
                    .keys = at_a_moment({kms_node_key(), strained_for_key(), requests_per_second_key()})},
                   Heals::asSaid,
                   "who is turned away asks again until its deadline, as with a rate limit of the node's own, and is "
                   "Pending then; no request is lost and none is done twice",
                   draw_kms_throttled});
  kinds.push_back({{.word = "kms-refusing-some",
                    .sentence = "a KMS node turns a share of the requests away, for a while",
                    .keys = at_a_moment({kms_node_key(), strained_for_key(), refused_share_key()})},
                   Heals::asSaid,
                   "as with `kms-throttled`; with a small share nobody notices more than a wait",
                   draw_kms_refusing_some});
  return kinds;
}

}  // namespace keycell::scenarios
