// A backup, a restore and whatever else is everyday work, once: so that its statements are compiled.

#include "model/csdb/csdb.h"

namespace keycell::model {

void Csdb::keep() {
  database_.rehearse([this] {
    const OwnKeys keys{.attributes = {}, .row = {Bytes(1)}};
    const CopyName name{.policy = "policy", .copy = "copy"};
    insert_pool({.name = "pool", .paths = {}, .kms = ""}, keys);
    pool("pool");
    insert_copy({.name = name, .paths = {}, .kms = "", .pool = "pool", .source = ""}, {});
    const CopyRow filled = copy(copy(name)->id);
    protection(full_name(name));
    replace_protection(protection(filled.protection).id, keys.row, "rotation");
    was_rotated_by("rotation");
    const auto data_key = insert_data_key("scope", filled.protection, {Bytes(1)}).id;
    this->data_key("scope");

    const std::string client = "client";
    const std::int64_t id = submit({.request = "request", .kind = JobKind::backup, .copy = filled.id}, 0);
    const std::int64_t request = job(id)->request;
    job_request(request);
    requests_with_aux_copies();
    insert_schedules({{.name = "schedule", .each = "", .kind = JobKind::backup, .copy = filled.id}}, 0);
    const std::int64_t schedule = schedules().at(0).id;
    clients_of_schedule(schedule);
    submit({.request = "run", .kind = JobKind::backup, .copy = filled.id, .run = ScheduledRun{schedule, 0}}, 0);
    merged_runs();
    past_jobs();
    copies_with_past_files_to_come();
    past_files_to_copy(filled.id, filled.id);
    jobs();
    set_standing(id, {.status = JobStatus::running});
    begin_backup(
        {.id = id, .client = client, .request = request, .level = BackupLevel::full, .size = {}, .begun_ns = 0},
        filled.id, data_key);
    begin_copy_of(client, id, filled.id, data_key);
    chunk_written(id, filled.id, 0);
    key_rows_of(id, filled.id);
    complete_copy_of(client, id, filled.id);
    complete_backup(client, {.archive_file = id, .job = id}, filled.id);
    is_complete(client, id, filled.id);
    level_of(id);
    has_full_backup(client, filled.id);
    archive_files_to_restore(client, filled.id, 0);
    latest_backup(client, filled.id, 0);
    archive_files_to_copy(filled.id, filled.id);
    holds_data(filled.id);

    built_in_keys("kms", {});
    built_in_key(insert_built_in_key("kms", {}, Bytes(1)));
    delete_built_in_key("key");
    insert_network_password(client, Bytes(1));
    network_password(client);
  });
  database_.keep();
}

}  // namespace keycell::model
