#include <iterator>

#include "scenarios/checks.h"
#include "scenarios/faults/families.h"
#include "scenarios/flow_words.h"

namespace keycell::scenarios {

RowKey at_key() { return row_key("at", instant(), "when it acts").needed(); }

namespace {

/// What a key says that is of no use without `after_flow`.
std::string needs_a_flow(const Values& said) {
  return said.has("after_flow") ? "" : "says nothing without `after_flow`; expected both";
}

}  // namespace

RowKey after_flow_key() {
  return row_key("after_flow", word_of(flow_words()), "it acts when this flow has told a step").needed();
}

RowKey after_step_key() {
  return row_key("after_step", number(1), "which step of `after_flow`, by its number")
      .absent("its last one")
      .unless([](const Scenario&, const Values& said) {
        const std::string why = needs_a_flow(said);
        return why.empty() ? no_such_step(said.text("after_flow"), *said.number("after_step")) : why;
      });
}

RowKey nth_key() {
  return row_key("nth", number(1), "which time that the step is told, whoever it is for")
      .absent("the first")
      .unless([](const Scenario&, const Values& said) { return needs_a_flow(said); });
}

std::vector<RowKey> at_a_moment(std::vector<RowKey> others) {
  std::vector<RowKey> moment{at_key().or_else({"after_flow"}), after_flow_key().or_else({"at"}), after_step_key(),
                             nth_key()};
  others.insert(others.begin() + 1, std::make_move_iterator(moment.begin()), std::make_move_iterator(moment.end()));
  return others;
}

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
