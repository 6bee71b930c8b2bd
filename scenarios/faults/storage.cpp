// What befalls what is stored.

#include "scenarios/faults/families.h"

namespace keycell::scenarios {
namespace {

std::optional<Fault> draw_bit_rot(const Scenario& s, CellDraws& draws) {
  Values values;
  values.say("target", draws.one_of(s.media_agents).name);
  values.say("at", draws.instant_between_backups_and_restores());
  return Fault{.kind = "bit-rot", .values = std::move(values)};
}

}  // namespace

std::deque<FaultKind> storage_fault_kinds() {
  std::deque<FaultKind> kinds;
  kinds.push_back(
      {{.word = "bit-rot",
        .sentence = "one bit on a MediaAgent's media flips",
        .keys = at_a_moment({media_agent_key()})},
       Heals::never,
       "the record that it hit does not open and its restore fails with that reason; every other record opens",
       draw_bit_rot});
  return kinds;
}

}  // namespace keycell::scenarios
