#include "reports/campaign_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "measures/statistics.h"
#include "properties/checks/secret_places.h"
#include "reports/labelled_text.h"
#include "reports/scaled.h"
#include "reports/screen.h"
#include "reports/words.h"

namespace keycell::reports {
namespace {

using namespace measures;

/// What a share of failures says of cells that were not tried.
std::optional<Interval> bound_of(const campaigns::CampaignResult& result) {
  if (result.done == 0) return std::nullopt;
  if (result.failed == 0) return Interval{.low = 0, .high = most_when_none_failed(result.done)};
  return proportion_interval(result.failed, result.done, confidenceLevel);
}

std::string scope_of(const CampaignSubject& subject) {
  return subject.is_space
             ? "The verdicts speak of the published descriptions of the profiles as KeyCell reads them, and of cells "
               "as this space draws them: what it draws seldom or never was looked at seldom or never. Of no vendor's "
               "product."
             : "The verdicts speak of the published description of the profile as KeyCell reads it, in this scenario "
               "with these seeds; of no vendor's product.";
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
      .made_by = made_by_this(),
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
  for (const auto& [fault, tally] : result.faults) summary.faults[fault] = {.cells = tally.cells, .acted = tally.acted};
  for (const auto& [kind, tally] : result.drawn) summary.drawn[kind] = {.cells = tally.cells, .acted = tally.acted};
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

namespace {

/// "7 of 8 properties held in each of 600 cells", and the others.
void draw_campaign_outcome(LabelledText& screen, const CampaignSummary& campaign) {
  const Interval bound = campaign.probability_of_failure_95.value_or(Interval{});
  const std::string what = campaign.space ? "a cell of this space" : "a seed of this cell";
  const std::string code = fmt::format(" (exit {})", campaign.exit_code);
  if (campaign.done == 0) return;
  if (campaign.failed > 0) {
    screen.line("FAILED",
                fmt::format("{} of {} runs{}: {} fails with a probability of {} to {} (Clopper and Pearson, "
                            "95 %)",
                            campaign.failed, campaign.done, code, what, share_text(bound.low, Rounded::down),
                            share_text(bound.high, Rounded::up)),
                failurePaint);
  } else if (!campaign.vacuous.empty()) {
    screen.line("VACUOUS", fmt::format("never looked at or never acted: {}{}", five_of(campaign.vacuous, "; "), code),
                warningPaint);
  } else {
    screen.line("PASSED",
                fmt::format("0 of {} runs failed; p < {} at 95 % under this distribution", campaign.done,
                            share_text(bound.high, Rounded::up)),
                successPaint);
  }
}

void draw_campaign_failure(LabelledText& screen, const CampaignFailure& failure) {
  screen.gap();
  screen.line("failed",
              fmt::format("{}: {} {}, first with seed {}", what_failed(failure), failure.count,
                          plural(failure.count, "run", "runs"), failure.seeds.at(0)),
              failurePaint);
  if (!failure.evidence.empty()) screen.line("saw", failure.evidence);
  for (const std::string& line : failure.story) screen.line("", line);
  if (!failure.found.empty()) screen.line("smaller", failure.found);
  screen.whole_line("again", failure.replay);
  if (!failure.replay_of_file.empty()) screen.whole_line("", failure.replay_of_file);
}

/// Which kinds of drawn faults hit something, and which never did: those were not looked at.
void draw_drawn_faults(LabelledText& screen, const CampaignSummary& campaign) {
  std::vector<std::string> hit;
  std::vector<std::string> missed;
  for (const auto& [kind, tally] : campaign.drawn)
    if (tally.acted > 0)
      hit.push_back(fmt::format("{} in {} of {}", kind, tally.acted, tally.cells));
    else
      missed.push_back(kind);
  if (!hit.empty()) screen.line("drawn", "faults that hit something, in cells that have one: " + join(hit, ", "));
  if (!missed.empty()) screen.line("", "that never did: " + join(missed, ", "), warningPaint);
}

void draw_campaign_property(LabelledText& screen, const CampaignSummary& campaign, const CampaignProperty& property) {
  const bool is_surprise =
      std::ranges::find(campaign.failures, property.id, &CampaignFailure::property) != campaign.failures.end();
  screen.line(property.id,
              fmt::format("{}: {} ({} of {} cells exercised it)",
                          property.exercised == 0  ? "vacuous"
                          : property.violated == 0 ? "held"
                          : is_surprise            ? fmt::format("violated in {}", property.violated)
                                        : fmt::format("violated in {}, as known or expected there", property.violated),
                          property.statement, property.exercised, property.applied),
              property.exercised == 0                  ? warningPaint
              : property.violated == 0 || !is_surprise ? successPaint
                                                       : failurePaint);
  if (property.id != "SEC-1") return;
  if (campaign.policy != properties::documented_policy().title)
    screen.line("", fmt::format("by the policy \"{}\"", campaign.policy));
  draw_what_was_seen(screen, property.sums);
}

}  // namespace

std::string campaign_screen(const CampaignSummary& campaign, Colour colour, std::size_t columns) {
  constexpr std::size_t mostFailures = 5;
  LabelledText screen(colour, columns);
  const bool is_space = campaign.space.has_value();
  screen.title(fmt::format("{} {}, seeds {} to {}", is_space ? "Random cells of" : "The cell", campaign.name(),
                           campaign.first_seed, campaign.first_seed + (campaign.seeds - 1)));
  draw_campaign_outcome(screen, campaign);
  screen.line("runs", fmt::format("{} of {}{}, {} events, in {} ({:.0f} runs an hour)", campaign.done, campaign.seeds,
                                  campaign.interrupted ? " (interrupted)" : "", counted(campaign.events),
                                  time_text(campaign.wall_s), campaign.runs_per_hour));
  std::size_t shown = 0;
  for (const CampaignFailure& failure : campaign.failures)
    if (shown++ < mostFailures) draw_campaign_failure(screen, failure);
  if (shown > mostFailures)
    screen.line("", fmt::format("and {} other kinds of failure (--json)", shown - mostFailures), failurePaint);
  screen.gap();
  for (const CampaignProperty& property : campaign.properties) draw_campaign_property(screen, campaign, property);
  shown = 0;
  for (const auto& [fault, tally] : campaign.faults)
    if (tally.acted < tally.cells && shown++ < mostFailures)
      screen.line("fault", fmt::format("{} acted in {} of {} cells", fault, tally.acted, tally.cells), warningPaint);
  draw_drawn_faults(screen, campaign);
  screen.gap();
  screen.line("scope", campaign.scope);
  screen.whole_line("replay", campaign.replay);
  return screen.take();
}

}  // namespace keycell::reports
