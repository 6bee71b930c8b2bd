#include "properties/property.h"

#include "properties/result_json.h"

namespace keycell::properties {

namespace {

Verdict verdict_of(const Judgement& judgement) {
  if (judgement.violations > 0) return Verdict::violated;
  return judgement.exercised == 0 || !judgement.vacuous_because.empty() ? Verdict::vacuous : Verdict::held;
}

/// The call that an event carries; none when it carries none.
model::CallId call_of(const model::EventBody& body) {
  return std::visit(
      [](const auto& of) {
        if constexpr (requires { model::CallId{of.call}; }) {
          return of.call;
        } else {
          return model::CallId{};
        }
      },
      body);
}

}  // namespace

Judgement Property::judgement() const {
  Judgement judgement{.id = std::string(name()),
                      .statement = std::string(statement()),
                      .exercised = exercised_,
                      .violations = violations_,
                      .evidence = evidence_,
                      .vacuous_because = vacuous_because()};
  judgement.verdict = verdict_of(judgement);
  return judgement;
}

std::string Property::result() const {
  Judgement told = judgement();
  told.details = details();
  return json_of(told).dump();
}

void Property::violated(const model::Event& event, const About& about, const std::string& what) {
  violated({.event = event.ordinal,
            .host = std::string(event.host),
            .call = call_of(event.body),
            .about = about,
            .what = what});
}

void Property::violated(Evidence evidence) {
  ++violations_;
  if (evidence_.size() < maxEvidence) evidence_.push_back(std::move(evidence));
}

Judgement judgement_of(std::string_view json) {
  auto judgement = result_in_text<Judgement>(json);
  judgement.verdict = verdict_of(judgement);
  return judgement;
}

}  // namespace keycell::properties
