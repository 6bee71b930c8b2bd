#pragma once
// What must hold, as a fold that judges. A property that nothing exercised is vacuous, and vacuous is a failure.

#include <map>
#include <string>
#include <vector>

#include "properties/evidence.h"

namespace keycell::properties {

enum class Verdict { held, violated, vacuous };

constexpr std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::held: return "held";
    case Verdict::violated: return "violated";
    case Verdict::vacuous: return "vacuous";
  }
  return "unknown";
}

/// What a property counted, by name: sums over runs say something too.
using Sums = std::map<std::string, std::uint64_t>;

/// A property's result as it comes out of a run.
struct Judgement {
  std::string id;
  std::string statement;
  Verdict verdict = Verdict::vacuous;
  std::uint64_t exercised = 0;  ///< how often it had something to judge
  std::uint64_t violations = 0;
  std::vector<Evidence> evidence;  ///< of the first violations
  std::string vacuous_because;     ///< what it had to look at and did not meet; empty: nothing
  std::string details = "null";    ///< JSON of the property's own, if it has any
};

/// The verdict follows from them.
void visit_fields(Some<Judgement> auto& judgement, auto&& visit) {
  visit("id", judgement.id);
  visit("statement", judgement.statement);
  visit("exercised", judgement.exercised);
  visit("violations", judgement.violations);
  visit("evidence", judgement.evidence);
  visit("vacuous_because", judgement.vacuous_because);
  visit("details", json_in(judgement.details));
}

class Property : public model::Fold {
 public:
  virtual std::string_view statement() const = 0;
  /// Without details.
  Judgement judgement() const;
  virtual Sums sums() const { return {}; }
  std::string result() const final;

 protected:
  static constexpr std::size_t maxEvidence = 10;

  void mark_exercised() { ++exercised_; }
  void violated(const model::Event& event, const About& about, const std::string& what);
  /// Of no event.
  void violated(Evidence evidence);
  /// What the property had to look at and did not meet, although it met other things; empty: nothing.
  virtual std::string vacuous_because() const { return {}; }
  /// JSON that goes with the judgement.
  virtual std::string details() const { return "null"; }

 private:
  std::uint64_t exercised_ = 0;
  std::uint64_t violations_ = 0;
  std::vector<Evidence> evidence_;
};

/// Reads what Property::result() wrote. Throws ResultError.
Judgement judgement_of(std::string_view json);

}  // namespace keycell::properties
