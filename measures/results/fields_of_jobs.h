#pragma once
// The fields of jobs and of operations, in the order of summary.json.

#include "measures/results/jobs.h"
#include "measures/results/operations.h"
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

}  // namespace keycell::measures
