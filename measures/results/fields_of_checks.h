#pragma once
// The fields of what run --check-determinism and run --crash-points print with --json.

#include "measures/results/checks.h"
#include "properties/result_fields.h"

namespace keycell::measures {

using properties::always;
using properties::Some;

void visit_fields(Some<CheckedScenario> auto& scenario, auto&& visit) {
  visit("name", scenario.name);
  visit("title", scenario.title);
  visit("sha256", scenario.sha256);
}

void visit_fields(Some<DifferenceTold> auto& difference, auto&& visit) {
  visit("event", difference.event);
  visit("first_run", difference.first_run);
  visit("second_run", difference.second_run);
}

void visit_fields(Some<DeterminismTold> auto& told, auto&& visit) {
  visit("kind", always("determinism"));
  visit("schema", always(determinismSchema));
  visit("made_by", told.made_by);
  visit("scenario", told.scenario);
  visit("seed", told.seed);
  visit("deterministic", told.deterministic);
  visit("event_hash", told.event_hash);
  visit("events", told.events);
  visit("first_difference", told.first_difference);
  visit("folds_that_differ", told.folds_that_differ);
  visit("summary_differs", told.summary_differs);
  visit("unexpected", told.unexpected);
  visit("scope", told.scope);
  visit("replay", told.replay);
  visit("exit_code", told.exit_code);
}

void visit_fields(Some<CrashPointTold> auto& point, auto&& visit) {
  visit("host", point.host);
  visit("operation", point.operation);
  visit("during", point.during);
  visit("ending", point.ending);
  visit("event_hash", point.event_hash);
  visit("recovered", point.recovered);
  visit("why_not", point.why_not);
}

void visit_fields(Some<CrashPointsTold> auto& told, auto&& visit) {
  visit("kind", always("crash-points"));
  visit("schema", always(crashPointsSchema));
  visit("made_by", told.made_by);
  visit("scenario", told.scenario);
  visit("seed", told.seed);
  visit("engine", told.engine);
  visit("undisturbed_ending", told.undisturbed_ending);
  visit("undisturbed_surprises", told.undisturbed_surprises);
  visit("points", told.points);
  visit("not_recovered", told.not_recovered);
  visit("scope", told.scope);
  visit("replay", told.replay);
  visit("exit_code", told.exit_code);
}

}  // namespace keycell::measures
