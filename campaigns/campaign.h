#pragma once
// Many cells, each simulated with its own seed in a process of its own and judged there by all properties. Only a
// verdict comes back and is added up at once, so that a campaign's memory does not grow with its seeds.
//
// Sums do not depend on how many cells run at once or in which order they end; what is kept of failures is what has the
// lowest seeds. A campaign that is stopped early sums up what had ended by then.

#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "properties/boundaries/policy_file.h"
#include "properties/judge.h"
#include "scenarios/scenario.h"
#include "sim/fork_server.h"

namespace keycell::campaigns {

using properties::Outcome;
using properties::PolicyFile;
using properties::Sums;

/// What failures are grouped by.
struct Failure {
  std::string property;  ///< id; empty: the run did not come to its end
  /// The class of the key that the evidence is about, if it is about one; or how the run ended; or
  /// heldAgainstExpectation.
  std::string about;
  auto operator<=>(const Failure&) const = default;
};

inline constexpr std::string_view heldAgainstExpectation = "held against expectation";

/// "SEC-1, data-key"; "deadlocked".
std::string text_of(const Failure& failure);

/// What one run comes to. Evidence names secrets by class and number only.
struct CellVerdict {
  struct OfProperty {
    std::string id{};
    std::string statement{};
    bool exercised = false;
    bool violated = false;  ///< as expected or not
    Sums sums{};
  };
  struct Failed {
    Failure what{};
    properties::Evidence evidence{};  ///< the first
  };
  sim::Ending ending = sim::Ending::ended;
  std::uint64_t events = 0;
  std::vector<OfProperty> properties{};  ///< those that apply
  std::vector<std::string> faults{};     ///< that must act, by name_of_fault
  std::vector<std::string> never_acted{};
  std::map<std::string, bool> drawn{};  ///< kinds of its optional faults, and whether one of the kind hit something
  std::vector<Failed> failures{};
};

/// As a run's process hands it to its parent, which knows how the run ended.
void visit_fields(properties::Some<CellVerdict::OfProperty> auto& property, auto&& visit) {
  visit("id", property.id);
  visit("statement", property.statement);
  visit("exercised", property.exercised);
  visit("violated", property.violated);
  visit("sums", property.sums);
}

void visit_fields(properties::Some<CellVerdict::Failed> auto& failed, auto&& visit) {
  visit("property", failed.what.property);
  visit("about", failed.what.about);
  visit("evidence", failed.evidence);
}

void visit_fields(properties::Some<CellVerdict> auto& verdict, auto&& visit) {
  visit("properties", verdict.properties);
  visit("faults", verdict.faults);
  visit("never_acted", verdict.never_acted);
  visit("drawn", verdict.drawn);
  visit("failures", verdict.failures);
}

/// Simulates one cell, made of these parts, in a child and judges it.
CellVerdict judge_cell(const scenarios::Scenario& scenario, sim::Seed seed, const sim::Limits& limits,
                       const sim::Parts& parts, const PolicyFile& policy = properties::documented_policy());

/// The cell of a seed. Called in the children, so it may be slow and must be a pure function; what it throws is an
/// internal error of that run.
using CellSource = std::function<scenarios::Scenario(sim::Seed)>;

enum class StopAt { never, firstFailure };

struct CampaignOptions {
  sim::Seed first;
  std::uint64_t seeds;  ///< first, first + 1, ...; at least one
  std::size_t jobs;     ///< cells at once
  StopAt stop_at;
  const PolicyFile* policy = &properties::documented_policy();  ///< what boundaries are judged by
};

/// Of one property over all cells.
struct Tally {
  std::string statement;
  std::uint64_t applied = 0;    ///< cells that it could be judged in
  std::uint64_t exercised = 0;  ///< cells in which it had something to judge
  std::uint64_t violated = 0;   ///< cells that violated it, expected or not
  Sums sums{};
  bool operator==(const Tally&) const = default;
};

/// Of a fault that must act, over all cells that have it.
struct FaultTally {
  std::uint64_t cells = 0;
  std::uint64_t acted = 0;  ///< cells in which it came to act
  bool operator==(const FaultTally&) const = default;
};

/// Failures of one kind.
struct FailureGroup {
  static constexpr std::size_t mostSeeds = 10;
  std::uint64_t count = 0;
  std::vector<std::uint64_t> seeds;  ///< the lowest, ascending
  properties::Evidence evidence;     ///< of the lowest
  bool operator==(const FailureGroup&) const = default;
};

struct CampaignResult {
  CampaignOptions options;
  std::uint64_t done = 0;
  std::uint64_t failed = 0;  ///< runs with at least one failure
  std::uint64_t events = 0;
  std::map<std::string, Tally> properties;   ///< by id
  std::map<std::string, FaultTally> faults;  ///< by name_of_fault
  std::map<std::string, FaultTally> drawn{};  ///< by kind: those that need not act
  std::map<Failure, FailureGroup> failures;

  bool is_whole() const { return done == options.seeds; }
  /// Ids of properties that applied and that no cell exercised, and names of faults that had to act and did in no cell.
  std::vector<std::string> vacuous() const;
  Outcome outcome() const;
};

/// Two campaigns over the same cells, the second of which begins with the seed after the first one's last, as one: what
/// a campaign over all their seeds gives. Throws std::invalid_argument for others.
CampaignResult merged(const CampaignResult& first, const CampaignResult& second);

struct CampaignHooks {
  sim::Parts parts = {};                                         ///< of every cell
  std::function<void(const CampaignResult& so_far)> ended = {};  ///< after each run
  std::function<bool()> stop = {};                               ///< true: what is under way is dropped
};

/// With StopAt::firstFailure it goes on until the lowest seed that fails is known for sure.
CampaignResult run_campaign(const CampaignOptions& options, const CellSource& source, const sim::Limits& limits,
                            const CampaignHooks& hooks);

}  // namespace keycell::campaigns
