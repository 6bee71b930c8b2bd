#pragma once
// The fields of what many runs come to, in the order of replications.json, campaign.json and compare --json.

#include "measures/results/campaign.h"
#include "measures/results/comparison.h"
#include "measures/results/study.h"
#include "properties/result_fields.h"

namespace keycell::measures {

using properties::always;
using properties::if_any;
using properties::Some;

void visit_fields(Some<Interval> auto& interval, auto&& visit) {
  visit("low", interval.low);
  visit("high", interval.high);
}

// --- replications.json

void visit_fields(Some<StudyScenario> auto& scenario, auto&& visit) {
  visit("name", scenario.name);
  visit("title", scenario.title);
  visit("profile", scenario.profile);
  visit("sha256", scenario.sha256);
}

void visit_fields(Some<StudyFigure> auto& figure, auto&& visit) {
  visit("id", figure.id);
  visit("label", figure.label);
  visit("unit", figure.unit);
  visit("n", figure.n);
  visit("mean", figure.mean);
  visit("mean_interval", figure.mean_interval);
  visit("deviation", figure.deviation);
  visit("minimum", figure.minimum);
  visit("median", figure.median);
  visit("median_interval", figure.median_interval);
  visit("p95", figure.p95);
  visit("p95_interval", figure.p95_interval);
  visit("maximum", figure.maximum);
}

void visit_fields(Some<StudyVerdict> auto& verdict, auto&& visit) {
  visit("id", verdict.id);
  visit("expected_violated", verdict.expected_violated);
  visit("known_of_profile", verdict.known_of_profile);
  visit("held", verdict.held);
  visit("violated", verdict.violated);
  visit("vacuous", verdict.vacuous);
  visit("not_applicable", verdict.not_applicable);
  visit("not_judged", verdict.not_judged);
  visit("violated_share_interval", verdict.violated_share_interval);
  visit("violated_seeds", verdict.violated_seeds);
}

void visit_fields(Some<StudyRun> auto& run, auto&& visit) {
  visit("seed", run.seed);
  visit("ending", run.ending);
  visit("ending_detail", run.ending_detail);
  visit("event_hash", run.event_hash);
  visit("exit_code", run.exit_code);
  visit("surprises", run.surprises);
  visit("verdicts", run.verdicts);
  visit("figures", run.figures);
}

void visit_fields(Some<FirstBadRun> auto& run, auto&& visit) {
  visit("seed", run.seed);
  visit("ending", run.ending);
  visit("ending_detail", run.ending_detail);
  visit("surprises", run.surprises);
  visit("replay", run.replay);
}

void visit_fields(Some<StudySummary> auto& study, auto&& visit) {
  visit("kind", always("replications"));
  visit("schema", always(studySchema));
  visit("made_by", study.made_by);
  visit("scenario", study.scenario);
  visit("first_seed", study.first_seed);
  visit("runs_wanted", study.runs_wanted);
  visit("runs_done", study.runs_done);
  visit("varies_with_seed", study.varies_with_seed);
  visit("confidence_level", study.confidence_level);
  visit("endings", study.endings);
  visit("figures", study.figures);
  visit("verdicts", study.verdicts);
  visit("runs", study.runs);
  visit("scope", study.scope);
  visit("replay", study.replay);
  visit("first_bad", study.first_bad);
  visit("exit_code", study.exit_code);
}

// --- campaign.json

void visit_fields(Some<CampaignProperty> auto& property, auto&& visit) {
  visit("id", property.id);
  visit("statement", property.statement);
  visit("applied", property.applied);
  visit("exercised", property.exercised);
  visit("violated", property.violated);
  visit("sums", property.sums);
}

void visit_fields(Some<CampaignFault> auto& fault, auto&& visit) {
  visit("cells", fault.cells);
  visit("acted", fault.acted);
}

void visit_fields(Some<CampaignFailure> auto& failure, auto&& visit) {
  visit("property", failure.property);
  visit("about", failure.about);
  visit("count", failure.count);
  visit("seeds", failure.seeds);
  visit("evidence", failure.evidence);
  visit("replay", failure.replay);
  visit("file", failure.file);
  visit("replay_of_file", failure.replay_of_file);
  visit("found", failure.found);
  visit("story", failure.story);
}

void visit_fields(Some<CampaignSummary> auto& campaign, auto&& visit) {
  visit("kind", always("campaign"));
  visit("schema", always(campaignSchema));
  visit("made_by", campaign.made_by);
  visit("space", if_any(campaign.space));
  visit("scenario", if_any(campaign.scenario));
  visit("policy", campaign.policy);
  visit("first_seed", campaign.first_seed);
  visit("seeds", campaign.seeds);
  visit("done", campaign.done);
  visit("interrupted", campaign.interrupted);
  visit("failed", campaign.failed);
  visit("probability_of_failure_95", campaign.probability_of_failure_95);
  visit("events", campaign.events);
  visit("wall_s", campaign.wall_s);
  visit("runs_per_hour", campaign.runs_per_hour);
  visit("properties", campaign.properties);
  visit("faults", campaign.faults);
  visit("drawn_faults", campaign.drawn);
  visit("vacuous", campaign.vacuous);
  visit("failures", campaign.failures);
  visit("scope", campaign.scope);
  visit("replay", campaign.replay);
  visit("exit_code", campaign.exit_code);
}

// --- compare --json

void visit_fields(Some<ComparedSide> auto& side, auto&& visit) {
  visit("name", side.name);
  visit("scenario", side.scenario);
  visit("title", side.title);
  visit("first_seed", if_any(side.first_seed));
  visit("runs", if_any(side.runs));
  visit("seed", if_any(side.seed));
  visit("ending", if_any(side.ending));
  visit("scope", side.scope);
  visit("replay", side.replay);
  visit("exit_code", side.exit_code);
}

void visit_fields(Some<ComparedSetting> auto& difference, auto&& visit) {
  visit("setting", difference.setting);
  visit("a", difference.a);
  visit("b", difference.b);
}

void visit_fields(Some<PairedDifference> auto& difference, auto&& visit) {
  visit("n", difference.n);
  visit("mean", difference.mean);
  visit("interval", difference.interval);
  visit("distinguishable", difference.distinguishable);
}

void visit_fields(Some<ComparedFigure> auto& figure, auto&& visit) {
  visit("id", figure.id);
  visit("label", figure.label);
  visit("unit", figure.unit);
  visit("a", figure.a);
  visit("b", figure.b);
  visit("change", figure.change);
  visit("change_percent", figure.change_percent);
  visit("paired", if_any(figure.paired));
}

void visit_fields(Some<ComparedVerdict> auto& verdict, auto&& visit) {
  visit("id", verdict.id);
  visit("a", verdict.a);
  visit("b", verdict.b);
}

void visit_fields(Some<ComparedWeakness> auto& weakness, auto&& visit) {
  visit("name", weakness.name);
  visit("a", weakness.a);
  visit("b", weakness.b);
}

void visit_fields(Some<ComparedEvents> auto& events, auto&& visit) {
  visit("a", events.a);
  visit("b", events.b);
  visit("equal", events.equal);
}

void visit_fields(Some<Comparison> auto& comparison, auto&& visit) {
  visit("kind", always("comparison"));
  visit("schema", always(comparisonSchema));
  visit("made_by", comparison.made_by);
  visit("a", comparison.a);
  visit("b", comparison.b);
  visit("studies", comparison.studies);
  visit("paired", comparison.paired);
  visit("scenario", comparison.scenario);
  visit("figures", comparison.figures);
  visit("figures_equal", comparison.figures_equal);
  visit("verdicts", comparison.verdicts);
  visit("weaknesses", comparison.weaknesses);
  visit("event_hash", comparison.event_hash);
  visit("equal", comparison.equal);
  visit("exit_code", comparison.exit_code);
}

}  // namespace keycell::measures
