// The CSDB's jobs and what was asked for.

#include "model/csdb/columns.h"
#include "model/csdb/csdb.h"

namespace keycell::model {
namespace {

using namespace columns;

JobRow job_of(const Database::SqlRow& row) {
  return {.id = number(row[0]),
          .request = number(row[1]),
          .client = text(row[2]),
          .is = {.status = static_cast<JobStatus>(number(row[3])),
                 .restarts = static_cast<std::uint32_t>(number(row[4])),
                 .cause = static_cast<JobCause>(number(row[5])),
                 .reason = text(row[6])}};
}

/// Of a moment that is none.
constexpr std::int64_t noMoment = -1;

std::optional<std::int64_t> moment_in(const SqlValue& value) {
  return number(value) == noMoment ? std::nullopt : std::optional(number(value));
}

}  // namespace

std::int64_t Csdb::submit(const NewJobs& jobs, std::int64_t now_ns) {
  return database_.transact([&](auto& tx) {
    const auto known = tx.query("SELECT first_job FROM job_request WHERE name=?", {jobs.request});
    if (!known.empty()) return number(known[0][0]);
    const auto last =
        tx.query("SELECT j.id + r.streams FROM job j JOIN job_request r ON r.id=j.request ORDER BY j.id DESC LIMIT 1");
    const std::int64_t first = last.empty() ? 1 : number(last[0][0]);
    tx.run(
        "INSERT INTO job_request(name, kind, copy, level, full_front_end_bytes, full_stored_bytes, "
        "changed_front_end_bytes, changed_stored_bytes, then_copies, as_of_ns, streams, submitted_ns, due_ns, "
        "priority, "
        "schedule, run, merged, first_job) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        {jobs.request, code(jobs.kind), jobs.copy.value, code(jobs.level), sql_size(jobs.full.front_end_bytes),
         sql_size(jobs.full.stored_bytes), sql_size(jobs.changed.front_end_bytes), sql_size(jobs.changed.stored_bytes),
         lines_of(jobs.then_copies), jobs.as_of_ns.value_or(noMoment), std::int64_t{jobs.streams}, now_ns,
         jobs.due_ns.value_or(now_ns), std::int64_t{jobs.priority.value_or(usual_priority(jobs.kind))},
         jobs.run ? jobs.run->schedule : 0, std::int64_t{jobs.run ? jobs.run->run : 0},
         std::int64_t{jobs.run ? jobs.run->merged : 0}, first});
    const std::int64_t request = tx.last_id();
    if (jobs.run)
      tx.run("UPDATE schedule_run SET next=? WHERE schedule=?",
             {std::int64_t{jobs.run->run} + jobs.run->merged + 1, jobs.run->schedule});
    const auto insert = [&](std::int64_t id, const std::string& client) {
      tx.run("INSERT INTO job(id, request, client, status, restarts, cause, reason) VALUES(?,?,?,?,0,0,'')",
             {id, request, client, code(JobStatus::waiting)});
    };
    if (jobs.clients.empty()) insert(first, {});
    for (std::size_t i = 0; i < jobs.clients.size(); ++i) insert(nth_job(jobs, first, i), jobs.clients[i]);
    for (std::size_t i = 0; i < jobs.own.size(); ++i)
      tx.run(
          "INSERT INTO job_size(job, full_front_end_bytes, full_stored_bytes, changed_front_end_bytes, "
          "changed_stored_bytes) VALUES(?,?,?,?,?)",
          {nth_job(jobs, first, i), sql_size(jobs.own[i].full.front_end_bytes), sql_size(jobs.own[i].full.stored_bytes),
           sql_size(jobs.own[i].changed.front_end_bytes), sql_size(jobs.own[i].changed.stored_bytes)});
    return first;
  });
}

JobRequest Csdb::job_request(std::int64_t id) {
  return database_.read([&](auto& tx) {
    const auto rows = tx.query(
        "SELECT name, kind, copy, level, full_front_end_bytes, full_stored_bytes, changed_front_end_bytes, "
        "changed_stored_bytes, then_copies, as_of_ns, submitted_ns, streams, due_ns, priority FROM job_request WHERE "
        "id=?",
        {id});
    if (rows.empty()) throw DatabaseError("no request " + std::to_string(id));
    const auto& row = rows[0];
    return JobRequest{.id = id,
                      .what = {.request = text(row[0]),
                               .kind = static_cast<JobKind>(number(row[1])),
                               .copy = {number(row[2])},
                               .level = static_cast<BackupLevel>(number(row[3])),
                               .full = {.front_end_bytes = size(row[4]), .stored_bytes = size(row[5])},
                               .changed = {.front_end_bytes = size(row[6]), .stored_bytes = size(row[7])},
                               .then_copies = names_in(text(row[8])),
                               .as_of_ns = moment_in(row[9]),
                               .priority = small_number(row[13]),
                               .streams = small_number(row[11])},
                      .submitted_ns = number(row[10]),
                      .due_ns = number(row[12])};
  });
}

std::vector<std::int64_t> Csdb::requests_with_aux_copies() {
  return database_.read([&](auto& tx) {
    std::vector<std::int64_t> requests;
    for (const auto& row : tx.query("SELECT id FROM job_request WHERE then_copies<>'' ORDER BY id"))
      requests.push_back(number(row[0]));
    return requests;
  });
}

std::optional<JobRow> Csdb::job(std::int64_t id) {
  return database_.read([&](auto& tx) -> std::optional<JobRow> {
    const auto rows = tx.query("SELECT id, request, client, status, restarts, cause, reason FROM job WHERE id=?", {id});
    return rows.empty() ? std::nullopt : std::optional(job_of(rows[0]));
  });
}

JobSizes Csdb::own_sizes(std::int64_t job) {
  return database_.read([&](auto& tx) {
    const auto rows = tx.query(
        "SELECT full_front_end_bytes, full_stored_bytes, changed_front_end_bytes, changed_stored_bytes FROM job_size "
        "WHERE job=?",
        {job});
    if (rows.empty()) throw DatabaseError("no sizes of job " + std::to_string(job));
    const auto& row = rows[0];
    return JobSizes{.full = {.front_end_bytes = size(row[0]), .stored_bytes = size(row[1])},
                    .changed = {.front_end_bytes = size(row[2]), .stored_bytes = size(row[3])}};
  });
}

std::vector<JobRow> Csdb::jobs() {
  return database_.read([&](auto& tx) {
    std::vector<JobRow> jobs;
    for (const auto& row :
         tx.query("SELECT j.id, j.request, j.client, j.status, j.restarts, j.cause, j.reason FROM job j "
                  "JOIN job_request r ON r.id=j.request WHERE r.submitted_ns>=0 ORDER BY j.id"))
      jobs.push_back(job_of(row));
    return jobs;
  });
}

void Csdb::set_standing(std::int64_t job, const JobStanding& standing) {
  database_.transact([&](auto& tx) {
    tx.run("UPDATE job SET status=?, restarts=?, cause=?, reason=? WHERE id=?",
           {code(standing.status), std::int64_t{standing.restarts}, code(standing.cause), standing.reason, job});
  });
}

}  // namespace keycell::model
