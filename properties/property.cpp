#include "properties/property.h"

#include "properties/result_json.h"

namespace keycell::properties {

namespace {

Verdict verdict_of(std::uint64_t exercised, std::uint64_t violations) {
  if (violations > 0) return Verdict::violated;
  return exercised == 0 ? Verdict::vacuous : Verdict::held;
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
  return {.id = std::string(name()),
          .statement = std::string(statement()),
          .verdict = verdict_of(exercised_, violations_),
          .exercised = exercised_,
          .violations = violations_,
          .evidence = evidence_};
}

std::string Property::result() const {
  Judgement told = judgement();
  told.details = details();
  return json_of(told).dump();
}

void Property::violated(const model::Event& event, const About& about, const std::string& what) {
  ++violations_;
  if (evidence_.size() == maxEvidence) return;
  evidence_.push_back({.event = event.ordinal,
                       .host = std::string(event.host),
                       .call = call_of(event.body),
                       .about = about,
                       .what = what});
}

Judgement judgement_of(std::string_view json) {
  auto judgement = result_in_text<Judgement>(json);
  judgement.verdict = verdict_of(judgement.exercised, judgement.violations);
  return judgement;
}

}  // namespace keycell::properties
