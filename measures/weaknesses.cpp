#include "measures/weaknesses.h"

#include <fmt/format.h>

#include <algorithm>

#include "measures/scrambled_meter.h"
#include "properties/catalogue.h"
#include "properties/documented_weaknesses.h"

namespace keycell::measures {
namespace {

using properties::Judgement;
using scenarios::Scenario;

constexpr const char* theCsdb = "the CSDB or a copy of it";

WeaknessTold of_property(const Scenario& scenario, const Judgement& judgement, bool by_construction) {
  WeaknessTold weakness{.property = judgement.id, .known_of = by_construction ? scenario.keys.profile : ofTheScenario};
  weakness.name = properties::violation_of(judgement.id);
  if (judgement.id == "SEC-7") {
    weakness.says = fmt::format("one client's wrapped data key opens in another's place ({} of {} tried)",
                                judgement.violations, judgement.exercised);
    weakness.needs = {"write access to the CSDB"};
  } else {
    weakness.says = fmt::format("{} {}, of {} looked at", judgement.violations,
                                judgement.violations == 1 ? "time" : "times", judgement.exercised);
  }
  return weakness;
}

std::string list_of(const std::set<std::string>& names) {
  constexpr std::size_t most = 3;
  std::string text;
  std::size_t shown = 0;
  for (const std::string& name : names) {
    if (shown++ == most) return text + fmt::format(" and {} more", names.size() - most);
    text += (text.empty() ? "" : ", ") + name;
  }
  return text;
}

}  // namespace

std::vector<WeaknessTold> weaknesses_of(const Scenario& scenario, const properties::Verdicts& verdicts,
                                        const std::optional<ScrambledData>& scrambled) {
  std::vector<WeaknessTold> told;
  const auto is_in = [](const std::vector<std::string>& ids, const std::string& id) {
    return std::ranges::find(ids, id) != ids.end();
  };
  const auto by_construction = properties::documented_weaknesses(scenario);
  for (const Judgement& judgement : verdicts.judgements)
    if (judgement.verdict == properties::Verdict::violated && !is_in(verdicts.unexpected, judgement.id))
      told.push_back(of_property(scenario, judgement, is_in(by_construction, judgement.id)));
  const auto owners = scrambled_owners(scenario);
  if (!owners.empty() && scrambled && scrambled->chunks > 0)
    told.push_back({.name = "the CSDB opens the backups",
                    .says = fmt::format("whoever has the CSDB or a copy of it, and the media, opens all backups of {}: "
                                        "the built-in KMS only scrambles its master keys",
                                        list_of(owners)),
                    .known_of = "a built-in KMS",
                    .needs = {theCsdb, "the media"},
                    .opens_bytes = scrambled->front_end_bytes});
  if (scenario.readings.network_password_at_rest == model::PasswordAtRest::csdb)
    told.push_back({.name = "the CSDB opens data keys that were sent",
                    .says = "whoever has the CSDB or a copy of it, and what travelled inside the channels to clients, "
                            "opens the data keys of what was backed up and restored meanwhile",
                    .known_of = "the reading network_password_at_rest = csdb",
                    .needs = {theCsdb, "a recording of the payloads"}});
  return told;
}

}  // namespace keycell::measures
