#include "properties/property.h"

#include <nlohmann/json.hpp>

namespace keycell::properties {

std::string Property::result() const {
  return nlohmann::ordered_json{{"id", name()},
                                {"statement", statement()},
                                {"exercised", exercised_},
                                {"violations", violations_},
                                {"evidence", evidence_},
                                {"details", nlohmann::ordered_json::parse(details())}}
      .dump();
}

void Property::violated(const model::Event& event, const std::string& what) {
  ++violations_;
  if (evidence_.size() < maxEvidence)
    evidence_.push_back("event " + std::to_string(event.ordinal) + " on " + std::string(event.host) + ": " + what);
}

Judgement judgement_of(std::string_view json) {
  const auto parsed = nlohmann::json::parse(json);
  Judgement judgement{.id = parsed.at("id"),
                      .statement = parsed.at("statement"),
                      .verdict = Verdict::held,
                      .exercised = parsed.at("exercised"),
                      .violations = parsed.at("violations"),
                      .evidence = parsed.at("evidence"),
                      .details = parsed.at("details").dump()};
  if (judgement.violations > 0) {
    judgement.verdict = Verdict::violated;
  } else if (judgement.exercised == 0) {
    judgement.verdict = Verdict::vacuous;
  }
  return judgement;
}

}  // namespace keycell::properties
