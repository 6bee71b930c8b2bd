#pragma once
// The fields of what explain, scenario list and calibrate print with --json.

#include "measures/results/fields_of_checks.h"
#include "measures/results/listings.h"
#include "properties/result_fields.h"

namespace keycell::properties {

void visit_fields(Some<DeclaredExposure> auto& exposure, auto&& visit) {
  visit("class", exposure.key_class);
  visit("place", exposure.place);
  visit("form", exposure.exposed);
  visit("from", exposure.from);
  visit("to", exposure.to);
  visit("message", exposure.message);
  visit("why", exposure.why);
}

}  // namespace keycell::properties

namespace keycell::measures {

using properties::if_any;

void visit_fields(Some<BoundariesTold> auto& told, auto&& visit) {
  visit("kind", always("boundaries"));
  visit("schema", always(boundariesSchema));
  visit("made_by", told.made_by);
  visit("scenario", told.scenario);
  visit("policy", told.policy);
  visit("wraps", told.wraps);
  visit("places", told.places);
  visit("memory", told.memory);
  visit("declared", told.declared);
}

void visit_fields(Some<KeyAtKms> auto& key, auto&& visit) {
  visit("kms", key.kms);
  visit("id", key.id);
  visit("commcell", key.commcell_id);
  visit("policy", key.policy);
  visit("copy", key.copy);
  visit("generation", key.generation);
  visit("state", key.state);
  visit("created_s", key.created_s);
  visit("changed_s", key.changed_s);
}

void visit_fields(Some<KeysAtKmsTold> auto& told, auto&& visit) {
  visit("kind", always("kms-keys"));
  visit("schema", always(keysAtKmsSchema));
  visit("made_by", told.made_by);
  visit("scenario", told.scenario);
  visit("seed", told.seed);
  visit("kms", told.kms);
  visit("keys", told.keys);
}

void visit_fields(Some<ScenarioOfCatalogue> auto& scenario, auto&& visit) {
  visit("name", scenario.name);
  visit("title", scenario.title);
  visit("shows", scenario.shows);
  visit("clients", scenario.clients);
  visit("nights", scenario.nights);
}

void visit_fields(Some<CatalogueTold> auto& told, auto&& visit) {
  visit("kind", always("catalogue"));
  visit("schema", always(catalogueSchema));
  visit("made_by", told.made_by);
  visit("scenarios", told.scenarios);
}

void visit_fields(Some<CalibratedValue> auto& value, auto&& visit) {
  visit("bytes_per_s", if_any(value.bytes_per_s));
  visit("ns", if_any(value.ns));
  visit("spread", value.spread);
}

void visit_fields(Some<CalibrationTold> auto& told, auto&& visit) {
  visit("kind", always("calibration"));
  visit("schema", always(calibrationSchema));
  visit("made_by", told.made_by);
  visit("title", told.title);
  visit("machine", told.machine);
  visit("openssl", told.openssl);
  visit("openssl_processor", told.openssl_processor);
  visit("measured", told.measured);
  visit("takings_of_each", told.takings_of_each);
  visit("share_of_core", told.share_of_core);
  visit("tables", told.tables);
}

}  // namespace keycell::measures
