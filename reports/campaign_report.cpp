#include "reports/campaign_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "measures/statistics.h"
#include "properties/checks/secret_places.h"
#include "reports/labelled_text.h"
#include "reports/scaled.h"
#include "reports/screen.h"

namespace keycell::reports {
namespace {

using namespace measures;

using Json = nlohmann::ordered_json;

/// What a share of failures says of cells that were not tried.
Json bound_of(const campaigns::CampaignResult& result) {
  if (result.done == 0) return nullptr;
  if (result.failed == 0) return {{"low", 0.0}, {"high", most_when_none_failed(result.done)}};
  const Interval interval = proportion_interval(result.failed, result.done, confidenceLevel);
  return {{"low", interval.low}, {"high", interval.high}};
}

std::string share_text(double share) {
  return share >= 0.01 ? fmt::format("{:.1f} %", share * 100) : fmt::format("{:.2g} %", share * 100);
}

std::string scope_of(const CampaignSubject& subject) {
  return subject.is_space
             ? "The verdicts speak of the published descriptions of the profiles as KeyCell reads them, and of cells "
               "as "
               "this space draws them: what it draws seldom or never was looked at seldom or never. Not of any "
               "vendor's "
               "product."
             : "The verdicts speak of the published description of the profile as KeyCell reads it, in this scenario "
               "with these seeds; not of any vendor's product.";
}

/// What SEC-1 looked at and saw in all runs, from its sums.
void draw_what_was_seen(LabelledText& screen, const Json& sums) {
  using model::allPlaces;
  const auto sum = [&](const std::string& name) { return sums.value(name, std::uint64_t{0}); };
  std::vector<std::string> looked_at;
  for (const model::Place place : allPlaces)
    looked_at.push_back(fmt::format("{} {} ({})", name_of(place), sum(properties::crossings_at(place)),
                                    bytes_text(static_cast<double>(sum(properties::bytes_at(place))))));
  screen.line("", fmt::format("looked at: {}", fmt::join(looked_at, ", ")));
  for (const std::string_view how : {"declared", "wrapped", "forbidden"}) {
    std::vector<std::string> seen;
    for (const model::Place place : allPlaces)
      for (const crypto::KeyClass key_class : crypto::allKeyClasses)
        if (const std::uint64_t count = sum(properties::seen_at(key_class, how, place)); count > 0)
          seen.push_back(fmt::format("{} {} at {}", count, name_of(key_class), name_of(place)));
    if (!seen.empty()) screen.line("", fmt::format("{}: {}", how, fmt::join(seen, ", ")));
  }
}

std::string what_failed(const Json& failure) {
  return campaigns::text_of({.property = failure.at("property"), .about = failure.at("about")});
}

}  // namespace

double most_when_none_failed(std::uint64_t tries) {
  return 1 - std::pow(1 - confidenceLevel, 1 / static_cast<double>(tries));
}

Json summarize(const CampaignSubject& subject, const campaigns::CampaignResult& result) {
  Json json;
  json["schema"] = campaignSchema;
  json[subject.is_space ? "space" : "scenario"] = subject.name;
  json["policy"] = subject.policy;
  json["first_seed"] = result.options.first.value;
  json["seeds"] = result.options.seeds;
  json["done"] = result.done;
  json["interrupted"] = subject.interrupted;
  json["failed"] = result.failed;
  json["probability_of_failure_95"] = bound_of(result);
  json["events"] = result.events;
  json["wall_s"] = subject.wall_seconds;
  json["runs_per_hour"] =
      subject.wall_seconds > 0 ? 3600 * static_cast<double>(result.done) / subject.wall_seconds : 0.0;
  auto& list = json["properties"] = Json::array();
  for (const auto& [id, tally] : result.properties)
    list.push_back({{"id", id},
                    {"statement", tally.statement},
                    {"applied", tally.applied},
                    {"exercised", tally.exercised},
                    {"violated", tally.violated},
                    {"sums", tally.sums}});
  json["vacuous"] = result.vacuous();
  auto& failures = json["failures"] = Json::array();
  for (const auto& [what, group] : result.failures) {
    const auto known = std::ranges::find(subject.failures, what, &FailureShown::what);
    const FailureShown shown = known == subject.failures.end() ? FailureShown{} : *known;
    failures.push_back({{"property", what.property},
                        {"about", what.about},
                        {"count", group.count},
                        {"seeds", group.seeds},
                        {"evidence", group.evidence.text()},
                        {"replay", shown.replay},
                        {"file", shown.file},
                        {"replay_of_file", shown.replay_of_file},
                        {"found", shown.found},
                        {"story", shown.story}});
  }
  json["scope"] = scope_of(subject);
  json["replay"] = subject.replay;
  json["exit_code"] = static_cast<int>(result.outcome());
  return json;
}

std::string campaign_screen(const Json& campaign, Colour colour, std::size_t columns) {
  constexpr const char* green = "32";
  constexpr const char* red = "31";
  constexpr const char* yellow = "33";
  LabelledText screen(colour, columns);
  const bool is_space = campaign.contains("space");
  const auto done = campaign.at("done").get<std::uint64_t>();
  const auto failed = campaign.at("failed").get<std::uint64_t>();
  const auto first = campaign.at("first_seed").get<std::uint64_t>();
  const std::string name = campaign.at(is_space ? "space" : "scenario");
  screen.title(fmt::format("{} {}, seeds {} to {}", is_space ? "Random cells of" : "The cell", name, first,
                           first + campaign.at("seeds").get<std::uint64_t>() - 1));
  screen.line(
      "runs",
      fmt::format("{} of {}{}, {} events, in {} ({:.0f} runs an hour)", done, campaign.at("seeds").get<std::uint64_t>(),
                  campaign.at("interrupted").get<bool>() ? " (interrupted)" : "",
                  campaign.at("events").get<std::uint64_t>(), time_text(campaign.at("wall_s").get<double>()),
                  campaign.at("runs_per_hour").get<double>()));
  const Json& bound = campaign.at("probability_of_failure_95");
  const std::string what = is_space ? "a cell of this space" : "a seed of this cell";
  if (done > 0 && failed == 0)
    screen.line("failures",
                fmt::format("0 of {}; p < {} at 95 % under this distribution", done,
                            share_text(bound.at("high").get<double>())),
                green);
  if (failed > 0)
    screen.line(
        "failures",
        fmt::format("{} of {}: {} fails with a probability of {} to {} (Clopper and Pearson, 95 %)", failed, done, what,
                    share_text(bound.at("low").get<double>()), share_text(bound.at("high").get<double>())),
        red);
  screen.gap();
  for (const Json& property : campaign.at("properties")) {
    const auto violated = property.at("violated").get<std::uint64_t>();
    const auto exercised = property.at("exercised").get<std::uint64_t>();
    const bool is_surprise = std::ranges::any_of(
        campaign.at("failures"), [&](const Json& failure) { return failure.at("property") == property.at("id"); });
    screen.line(property.at("id").get<std::string>(),
                fmt::format("{}: {} ({} of {} cells exercised it)",
                            exercised == 0  ? "vacuous"
                            : violated == 0 ? "held"
                            : is_surprise   ? fmt::format("violated in {}", violated)
                                            : fmt::format("violated in {}, as expected there", violated),
                            property.at("statement").get<std::string>(), exercised,
                            property.at("applied").get<std::uint64_t>()),
                exercised == 0                  ? yellow
                : violated == 0 || !is_surprise ? green
                                                : red);
    if (property.at("id") != "SEC-1") continue;
    if (const std::string policy = campaign.at("policy"); policy != properties::documented_policy().title)
      screen.line("", fmt::format("by the policy \"{}\"", policy));
    draw_what_was_seen(screen, property.at("sums"));
  }
  for (const Json& failure : campaign.at("failures")) {
    screen.gap();
    screen.line("failed",
                fmt::format("{}: {} runs, first with seed {}", what_failed(failure),
                            failure.at("count").get<std::uint64_t>(), failure.at("seeds").at(0).get<std::uint64_t>()),
                red);
    if (!failure.at("evidence").get<std::string>().empty())
      screen.line("saw", failure.at("evidence").get<std::string>());
    for (const Json& line : failure.at("story")) screen.line("", line.get<std::string>());
    if (!failure.at("found").get<std::string>().empty()) screen.line("smaller", failure.at("found").get<std::string>());
    screen.whole_line("again", failure.at("replay").get<std::string>());
    if (!failure.at("replay_of_file").get<std::string>().empty())
      screen.whole_line("", failure.at("replay_of_file").get<std::string>());
  }
  screen.gap();
  screen.line("scope", campaign.at("scope").get<std::string>());
  screen.whole_line("replay", campaign.at("replay").get<std::string>());
  return screen.take();
}

}  // namespace keycell::reports
