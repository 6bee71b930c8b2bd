// The CSDB's schedules, and what it has of before.

#include "model/csdb/columns.h"
#include "model/csdb/csdb.h"

namespace keycell::model {

namespace columns {

std::string lines_of(const std::vector<std::string>& names) {
  std::string lines;
  for (const std::string& name : names) lines += name + "\n";
  return lines;
}

std::vector<std::string> names_in(const std::string& lines) {
  std::vector<std::string> names;
  for (std::size_t at = 0; at < lines.size(); at = lines.find('\n', at) + 1)
    names.push_back(lines.substr(at, lines.find('\n', at) - at));
  return names;
}

}  // namespace columns

using namespace columns;

void Csdb::insert_schedules(const std::vector<NewSchedule>& schedules, std::int64_t now_ns) {
  database_.transact([&](auto& tx) {
    for (const NewSchedule& what : schedules) {
      if (!tx.query("SELECT 1 FROM schedule WHERE name=?", {what.name}).empty()) continue;
      const FrontEnd& front_end = what.front_end;
      tx.run(
          "INSERT INTO schedule(name, each, kind, copy, client_group, level, full_every, synthetic_fulls, "
          "then_copies, streams, bytes, spread_ppm, daily_change_ppm, change_spread_ppm, compression_permille, "
          "dedup_full_permille, dedup_incremental_permille, first_day, days, at_ns, every_ns, weekdays, "
          "weekday_of_day_0, jitter_ns, runs_before, last_days_ago, made_ns) "
          "VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
          {what.name,
           what.each,
           code(what.kind),
           what.copy.value,
           what.group,
           code(what.level),
           std::int64_t{what.full_every},
           std::int64_t{what.synthetic_fulls ? 1 : 0},
           lines_of(what.then_copies),
           std::int64_t{what.streams},
           sql_size(front_end.bytes),
           std::int64_t{front_end.spread_ppm},
           std::int64_t{front_end.daily_change_ppm},
           std::int64_t{front_end.change_spread_ppm},
           std::int64_t{front_end.compression_permille},
           std::int64_t{front_end.dedup_full_permille},
           std::int64_t{front_end.dedup_incremental_permille},
           std::int64_t{what.due.first_day},
           std::int64_t{what.due.days},
           what.due.at_ns,
           what.due.every_ns,
           std::int64_t{what.due.on.bits},
           code(what.due.of_day_0),
           what.due.jitter_ns,
           std::int64_t{what.runs_before},
           std::int64_t{what.last_days_ago},
           now_ns});
      const std::int64_t id = tx.last_id();
      tx.run("INSERT INTO schedule_clients(schedule, names) VALUES(?,?)", {id, lines_of(what.clients)});
      tx.run("INSERT INTO schedule_run(schedule, next) VALUES(?,0)", {id});
    }
  });
}

std::vector<ScheduleRow> Csdb::schedules() {
  return database_.read([&](auto& tx) {
    std::vector<ScheduleRow> schedules;
    for (const auto& row : tx.query(
             "SELECT s.id, s.name, s.each, s.kind, s.copy, s.client_group, s.level, s.full_every, s.synthetic_fulls, "
             "s.then_copies, s.streams, s.bytes, s.spread_ppm, s.daily_change_ppm, s.change_spread_ppm, "
             "s.compression_permille, s.dedup_full_permille, s.dedup_incremental_permille, s.first_day, s.days, "
             "s.at_ns, s.every_ns, s.weekdays, s.weekday_of_day_0, s.jitter_ns, s.runs_before, s.last_days_ago, "
             "s.made_ns, r.next FROM schedule s JOIN schedule_run r ON r.schedule=s.id ORDER BY s.id"))
      schedules.push_back({.id = number(row[0]),
                           .what = {.name = text(row[1]),
                                    .each = text(row[2]),
                                    .kind = static_cast<JobKind>(number(row[3])),
                                    .copy = {number(row[4])},
                                    .group = text(row[5]),
                                    .level = static_cast<BackupLevel>(number(row[6])),
                                    .full_every = small_number(row[7]),
                                    .synthetic_fulls = number(row[8]) != 0,
                                    .then_copies = names_in(text(row[9])),
                                    .streams = small_number(row[10]),
                                    .front_end = {.bytes = size(row[11]),
                                                  .spread_ppm = small_number(row[12]),
                                                  .daily_change_ppm = small_number(row[13]),
                                                  .change_spread_ppm = small_number(row[14]),
                                                  .compression_permille = small_number(row[15]),
                                                  .dedup_full_permille = small_number(row[16]),
                                                  .dedup_incremental_permille = small_number(row[17])},
                                    .due = {.first_day = small_number(row[18]),
                                            .days = small_number(row[19]),
                                            .at_ns = number(row[20]),
                                            .every_ns = number(row[21]),
                                            .on = {.bits = static_cast<std::uint8_t>(number(row[22]))},
                                            .of_day_0 = static_cast<Weekday>(number(row[23])),
                                            .jitter_ns = number(row[24])},
                                    .runs_before = small_number(row[25]),
                                    .last_days_ago = small_number(row[26])},
                           .made_ns = number(row[27]),
                           .next_run = small_number(row[28])});
    return schedules;
  });
}

std::vector<std::string> Csdb::clients_of_schedule(std::int64_t id) {
  return database_.read([&](auto& tx) {
    const auto rows = tx.query("SELECT names FROM schedule_clients WHERE schedule=?", {id});
    if (rows.empty()) throw DatabaseError("no schedule " + std::to_string(id));
    return names_in(text(rows[0][0]));
  });
}

std::vector<MergedRuns> Csdb::merged_runs() {
  return database_.read([&](auto& tx) {
    std::vector<MergedRuns> merged;
    for (const auto& row :
         tx.query("SELECT schedule, run, merged, first_job FROM job_request WHERE merged>0 ORDER BY id"))
      merged.push_back(
          {.run = {.schedule = number(row[0]), .run = small_number(row[1]), .merged = small_number(row[2])},
           .first_job = number(row[3])});
    return merged;
  });
}

std::vector<JobRow> Csdb::past_jobs() {
  return database_.read([&](auto& tx) {
    std::vector<JobRow> jobs;
    for (const auto& row :
         tx.query("SELECT j.id, j.request, j.client, j.status FROM job j JOIN job_request r ON r.id=j.request "
                  "WHERE r.submitted_ns<0 AND j.status=? ORDER BY j.id",
                  {code(JobStatus::waiting)}))
      jobs.push_back({.id = number(row[0]),
                      .request = number(row[1]),
                      .client = text(row[2]),
                      .is = {.status = static_cast<JobStatus>(number(row[3]))}});
    return jobs;
  });
}

std::vector<CopyRow> Csdb::copies_with_past_files_to_come() {
  return database_.read([&](auto& tx) {
    std::vector<CopyRow> copies;
    for (const auto& row :
         tx.query("SELECT t.id, t.policy, t.name, t.media_agents, t.in_turn, t.protection, t.source, t.encryption FROM "
                  "copy t "
                  "JOIN copy s ON s.policy=t.policy AND s.name=t.source WHERE EXISTS(SELECT 1 FROM archive_copy a "
                  "JOIN archive_file f ON f.id=a.archive_file LEFT JOIN archive_copy b ON b.copy=t.id AND "
                  "b.client=a.client AND b.archive_file=a.archive_file WHERE a.copy=s.id AND a.complete=1 AND "
                  "f.begun_ns<0 AND COALESCE(b.complete, 0)=0) ORDER BY t.id"))
      copies.push_back(copy_of(row));
    return copies;
  });
}

std::vector<std::int64_t> Csdb::past_files_to_copy(CopyId source, CopyId target) {
  return database_.read([&](auto& tx) {
    std::vector<std::int64_t> files;
    for (const auto& row :
         tx.query("SELECT s.archive_file FROM archive_copy s JOIN archive_file f ON f.id=s.archive_file "
                  "LEFT JOIN archive_copy t ON t.copy=? AND t.client=s.client AND t.archive_file=s.archive_file "
                  "WHERE s.copy=? AND s.complete=1 AND f.begun_ns<0 AND COALESCE(t.complete, 0)=0 "
                  "ORDER BY s.archive_file",
                  {target.value, source.value}))
      files.push_back(number(row[0]));
    return files;
  });
}

}  // namespace keycell::model
