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

/// What a share of failures says of cells that were not tried.
std::optional<Interval> bound_of(const campaigns::CampaignResult& result) {
  if (result.done == 0) return std::nullopt;
  if (result.failed == 0) return Interval{.low = 0, .high = most_when_none_failed(result.done)};
  return proportion_interval(result.failed, result.done, confidenceLevel);
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
void draw_what_was_seen(LabelledText& screen, const properties::Sums& sums) {
  using model::allPlaces;
  const auto sum = [&](const std::string& name) {
    const auto found = sums.find(name);
    return found == sums.end() ? std::uint64_t{0} : found->second;
  };
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

std::string what_failed(const CampaignFailure& failure) {
  return campaigns::text_of({.property = failure.property, .about = failure.about});
}

}  // namespace

double most_when_none_failed(std::uint64_t tries) {
  return 1 - std::pow(1 - confidenceLevel, 1 / static_cast<double>(tries));
}

CampaignSummary summarize(const CampaignSubject& subject, const campaigns::CampaignResult& result) {
  CampaignSummary summary{
      .policy = subject.policy,
      .first_seed = result.options.first.value,
      .seeds = result.options.seeds,
      .done = result.done,
      .interrupted = subject.interrupted,
      .failed = result.failed,
      .probability_of_failure_95 = bound_of(result),
      .events = result.events,
      .wall_s = subject.wall_seconds,
      .runs_per_hour = subject.wall_seconds > 0 ? 3600 * static_cast<double>(result.done) / subject.wall_seconds : 0.0,
      .vacuous = result.vacuous(),
      .scope = scope_of(subject),
      .replay = subject.replay,
      .exit_code = static_cast<int>(result.outcome())};
  (subject.is_space ? summary.space : summary.scenario) = subject.name;
  for (const auto& [id, tally] : result.properties)
    summary.properties.push_back({.id = id,
                                  .statement = tally.statement,
                                  .applied = tally.applied,
                                  .exercised = tally.exercised,
                                  .violated = tally.violated,
                                  .sums = tally.sums});
  for (const auto& [what, group] : result.failures) {
    const auto known = std::ranges::find(subject.failures, what, &FailureShown::what);
    const FailureShown shown = known == subject.failures.end() ? FailureShown{} : *known;
    summary.failures.push_back({.property = what.property,
                                .about = what.about,
                                .count = group.count,
                                .seeds = group.seeds,
                                .evidence = group.evidence.text(),
                                .replay = shown.replay,
                                .file = shown.file,
                                .replay_of_file = shown.replay_of_file,
                                .found = shown.found,
                                .story = shown.story});
  }
  return summary;
}

std::string campaign_screen(const CampaignSummary& campaign, Colour colour, std::size_t columns) {
  constexpr const char* green = "32";
  constexpr const char* red = "31";
  constexpr const char* yellow = "33";
  LabelledText screen(colour, columns);
  const bool is_space = campaign.space.has_value();
  screen.title(fmt::format("{} {}, seeds {} to {}", is_space ? "Random cells of" : "The cell", campaign.name(),
                           campaign.first_seed, campaign.first_seed + campaign.seeds - 1));
  screen.line("runs", fmt::format("{} of {}{}, {} events, in {} ({:.0f} runs an hour)", campaign.done, campaign.seeds,
                                  campaign.interrupted ? " (interrupted)" : "", campaign.events,
                                  time_text(campaign.wall_s), campaign.runs_per_hour));
  const Interval bound = campaign.probability_of_failure_95.value_or(Interval{});
  const std::string what = is_space ? "a cell of this space" : "a seed of this cell";
  if (campaign.done > 0 && campaign.failed == 0)
    screen.line("failures",
                fmt::format("0 of {}; p < {} at 95 % under this distribution", campaign.done, share_text(bound.high)),
                green);
  if (campaign.failed > 0)
    screen.line("failures",
                fmt::format("{} of {}: {} fails with a probability of {} to {} (Clopper and Pearson, 95 %)",
                            campaign.failed, campaign.done, what, share_text(bound.low), share_text(bound.high)),
                red);
  screen.gap();
  for (const CampaignProperty& property : campaign.properties) {
    const bool is_surprise =
        std::ranges::find(campaign.failures, property.id, &CampaignFailure::property) != campaign.failures.end();
    screen.line(property.id,
                fmt::format("{}: {} ({} of {} cells exercised it)",
                            property.exercised == 0  ? "vacuous"
                            : property.violated == 0 ? "held"
                            : is_surprise            ? fmt::format("violated in {}", property.violated)
                                          : fmt::format("violated in {}, as expected there", property.violated),
                            property.statement, property.exercised, property.applied),
                property.exercised == 0                  ? yellow
                : property.violated == 0 || !is_surprise ? green
                                                         : red);
    if (property.id != "SEC-1") continue;
    if (campaign.policy != properties::documented_policy().title)
      screen.line("", fmt::format("by the policy \"{}\"", campaign.policy));
    draw_what_was_seen(screen, property.sums);
  }
  for (const CampaignFailure& failure : campaign.failures) {
    screen.gap();
    screen.line(
        "failed",
        fmt::format("{}: {} runs, first with seed {}", what_failed(failure), failure.count, failure.seeds.at(0)), red);
    if (!failure.evidence.empty()) screen.line("saw", failure.evidence);
    for (const std::string& line : failure.story) screen.line("", line);
    if (!failure.found.empty()) screen.line("smaller", failure.found);
    screen.whole_line("again", failure.replay);
    if (!failure.replay_of_file.empty()) screen.whole_line("", failure.replay_of_file);
  }
  screen.gap();
  screen.line("scope", campaign.scope);
  screen.whole_line("replay", campaign.replay);
  return screen.take();
}

}  // namespace keycell::reports
