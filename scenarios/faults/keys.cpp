#include "scenarios/checks.h"
#include "scenarios/faults/families.h"

namespace keycell::scenarios {

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

Fault outage(std::string kind, std::string target, CellDraws& draws) {
  Values values;
  values.say("target", std::move(target));
  values.say("at", draws.instant_of_work_or_set_up());
  values.say("lasts", draws.lasting());
  return {.kind = std::move(kind), .values = std::move(values)};
}

}  // namespace keycell::scenarios
