#include "properties/property.h"

#include <nlohmann/json.hpp>

namespace keycell::properties {

namespace {

Verdict verdict_of(std::uint64_t exercised, std::uint64_t violations) {
  if (violations > 0) return Verdict::violated;
  return exercised == 0 ? Verdict::vacuous : Verdict::held;
}

}  // namespace

Judgement Property::judgement() const {
  return {.id = std::string(name()),
          .statement = std::string(statement()),
          .verdict = verdict_of(exercised_, violations_),
          .exercised = exercised_,
          .violations = violations_,
          .evidence = evidence_};
}

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
                      .exercised = parsed.at("exercised"),
                      .violations = parsed.at("violations"),
                      .evidence = parsed.at("evidence"),
                      .details = parsed.at("details").dump()};
  judgement.verdict = verdict_of(judgement.exercised, judgement.violations);
  return judgement;
}

}  // namespace keycell::properties
