#pragma once
// The fields of what a run comes to, in the order of summary.json.

#include "measures/results/fields_of_jobs.h"
#include "measures/results/fields_of_keys.h"
#include "measures/results/run.h"
#include "properties/result_fields.h"

namespace keycell::measures {

using properties::always;
using properties::if_any;
using properties::Some;

// --- storage

void visit_fields(Some<AgedAmount> auto& amount, auto&& visit) {
  visit("archive_files", amount.archive_files);
  visit("stored_bytes", amount.stored_bytes);
}

void visit_fields(Some<AgedDay> auto& day, auto&& visit) {
  visit("day", day.day);
  visit_fields(day.amount, visit);
}

void visit_fields(Some<Ageing> auto& ageing, auto&& visit) {
  visit("runs", ageing.runs);
  visit("aged", ageing.aged);
  visit("abandoned", ageing.abandoned);
  visit("key_rows_deleted", ageing.key_rows_deleted);
  visit("pruned", ageing.pruned);
  visit("kept", ageing.kept);
  visit("left_on_media", ageing.left_on_media);
  visit("copies", ageing.copies);
  visit("days", ageing.days);
  visit("last_day", ageing.last_day);
  visit("days_not_listed", ageing.days_not_listed);
}

void visit_fields(Some<LibraryDay> auto& day, auto&& visit) {
  visit("day", day.day);
  visit("most_bytes", day.most_bytes);
  visit("at_the_end_bytes", day.at_the_end_bytes);
}

void visit_fields(Some<LibraryFilling> auto& library, auto&& visit) {
  visit("capacity_bytes", library.capacity_bytes);
  visit("most_bytes", library.most_bytes);
  visit("most_share", library.most_share);
  visit("most_at_s", library.most_at_s);
  visit("at_the_end_bytes", library.at_the_end_bytes);
  visit("at_the_end_share", library.at_the_end_share);
  visit("refused_chunks", library.refused_chunks);
  visit("full_at_s", library.full_at_s);
  visit("days", library.days);
  visit("days_not_listed", library.days_not_listed);
}

void visit_fields(Some<CopyBacklog> auto& copy, auto&& visit) {
  visit("copy", copy.copy);
  visit("source", copy.source);
  visit("unit", always(copy.source.empty() ? "backups" : "stored bytes"));
  visit("at_the_end", copy.at_the_end);
  visit("most", copy.most);
  visit("nights", copy.nights);
  visit("growth_a_night", copy.growth_a_night);
  visit("never_catches_up", copy.never_catches_up);
}

void visit_fields(Some<Backlog> auto& backlog, auto&& visit) {
  visit("jobs_in_work", backlog.jobs_in_work);
  visit("copies", backlog.copies);
}

// --- data path

void visit_fields(Some<ClassUse> auto& use, auto&& visit) {
  visit("class", use.resource_class);
  visit("stored_bytes", use.stored_bytes);
  visit("highest_use_by_a_flow", use.highest_use_by_a_flow);
  visit("bound_flow_s", use.bound_flow_s);
}

void visit_fields(Some<SharedUse> auto& use, auto&& visit) {
  visit("name", use.name);
  visit("class", use.resource_class);
  visit("capacity_bytes_per_s", use.capacity_bytes_per_s);
  visit("stored_bytes", use.stored_bytes);
  visit("busy_s", use.busy_s);
  visit("use_while_busy", use.use_while_busy);
  visit("peak_use", use.peak_use);
}

void visit_fields(Some<BoundShare> auto& share, auto&& visit) {
  visit("resource", share.resource);
  visit("share", share.share);
}

void visit_fields(Some<BoundFlows> auto& flows, auto&& visit) {
  visit("kind", flows.kind);
  visit("of", flows.of);
  visit("flow_s", flows.flow_s);
  visit("by", flows.by);
}

void visit_fields(Some<DataPathUse> auto& use, auto&& visit) {
  visit("classes", use.classes);
  visit("shared", use.shared);
  visit("bound", use.bound);
  visit("bin_s", use.bin_s);
}

// --- cell

void visit_fields(Some<DataCounts> auto& data, auto&& visit) {
  visit("chunks_backed_up", data.chunks_backed_up);
  visit("front_end_bytes", data.front_end_bytes);
  visit("chunks_restored", data.chunks_restored);
  visit("wire_bytes", data.wire_bytes);
}

void visit_fields(Some<WrapCounts> auto& counts, auto&& visit) {
  visit("wraps", counts.wraps);
  visit("unwraps", counts.unwraps);
}

void visit_fields(Some<KmsRequestCounts> auto& counts, auto&& visit) {
  visit("count", counts.count);
  visit("failed", counts.failed);
  visit("longest_s", counts.longest_s);
}

void visit_fields(Some<CrossingCounts> auto& counts, auto&& visit) {
  visit("count", counts.count);
  visit("bytes", counts.bytes);
}

void visit_fields(Some<CellCounts> auto& cell, auto&& visit) {
  visit("data", cell.data);
  visit("keys", cell.keys);
  visit("key_operations", cell.key_operations);
  visit("kms_requests", cell.kms_requests);
  visit("crossings", cell.crossings);
  visit("faults", cell.faults);
  visit("faults_by_kind", cell.faults_by_kind);
  visit("errors_logged", cell.errors_logged);
  visit("warnings_logged", cell.warnings_logged);
  visit("reboots", cell.reboots);
}

// --- the run

void visit_fields(Some<RunScenario> auto& scenario, auto&& visit) {
  visit("name", scenario.name);
  visit("title", scenario.title);
  visit("profile", scenario.profile);
  visit("record_bytes", scenario.record_bytes);
  visit("channel", scenario.channel);
  visit("start", if_any(scenario.start));
  visit("sha256", scenario.sha256);
}

void visit_fields(Some<ReadingTold> auto& reading, auto&& visit) {
  visit("name", reading.name);
  visit("value", reading.value);
  visit("default", reading.is_default);
  visit("tag", reading.tag);
}

void visit_fields(Some<NetworkModel> auto& network, auto&& visit) {
  visit("model", network.model);
  visit("crosstraffic", network.crosstraffic);
  visit("tcp_gamma", network.tcp_gamma);
}

void visit_fields(Some<DiskUse> auto& disk, auto&& visit) { visit("durable_operations", disk.durable_operations); }

void visit_fields(Some<VerdictTold> auto& verdict, auto&& visit) {
  visit("id", verdict.id);
  visit("statement", verdict.statement);
  visit("verdict", verdict.verdict);
  visit("expected_violated", verdict.expected_violated);
  visit("known_of_profile", verdict.known_of_profile);
  visit("exercised", verdict.exercised);
  visit("vacuous_because", verdict.vacuous_because);
  visit("violations", verdict.violations);
  visit("evidence", verdict.evidence);
  visit("details", verdict.details);
}

void visit_fields(Some<Warning> auto& warning, auto&& visit) {
  visit("about", warning.about);
  visit("text", warning.text);
}

void visit_fields(Some<WeaknessTold> auto& weakness, auto&& visit) {
  visit("name", weakness.name);
  visit("property", weakness.property);
  visit("says", weakness.says);
  visit("known_of", weakness.known_of);
  visit("needs", weakness.needs);
  visit("opens_bytes", weakness.opens_bytes);
}

void visit_fields(Some<ScrambledData> auto& data, auto&& visit) {
  visit("chunks", data.chunks);
  visit("front_end_bytes", data.front_end_bytes);
}

void visit_fields(Some<StoryTold> auto& story, auto&& visit) {
  visit("verdict", story.verdict);
  visit("kept_by", story.kept_by);
  visit("why", story.why);
}

void visit_fields(Some<RunSummary> auto& run, auto&& visit) {
  visit("kind", always("run"));
  visit("schema", always(summarySchema));
  visit("made_by", run.made_by);
  visit("scenario", run.scenario);
  visit("readings", run.readings);
  visit("seed", run.seed);
  visit("ending", run.ending);
  visit("ending_detail", run.ending_detail);
  visit("has_backlog", run.has_backlog);
  visit("event_hash", run.event_hash);
  visit("events", run.events);
  visit("simulated_s", run.simulated_s);
  visit("wall_s", run.wall_s);
  visit("network_model", run.network_model);
  visit("jobs", run.jobs);
  visit("operations", run.operations);
  visit("durable", run.durable);
  visit("revoked", run.revoked);
  visit("backlog", run.backlog);
  visit("ageing", run.ageing);
  visit("libraries", run.libraries);
  visit("data_path", run.data_path);
  visit("key_work", run.key_work);
  visit("kms", run.kms);
  visit("job_time", run.job_time);
  visit("cell", run.cell);
  visit("assumptions", run.assumptions);
  visit("faults_that_never_acted", run.faults_that_never_acted);
  visit("warnings", run.warnings);
  visit("weaknesses", run.weaknesses);
  visit("disks", run.disks);
  visit("verdicts", run.verdicts);
  visit("not_applicable", run.not_applicable);
  visit("not_judged", run.not_judged);
  visit("unexpected", run.unexpected);
  visit("expected_but_not_violated", run.expected_but_not_violated);
  visit("story", if_any(run.story));
  visit("scope", run.scope);
  visit("replay", run.replay);
  visit("exit_code", run.exit_code);
}

}  // namespace keycell::measures
