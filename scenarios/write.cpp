#include "scenarios/write.h"

#include "scenarios/readings.h"
#include "scenarios/toml_string.h"
#include "scenarios/units.h"
#include "scenarios/words.h"

namespace keycell::scenarios {
namespace {

class TomlWriter {
 public:
  void table(std::string_view name) { text_ += "\n[" + std::string(name) + "]\n"; }
  void list_table(std::string_view name) { text_ += "\n[[" + std::string(name) + "]]\n"; }

  void text(std::string_view key, std::string_view value) { line(key, in_quotes(value)); }
  void text_unless_empty(std::string_view key, std::string_view value) {
    if (!value.empty()) text(key, value);
  }
  void number(std::string_view key, std::uint64_t value) { line(key, std::to_string(value)); }
  void size(std::string_view key, std::uint64_t bytes) { text(key, size_text(bytes)); }
  void network_rate(std::string_view key, std::uint64_t rate) { text(key, rate_text(rate, RateStyle::bits)); }
  void rate(std::string_view key, std::uint64_t rate) { text(key, rate_text(rate, RateStyle::bytes)); }
  void duration(std::string_view key, Nanos duration) { text(key, duration_text(duration)); }
  void duration_or_unlimited(std::string_view key, Nanos time) {
    text(key, time == unlimitedTime ? std::string(unlimitedWord) : duration_text(time));
  }
  void instant(std::string_view key, Nanos since_start) { text(key, instant_text(since_start)); }

  /// One a line: lines have a limit, lists have none.
  void texts(std::string_view key, const std::vector<std::string>& values) {
    std::string list = "[\n";
    for (const std::string& value : values) list += "  " + in_quotes(value) + ",\n";
    line(key, values.empty() ? "[]" : list + "]");
  }

  const std::string& result() const { return text_; }

 private:
  void line(std::string_view key, std::string_view value) {
    text_.append(key).append(" = ").append(value).append("\n");
  }

  std::string text_;
};

void write_settings(TomlWriter& toml, const Scenario& s) {
  toml.text("title", s.title);
  toml.duration("horizon", s.horizon);
  toml.table("commcell");
  toml.text("id", s.commcell_id);
  toml.table("keys");
  toml.text("profile", s.keys.profile);
  toml.text("unwrap", text_of<crypto::Unwrap>(unwrapWords, s.keys.unwrap));
  toml.table("readings");
  for (const ReadingInForce& reading : readings_in_force(s)) toml.text(reading.name, reading.value);
  toml.table("network");
  toml.duration("latency", s.network.latency);
  toml.network_rate("control_rate", s.network.control_bytes_per_s);
  toml.text("channel", text_of<model::ChannelKind>(channelWords, s.network.channel));
  toml.table("data");
  toml.size("chunk", s.data_path.chunk_bytes);
  toml.size("record", s.data_path.record_bytes);
  toml.text("cipher", s.data_path.cipher);
  toml.table("jobs");
  toml.number("backup_max_restarts", s.jobs.backup_max_restarts);
  toml.number("restore_max_restarts", s.jobs.restore_max_restarts);
  toml.number("aux_copy_max_restarts", s.jobs.aux_copy_max_restarts);
  toml.duration("restart_interval", s.jobs.restart_interval);
  toml.duration("call_deadline", s.jobs.call_deadline);
  toml.duration_or_unlimited("backup_total_running_time", s.jobs.backup_total_running_time);
  toml.duration_or_unlimited("restore_total_running_time", s.jobs.restore_total_running_time);
  toml.duration_or_unlimited("aux_copy_total_running_time", s.jobs.aux_copy_total_running_time);
  toml.number("streams", s.jobs.streams);
  toml.number("aux_copy_streams", s.jobs.aux_copy_streams);
  toml.text("preemption", name_of(s.jobs.preemption));
  toml.table("costs");
  toml.rate("encrypt", s.costs.encrypt_bytes_per_s);
  toml.rate("decrypt", s.costs.decrypt_bytes_per_s);
  toml.rate("compress", s.costs.compress_bytes_per_s);
  toml.rate("decompress", s.costs.decompress_bytes_per_s);
  toml.duration("aes_wrap", s.costs.aes_wrap);
  toml.duration("aes_unwrap", s.costs.aes_unwrap);
  toml.duration("rsa_public", s.costs.rsa_public);
  toml.duration("rsa_private", s.costs.rsa_private);
  toml.duration("message", s.costs.message);
  toml.duration("kms_service", s.costs.kms_service);
  toml.duration("disk_operation", s.costs.disk_operation);
  toml.duration("disk_sync", s.costs.disk_sync);
  toml.duration("reboot", s.costs.reboot);
  toml.duration("scan", s.costs.scan);
  toml.duration("archive_index", s.costs.archive_index);
}

void write_cell(TomlWriter& toml, const Scenario& s) {
  for (const Kms& kms : s.kms) {
    toml.list_table("kms");
    toml.text("name", kms.name);
    toml.text("kind", kms.kind);
    toml.text("client_key", text_of<ClientKey>(clientKeyWords, kms.client_key));
    toml.text_unless_empty("site", kms.site);
  }
  for (const Site& site : s.sites) {
    toml.list_table("site");
    toml.text("name", site.name);
    toml.network_rate("wan", site.wan_bytes_per_s);
    toml.duration("latency", site.latency);
  }
  for (const MediaAgent& ma : s.media_agents) {
    toml.list_table("media_agent");
    toml.text("name", ma.name);
    toml.text_unless_empty("site", ma.site);
    toml.number("streams", ma.streams);
    toml.number("cores", ma.cores);
    toml.network_rate("network", ma.network_bytes_per_s);
    toml.rate("library_write", ma.library_write_bytes_per_s);
    toml.rate("library_read", ma.library_read_bytes_per_s);
  }
  for (const Pool& pool : s.pools) {
    toml.list_table("pool");
    toml.text("name", pool.name);
    toml.text("media_agent", pool.media_agent);
    toml.text("kms", pool.kms);
  }
  for (const Copy& copy : s.copies) {
    toml.list_table("copy");
    toml.text("policy", copy.policy);
    toml.text("name", copy.name);
    toml.text_unless_empty("pool", copy.pool);
    toml.text_unless_empty("media_agent", copy.media_agent);
    toml.text_unless_empty("kms", copy.kms);
    toml.text_unless_empty("source", copy.source);
    toml.text("encryption", text_of<CopyEncryption>(copyEncryptionWords, copy.encryption));
  }
  for (const ClientGroup& group : s.clients) {
    toml.list_table("client");
    toml.text("name", group.name);
    toml.number("count", group.count);
    toml.text_unless_empty("pool", group.pool);
    toml.text_unless_empty("policy", group.policy);
    toml.text_unless_empty("site", group.site);
    toml.size("front_end", group.front_end_bytes);
    toml.text("daily_change", share_text(group.daily_change_ppm));
    toml.text("compression", ratio_text(group.compression_permille));
    toml.network_rate("network", group.network_bytes_per_s);
    toml.rate("read", group.read_bytes_per_s);
    toml.rate("write", group.write_bytes_per_s);
  }
}

void write_happenings(TomlWriter& toml, const Scenario& s) {
  for (const Backup& backup : s.backups) {
    toml.list_table("backup");
    toml.instant("at", backup.at);
    toml.text("clients", backup.clients);
    toml.text("level", name_of(backup.level));
  }
  for (const Schedule& schedule : s.schedules) {
    toml.list_table("schedule");
    toml.text("clients", schedule.clients);
    toml.text("at", time_of_day_text(schedule.at));
    toml.number("nights", schedule.nights);
    toml.text("level", name_of(schedule.level));
    toml.number("full_every", schedule.full_every);
    toml.texts("aux_copy", schedule.aux_copies);
  }
  for (const Restore& restore : s.restores) {
    toml.list_table("restore");
    toml.instant("at", restore.at);
    toml.text("clients", restore.clients);
    toml.text_unless_empty("copy", restore.copy);
    if (restore.as_of) toml.instant("as_of", *restore.as_of);
  }
  for (const AuxCopy& aux_copy : s.aux_copies) {
    toml.list_table("aux_copy");
    toml.instant("at", aux_copy.at);
    toml.text("policy", aux_copy.policy);
    toml.text("copy", aux_copy.copy);
  }
  for (const Rotation& rotation : s.rotations) {
    toml.list_table("rotation");
    toml.instant("at", rotation.at);
    toml.text("of", rotation.of);
  }
  for (const Operator& hand : s.operators) {
    toml.list_table("operator");
    toml.instant("at", hand.at);
    toml.text("action", name_of(hand.action));
    toml.text("jobs", name_of(hand.jobs));
    toml.text_unless_empty("clients", hand.clients);
  }
  for (const Fault& fault : s.faults) {
    toml.list_table("fault");
    toml.text("kind", text_of<FaultKind>(faultWords, fault.kind));
    toml.text("target", fault.target);
    if (fault.at) toml.instant("at", *fault.at);
    if (fault.io) toml.number("io", *fault.io);
    toml.text_unless_empty("of", fault.of);
    if (fault.until) toml.instant("until", *fault.until);
    if (fault.lasts) toml.duration("lasts", *fault.lasts);
  }
  toml.table("expect");
  toml.texts("violated", s.expect.violated);
}

}  // namespace

std::string to_toml(const Scenario& scenario) {
  TomlWriter toml;
  write_settings(toml, scenario);
  write_cell(toml, scenario);
  write_happenings(toml, scenario);
  return toml.result();
}

}  // namespace keycell::scenarios
