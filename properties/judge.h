#pragma once
// A run judged as a whole: what its properties say, held against what the scenario expects.

#include <string>
#include <vector>

#include "properties/checks/acted_faults.h"
#include "properties/property.h"
#include "scenarios/scenario.h"
#include "sim/run.h"

namespace keycell::properties {

/// How a run is judged as a whole; the numbers are the program's exit codes.
enum class Outcome { held = 0, contradiction = 1, violated = 11, vacuous = 13, brokenRun = 14 };

/// What a surprise is: a violation that the scenario does not expect, or an expected one that did not happen. Where the
/// scenario says nothing of what it expects, what is known of its profile by construction (documented_weaknesses) is
/// none.
struct Verdicts {
  std::vector<Judgement> judgements;
  std::vector<std::string> not_applicable;
  std::vector<std::string> not_judged;  ///< because the run brought no results
  std::vector<std::string> known;       ///< violated, known of the profile, and the scenario expects nothing
  std::vector<std::string> unexpected;
  std::vector<std::string> missing;
  std::vector<std::string> never_acted;  ///< faults that must act: "fault 1 (power-cut on ma1)"
  Outcome outcome = Outcome::held;
};

/// How a fault of a scenario is called, by its place from 1: "fault 1 (power-cut on ma1)".
std::string name_of_fault(const scenarios::Scenario& scenario, std::size_t number);

/// `judgements`: of the properties that apply to the scenario; none when the run died before they could speak.
Verdicts judge(const sim::Run& run, std::vector<Judgement> judgements, const FaultNumbers& acted,
               const scenarios::Scenario& scenario);
/// Reads the judgements, and which faults acted, in the run's results.
Verdicts judge(const sim::Run& run, const scenarios::Scenario& scenario);

}  // namespace keycell::properties
