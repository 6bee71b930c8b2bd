#pragma once
// The fields of what a run comes to, in the order of summary.json.

#include "measures/results/run.h"
#include "properties/result_fields.h"

namespace keycell::measures {

using properties::always;
using properties::if_any;
using properties::Some;

void visit_fields(Some<Durations> auto& times, auto&& visit) {
  visit("count", times.count);
  visit("mean_s", times.mean_s);
  visit("shortest_s", times.shortest_s);
  visit("p50_s", times.p50_s);
  visit("p90_s", times.p90_s);
  visit("p95_s", times.p95_s);
  visit("p99_s", times.p99_s);
  visit("longest_s", times.longest_s);
}

// --- jobs

void visit_fields(Some<JobDurations> auto& times, auto&& visit) {
  visit("done", times.done);
  visit("not_done", times.not_done);
  visit("going", times.going);
}

void visit_fields(Some<JobsOfGroup> auto& group, auto&& visit) {
  visit("count", group.count);
  visit("not_completed", group.not_completed);
  visit("restarts", group.restarts);
  visit("durations", group.durations);
}

void visit_fields(Some<JobWait> auto& wait, auto&& visit) {
  visit("of", wait.of);
  visit("reason", wait.reason);
  visit("jobs", wait.jobs);
  visit("waited_s", wait.waited_s);
}

void visit_fields(Some<JobTrouble> auto& trouble, auto&& visit) {
  visit("cause", trouble.cause);
  visit("reason", trouble.reason);
  visit("means", trouble.means);
  visit("jobs", trouble.jobs);
  visit("not_done", trouble.not_done);
}

void visit_fields(Some<JobsOfKind> auto& kind, auto&& visit) {
  visit("count", kind.count);
  visit("states", kind.states);
  visit("completed", kind.completed);
  visit("completed_with_errors", kind.completed_with_errors);
  visit("failed", kind.failed);
  visit("killed", kind.killed);
  visit("unfinished", kind.unfinished);
  visit("restarts", kind.restarts);
  visit("first_start_s", kind.first_start_s);
  visit("last_end_s", kind.last_end_s);
  visit("window_s", kind.window_s);
  visit("longest_run_s", kind.longest_run_s);
  visit("waited_s", kind.waited_s);
  visit("pending_s", kind.pending_s);
  visit("troubles", kind.troubles);
  visit("completed_although", kind.completed_although);
  visit("durations", kind.durations);
  visit("groups", kind.groups);
  visit("waits", kind.waits);
  visit("phases_s", kind.phases_s);
}

void visit_fields(Some<BackupNight> auto& night, auto&& visit) {
  visit("day", night.day);
  visit("jobs", night.jobs);
  visit("first_submission_s", night.first_submission_s);
  visit("last_end_s", night.last_end_s);
  visit("window_s", night.window_s);
  visit("last_jobs", night.last_jobs);
}

void visit_fields(Some<ListedJob> auto& job, auto&& visit) {
  visit("job", job.job);
  visit("kind", job.kind);
  visit("client", job.client);
  visit("policy", job.policy);
  visit("copy", job.copy);
  visit("state", job.state);
  visit("restarts", job.restarts);
  visit("reason", job.reason);
  visit("started_s", job.started_s);
  visit("ended_s", job.ended_s);
  visit("waited_s", job.waited_s);
}

void visit_fields(Some<OverlappingBackups> auto& overlapping, auto&& visit) {
  visit("backups", overlapping.backups);
  visit("first_client", overlapping.first_client);
  visit("first_at_s", overlapping.first_at_s);
}

void visit_fields(Some<Jobs> auto& jobs, auto&& visit) {
  visit("kinds", jobs.kinds);
  visit("nights", jobs.nights);
  visit("list", jobs.list);
  visit("not_listed", jobs.not_listed);
  visit("overlapping_backups", jobs.overlapping_backups);
}

void visit_fields(Some<TimePart> auto& part, auto&& visit) {
  visit("part", part.part);
  visit("of", part.of);
  visit("s", part.s);
}

void visit_fields(Some<JobTime> auto& time, auto&& visit) {
  visit("kind", time.kind);
  visit("of", time.of);
  visit("all_s", time.all_s);
  visit("parts", time.parts);
  visit("library", if_any(time.library));
}

void visit_fields(Some<OperationsOfKind> auto& kind, auto&& visit) {
  visit("count", kind.count);
  visit("done", kind.done);
  visit("refused", kind.refused);
  visit("going", kind.going);
  visit("failed_tries", kind.failed_tries);
  visit("first_asked_s", kind.first_asked_s);
  visit("last_end_s", kind.last_end_s);
  visit("durations", kind.durations);
}

void visit_fields(Some<ListedOperation> auto& operation, auto&& visit) {
  visit("operation", operation.operation);
  visit("kind", operation.kind);
  visit("of", operation.of);
  visit("status", operation.status);
  visit("asked_s", operation.asked_s);
  visit("ended_s", operation.ended_s);
  visit("failed_tries", operation.failed_tries);
  visit("reason", operation.reason);
}

void visit_fields(Some<Operations> auto& operations, auto&& visit) {
  visit("kinds", operations.kinds);
  visit("list", operations.list);
  visit("not_listed", operations.not_listed);
}

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

// --- keys and KMS

void visit_fields(Some<KeyCost> auto& cost, auto&& visit) {
  visit("count", cost.count);
  visit("cpu_s", cost.cpu_s);
}

void visit_fields(Some<KeyCostOfFlow> auto& of, auto&& visit) {
  visit("flow", of.flow);
  visit("where", of.where);
  visit("side", if_any(of.side));
  visit_fields(of.cost, visit);
}

void visit_fields(Some<BulkCost> auto& cost, auto&& visit) {
  visit("bytes", cost.bytes);
  visit("cpu_s", cost.cpu_s);
}

void visit_fields(Some<BulkCosts> auto& bulk, auto&& visit) {
  visit("encrypted_by_clients", bulk.encrypted_by_clients);
  visit("decrypted_by_clients", bulk.decrypted_by_clients);
  visit("encrypted_again_by_media_agents", bulk.encrypted_again_by_media_agents);
}

void visit_fields(Some<KmsOperationTimes> auto& operation, auto&& visit) {
  visit("count", operation.count);
  visit("failed", operation.failed);
  visit("turned_away", operation.turned_away);
  visit("answered", operation.answered);
  visit("unanswered", operation.unanswered);
}

void visit_fields(Some<KmsLoad> auto& load, auto&& visit) {
  visit("requests", load.requests);
  visit("failed", load.failed);
  visit("answered", load.answered);
  visit("unanswered", load.unanswered);
  visit("operations", load.operations);
  visit("peak_per_minute", load.peak_per_minute);
  visit("peak_at_s", load.peak_at_s);
}

void visit_fields(Some<KeyCosts> auto& costs, auto&& visit) {
  visit("operations", costs.operations);
  visit("operations_by_flow", costs.operations_by_flow);
  visit("bulk", costs.bulk);
  visit("real_records", costs.real_records);
  visit("kms", costs.kms);
}

void visit_fields(Some<KeyWork> auto& work, auto&& visit) {
  visit_fields(work.costs, visit);
  visit("custody", if_any(work.custody));
  visit("custody_by_flow", if_any(work.custody_by_flow));
  visit("custody_by_host", if_any(work.custody_by_host));
}

void visit_fields(Some<KmsTurnedAwayCounts> auto& counts, auto&& visit) {
  visit("rate_limit", counts.rate_limit);
  visit("full_queue", counts.full_queue);
}

void visit_fields(Some<KmsInSystem> auto& requests, auto&& visit) {
  visit("mean", requests.mean);
  visit("mean_while_busy", requests.mean_while_busy);
  visit("most", requests.most);
}

void visit_fields(Some<KmsQueue> auto& queue, auto&& visit) {
  visit("workers", queue.workers);
  visit("arrived", queue.arrived);
  visit("served", queue.served);
  visit("cut_off", queue.cut_off);
  visit("still_there", queue.still_there);
  visit("turned_away", queue.turned_away);
  visit("response", queue.response);
  visit("queue", queue.queue);
  visit("service", queue.service);
  visit("in_system", queue.in_system);
  visit("busy_s", queue.busy_s);
  visit("use_while_busy", queue.use_while_busy);
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
