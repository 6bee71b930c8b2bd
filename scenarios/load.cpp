#include "scenarios/load.h"

#include <filesystem>
#include <optional>

#include "scenarios/locate.h"
#include "scenarios/named_calibration.h"
#include "scenarios/reader.h"
#include "scenarios/text_file.h"

namespace keycell::scenarios {
namespace {

Keys read_keys(const TableReader& table) {
  const Keys usual;
  return {.profile = table.text("profile", usual.profile),
          .unwrap = table.choice<crypto::Unwrap>("unwrap", unwrapWords, usual.unwrap)};
}

model::Readings read_readings(const TableReader& table) {
  const model::Readings usual;
  return {
      .kms_cache = table.duration_or("kms_cache", unlimitedWord, model::unlimitedCache, usual.kms_cache),
      .data_key_reuse = table.choice<model::DataKeyReuse>("data_key_reuse", dataKeyReuseWords, usual.data_key_reuse),
      .data_key_scope = table.choice<std::optional<crypto::DataKeyScope>>("data_key_scope", dataKeyScopeWords,
                                                                          std::make_optional(usual.data_key_scope)),
      .data_key_born = table.choice<model::DataKeyBorn>("data_key_born", dataKeyBornWords, usual.data_key_born),
      .network_password_at_rest = table.choice<model::PasswordAtRest>("network_password_at_rest", passwordAtRestWords,
                                                                      usual.network_password_at_rest),
      .master_key_made_by =
          table.choice<model::MasterKeyMadeBy>("master_key_made_by", masterKeyMadeByWords, usual.master_key_made_by),
      .record_crc = table.choice<model::RecordCrc>("record_crc", recordCrcWords, usual.record_crc)};
}

Network read_network(const TableReader& table) {
  const Network usual;
  return {.latency = table.duration("latency", usual.latency),
          .control_bytes_per_s = table.rate("control_rate", usual.control_bytes_per_s),
          .channel = table.choice<model::ChannelKind>("channel", channelWords, usual.channel)};
}

DataPath read_data_path(const TableReader& table) {
  const DataPath usual;
  return {.chunk_bytes = table.size("chunk", usual.chunk_bytes),
          .record_bytes = table.size("record", usual.record_bytes),
          .cipher = table.text("cipher", usual.cipher)};
}

Jobs read_jobs(const TableReader& table) {
  const Jobs usual;
  return {.backup_max_restarts = table.small_number("backup_max_restarts", usual.backup_max_restarts),
          .restore_max_restarts = table.small_number("restore_max_restarts", usual.restore_max_restarts),
          .aux_copy_max_restarts = table.small_number("aux_copy_max_restarts", usual.aux_copy_max_restarts),
          .restart_interval = table.duration("restart_interval", usual.restart_interval),
          .backup_total_running_time = table.duration_or("backup_total_running_time", unlimitedWord, unlimitedTime,
                                                         usual.backup_total_running_time),
          .restore_total_running_time = table.duration_or("restore_total_running_time", unlimitedWord, unlimitedTime,
                                                          usual.restore_total_running_time),
          .aux_copy_total_running_time = table.duration_or("aux_copy_total_running_time", unlimitedWord, unlimitedTime,
                                                           usual.aux_copy_total_running_time),
          .streams = table.small_number("streams", usual.streams),
          .aux_copy_streams = table.small_number("aux_copy_streams", usual.aux_copy_streams),
          .preemption = table.choice<model::Preemption>("preemption", preemptionWords, usual.preemption),
          .call_deadline = table.duration("call_deadline", usual.call_deadline)};
}

Costs read_costs(const TableReader& table, const Costs& usual) {
  return {.encrypt_bytes_per_s = table.rate("encrypt", usual.encrypt_bytes_per_s),
          .decrypt_bytes_per_s = table.rate("decrypt", usual.decrypt_bytes_per_s),
          .compress_bytes_per_s = table.rate("compress", usual.compress_bytes_per_s),
          .decompress_bytes_per_s = table.rate("decompress", usual.decompress_bytes_per_s),
          .aes_wrap = table.duration("aes_wrap", usual.aes_wrap),
          .aes_unwrap = table.duration("aes_unwrap", usual.aes_unwrap),
          .rsa_public = table.duration("rsa_public", usual.rsa_public),
          .rsa_private = table.duration("rsa_private", usual.rsa_private),
          .message = table.duration("message", usual.message),
          .kms_service = table.duration("kms_service", usual.kms_service),
          .disk_operation = table.duration("disk_operation", usual.disk_operation),
          .disk_sync = table.duration("disk_sync", usual.disk_sync),
          .reboot = table.duration("reboot", usual.reboot),
          .scan = table.duration("scan", usual.scan),
          .archive_index = table.duration("archive_index", usual.archive_index)};
}

Kms read_kms(const TableReader& table) {
  const Kms usual;
  return {.name = table.text("name", required),
          .kind = table.text("kind", usual.kind),
          .client_key = table.choice<ClientKey>("client_key", clientKeyWords, usual.client_key),
          .site = table.text("site", usual.site)};
}

Site read_site(const TableReader& table) {
  const Site usual;
  return {.name = table.text("name", required),
          .wan_bytes_per_s = table.rate("wan", usual.wan_bytes_per_s),
          .latency = table.duration("latency", usual.latency)};
}

MediaAgent read_media_agent(const TableReader& table) {
  const MediaAgent usual;
  return {.name = table.text("name", required),
          .site = table.text("site", usual.site),
          .streams = table.small_number("streams", usual.streams),
          .cores = table.small_number("cores", usual.cores),
          .network_bytes_per_s = table.rate("network", usual.network_bytes_per_s),
          .library_write_bytes_per_s = table.rate("library_write", usual.library_write_bytes_per_s),
          .library_read_bytes_per_s = table.rate("library_read", usual.library_read_bytes_per_s)};
}

Pool read_pool(const TableReader& table) {
  return {.name = table.text("name", required),
          .media_agent = table.text("media_agent", required),
          .kms = table.text("kms", required)};
}

Copy read_copy(const TableReader& table) {
  const Copy usual;
  return {.policy = table.text("policy", required),
          .name = table.text("name", required),
          .pool = table.text("pool", usual.pool),
          .media_agent = table.text("media_agent", usual.media_agent),
          .kms = table.text("kms", usual.kms),
          .source = table.text("source", usual.source),
          .encryption = table.choice<CopyEncryption>("encryption", copyEncryptionWords, usual.encryption)};
}

ClientGroup read_clients(const TableReader& table) {
  const ClientGroup usual;
  return {.name = table.text("name", required),
          .count = table.small_number("count", usual.count),
          .pool = table.text("pool", usual.pool),
          .policy = table.text("policy", usual.policy),
          .site = table.text("site", usual.site),
          .front_end_bytes = table.size("front_end", required),
          .daily_change_ppm = table.share("daily_change", usual.daily_change_ppm),
          .compression_permille = table.ratio("compression", usual.compression_permille),
          .network_bytes_per_s = table.rate("network", usual.network_bytes_per_s),
          .read_bytes_per_s = table.rate("read", usual.read_bytes_per_s),
          .write_bytes_per_s = table.rate("write", usual.write_bytes_per_s)};
}

Backup read_backup(const TableReader& table) {
  const Backup usual;
  return {.at = table.instant("at", required),
          .clients = table.text("clients", required),
          .level = table.choice<BackupLevel>("level", levelWords, usual.level)};
}

Schedule read_schedule(const TableReader& table) {
  const Schedule usual;
  return {.clients = table.text("clients", required),
          .at = table.time_of_day("at", required),
          .nights = table.small_number("nights", usual.nights),
          .level = table.choice<BackupLevel>("level", levelWords, usual.level),
          .full_every = table.small_number("full_every", usual.full_every),
          .aux_copies = table.texts("aux_copy")};
}

Operator read_operator(const TableReader& table) {
  const Operator usual;
  return {.at = table.instant("at", required),
          .action = table.choice<JobAction>("action", actionWords, required),
          .jobs = table.choice<JobKind>("jobs", jobKindWords, required),
          .clients = table.text("clients", usual.clients)};
}

Restore read_restore(const TableReader& table) {
  const Restore usual;
  return {.at = table.instant("at", required),
          .clients = table.text("clients", required),
          .copy = table.text("copy", usual.copy),
          .as_of = table.instant_if_present("as_of")};
}

AuxCopy read_aux_copy(const TableReader& table) {
  return {.at = table.instant("at", required),
          .policy = table.text("policy", required),
          .copy = table.text("copy", required)};
}

Rotation read_rotation(const TableReader& table) {
  return {.at = table.instant("at", required), .of = table.text("of", required)};
}

Fault read_fault(const TableReader& table) {
  Fault fault;
  fault.kind = table.choice<FaultKind>("kind", faultWords, required);
  fault.target = table.text("target", required);
  if (!is_of_kms_key(fault.kind)) {
    constexpr const char* why = "only faults of a KMS's keys have it; expected no such key";
    table.refuse_if_present("of", why);
    table.refuse_if_present("until", why);
  }
  if (!is_outage(fault.kind)) table.refuse_if_present("lasts", "only outages have it; expected no such key");
  switch (fault.kind) {
    case FaultKind::kmsKeyLost:
      table.refuse_if_present("until", "a lost key does not come back; expected no end");
      [[fallthrough]];
    case FaultKind::kmsKeyDisabled:
    case FaultKind::kmsKeyConfused:
      table.refuse_if_present("io", "what befalls a key counts no disk operations; expected \"at\"");
      fault.of = table.text("of", required);
      fault.at = table.instant("at", required);
      fault.until = table.instant_if_present("until");
      break;
    case FaultKind::powerCut:
      table.refuse_if_present("at", "a power-cut has no time; expected \"io\", the disk operation at which it acts");
      fault.io = table.number("io", required);
      break;
    case FaultKind::kmsDown:
    case FaultKind::mediaAgentCrash:
      table.refuse_if_present("io",
                              "an outage counts no disk operations; expected \"at\", the time at which it begins");
      fault.at = table.instant("at", required);
      fault.lasts = table.duration_if_present("lasts");
      break;
    case FaultKind::bitRot:
      table.refuse_if_present("io", "bit-rot counts no disk operations; expected \"at\", the time at which it acts");
      fault.at = table.instant("at", required);
      break;
  }
  return fault;
}

/// From where a scenario names files; none for a text that is in no file.
using Folder = std::optional<std::filesystem::path>;

template <class Part, class Read>
std::vector<Part> each(const std::vector<TableReader>& tables, Read read) {
  std::vector<Part> parts;
  parts.reserve(tables.size());
  for (const TableReader& table : tables) parts.push_back(read(table));
  return parts;
}

Scenario read_scenario(std::string_view file_name, const Table& document, const Folder& folder) {
  const TableReader root(file_name, document, "a scenario",
                         {"title",    "horizon", "commcell", "keys",        "readings", "network", "data",   "jobs",
                          "costs",    "kms",     "site",     "media_agent", "pool",     "copy",    "client", "backup",
                          "schedule", "restore", "aux_copy", "rotation",    "operator", "fault",   "expect"});
  Scenario s;
  s.title = root.text("title", required);
  s.commcell_id = root.table("commcell", {"id"}).text("id", s.commcell_id);
  s.keys = read_keys(root.table("keys", {"profile", "unwrap"}));
  s.readings = read_readings(root.table("readings", {"kms_cache", "data_key_reuse", "data_key_scope", "data_key_born",
                                                     "network_password_at_rest", "master_key_made_by", "record_crc"}));
  s.network = read_network(root.table("network", {"latency", "control_rate", "channel"}));
  s.data_path = read_data_path(root.table("data", {"chunk", "record", "cipher"}));
  s.jobs = read_jobs(
      root.table("jobs", {"backup_max_restarts", "restore_max_restarts", "aux_copy_max_restarts", "restart_interval",
                          "call_deadline", "backup_total_running_time", "restore_total_running_time",
                          "aux_copy_total_running_time", "streams", "aux_copy_streams", "preemption"}));
  const TableReader costs = root.table(
      "costs", {"calibration", "encrypt", "decrypt", "compress", "decompress", "aes_wrap", "aes_unwrap", "rsa_public",
                "rsa_private", "message", "kms_service", "disk_operation", "disk_sync", "reboot", "scan", "archive_index"});
  s.costs = read_costs(costs, costs_of(named_calibration(costs, folder), s.data_path.cipher));
  s.kms = each<Kms>(root.tables("kms", {"name", "kind", "client_key", "site"}), read_kms);
  s.sites = each<Site>(root.tables("site", {"name", "wan", "latency"}), read_site);
  s.media_agents = each<MediaAgent>(
      root.tables("media_agent", {"name", "site", "streams", "cores", "network", "library_write", "library_read"}),
      read_media_agent);
  s.pools = each<Pool>(root.tables("pool", {"name", "media_agent", "kms"}), read_pool);
  s.copies = each<Copy>(root.tables("copy", {"policy", "name", "pool", "media_agent", "kms", "source", "encryption"}),
                        read_copy);
  s.clients = each<ClientGroup>(root.tables("client", {"name", "count", "pool", "policy", "site", "front_end",
                                                       "daily_change", "compression", "network", "read", "write"}),
                                read_clients);
  s.backups = each<Backup>(root.tables("backup", {"at", "clients", "level"}), read_backup);
  s.schedules = each<Schedule>(root.tables("schedule", {"clients", "at", "nights", "level", "full_every", "aux_copy"}),
                               read_schedule);
  s.restores = each<Restore>(root.tables("restore", {"at", "clients", "copy", "as_of"}), read_restore);
  s.aux_copies = each<AuxCopy>(root.tables("aux_copy", {"at", "policy", "copy"}), read_aux_copy);
  s.rotations = each<Rotation>(root.tables("rotation", {"at", "of"}), read_rotation);
  s.operators = each<Operator>(root.tables("operator", {"at", "action", "jobs", "clients"}), read_operator);
  s.faults = each<Fault>(root.tables("fault", {"kind", "target", "at", "io", "of", "until", "lasts"}), read_fault);
  s.horizon = root.duration("horizon", last_time(s) + s.horizon);
  s.expect.violated = root.table("expect", {"violated"}).texts("violated");
  return s;
}

Scenario load(std::string_view file_name, std::string_view text, const Folder& folder, const Vocabulary& vocabulary) {
  const Table document = parse_document(file_name, text);
  Scenario scenario = read_scenario(file_name, document, folder);
  try {
    validate(scenario, vocabulary);
  } catch (const InvalidScenario& error) {
    const Position at = locate(document, error.where());
    throw ScenarioError({std::string(file_name), at.line, at.column, error.what()});
  }
  return scenario;
}

}  // namespace

Scenario load_text(std::string_view file_name, std::string_view text, const Vocabulary& vocabulary) {
  return load(file_name, text, std::nullopt, vocabulary);
}

Scenario load_file(const std::string& path, const Vocabulary& vocabulary) {
  return load(path, read_text_file(path, "scenario file"), std::filesystem::path(path).parent_path(), vocabulary);
}

}  // namespace keycell::scenarios
