// Every table and key of a scenario file, in the order of the file. A default is what a default-constructed part has.

#include <limits>

#include "scenarios/actions.h"
#include "scenarios/fault_kinds.h"
#include "scenarios/kms_kinds.h"
#include "scenarios/validate.h"
#include "scenarios/versions.h"

namespace keycell::scenarios {
namespace {

constexpr std::uint32_t anyNumber = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint32_t mostCores = 100'000;
constexpr std::uint32_t anyRestarts = anyNumber;
constexpr const char* ofCalibration = "of the calibration";
constexpr const char* dataCentre = "in the data centre, with the CommServe";

template <class Part>
PartKey<Part> log_level_key(std::string of_what) {
  return key("log_level", &Part::log_level, choice<LogLevel>(logLevelWords), std::move(of_what)).absent("the cell's");
}

/// The loader reads it before everything else (versions.h); a scenario is always of the version of today.
PartKey<Scenario> version() {
  KeyDescription facts{.name = std::string(versionKey),
                       .kind = Kind::number,
                       .meaning =
                           "of the words that the file is written in; an earlier one loads, and keycell scenario "
                           "upgrade writes it in those of today",
                       .has_default = false,
                       .smallest = firstVersion,
                       .largest = currentVersion,
                       .absent = std::to_string(firstVersion),
                       .always_said = true};
  return {.facts = std::move(facts),
          .read = [](const TableReader&, Scenario&) {},
          .written = [](const Scenario&) { return Written(currentVersion); }};
}

/// The loader takes what it names before it reads the other keys (load.cpp); a scenario keeps the values, not the name.
PartKey<Costs> calibration() {
  KeyDescription facts{.name = "calibration",
                       .kind = Kind::reference,
                       .meaning =
                           "where the next nine come from: \"epyc-2021\", \"server-2015\", or a file that ends "
                           "with .toml, looked for from the scenario's folder (calibration.md)",
                       .absent = "`\"epyc-2021\"`"};
  return {.facts = std::move(facts),
          .read = [](const TableReader&, Costs&) {},
          .written = [](const Costs&) { return std::nullopt; }};
}

std::vector<TableDescription> settings() {
  return {
      table(
          "", "the scenario itself",
          {version(),
           key("title", &Scenario::title, text(), "what the scenario shows, one line of at most 200 bytes").required(),
           key("start", &Scenario::start, date(),
               "the date of day 1, of the proleptic Gregorian calendar: gives days their days of the week")
               .absent("days have no dates"),
           key("horizon", &Scenario::horizon, duration(),
               "the end of a run that is still going: jobs in work are a backlog; everything happens before it")
               .positive()
               .worked_out("7 days after the last thing that happens")}),
      table("commcell", "the CommCell",
            {key("id", &Scenario::commcell_id, text(), "its id, 1 to 16 of 0-9 and A-F"),
             key("log_level", &Scenario::log_level, choice<LogLevel>(logLevelWords),
                 "from which level on logs have lines; a host can have its own")
                 .words_mean({"requests and replies too, with the ids in them", "each request, job state and failure",
                              "what an operator asked for and did not get", "what was refused for good"})}),
      table("keys", "the key hierarchy", &Scenario::keys,
            {key("profile", &Keys::profile, word_of(crypto::profile_names()),
                 "the key hierarchy: of 2023e on (pool-kek), of 11.20 (pool-rsa-kek), of 2019 (per-copy-rsa); RSA "
                 "profiles for at most 32 owners of keys (documents.md)"),
             key("unwrap", &Keys::unwrap, choice<crypto::Unwrap>(unwrapWords),
                 "who opens a KEK, for RSA profiles the CommServe")
                 .words_mean({"the CommServe fetches the master key and unwraps by itself",
                              "the KMS unwraps and the master key never leaves it"})}),
      table("readings", "what public documents leave open: readings.md", &Scenario::readings,
            {key("kms_cache", &model::Readings::kms_cache, duration_or(unlimitedWord, model::unlimitedCache),
                 "how long the CommServe keeps a fetched master key or an opened KEK, counted from when it came"),
             key("data_key_reuse", &model::Readings::data_key_reuse, choice<model::DataKeyReuse>(dataKeyReuseWords),
                 "whether a later backup in the same scope uses the stored data key, or makes a new one"),
             key("data_key_scope", &model::Readings::data_key_scope,
                 choice<std::optional<crypto::DataKeyScope>>(dataKeyScopeWords),
                 "for what one data key is made; \"profile\" is what the profile's documents say"),
             key("data_key_born", &model::Readings::data_key_born, choice<model::DataKeyBorn>(dataKeyBornWords),
                 "where a data key is made"),
             key("network_password_at_rest", &model::Readings::network_password_at_rest,
                 choice<model::PasswordAtRest>(passwordAtRestWords),
                 "whether the CommServe keeps client network passwords outside the CSDB, where its installation gives "
                 "them "
                 "again after every boot, or recoverable in it"),
             key("master_key_made_by", &model::Readings::master_key_made_by,
                 choice<model::MasterKeyMadeBy>(masterKeyMadeByWords),
                 "whether the KMS makes a master key, or registers one that the CommServe made"),
             key("record_crc", &model::Readings::record_crc, choice<model::RecordCrc>(recordCrcWords),
                 "whether a record's CRC32 of its plaintext stands behind the ciphertext for everybody to read, or is "
                 "encrypted")}),
      table("network", "between hosts", &Scenario::network,
            {key("latency", &Network::latency, duration(), "one way, between any two hosts"),
             key("control_rate", &Network::control_bytes_per_s, network_rate(), "of each host's control link"),
             key("channel", &Network::channel, choice<model::ChannelKind>(channelWords),
                 "how messages travel between hosts")
                 .words_mean({"AES-256-GCM", "nothing is protected on the wire"})}),
      table("data", "what stands for data", &Scenario::data_path,
            {key("chunk", &DataPath::chunk_bytes, size(), "what one data flow moves; at most 1,000,000 a client"),
             key("record", &DataPath::record_bytes, size(),
                 "the real bytes that stand for a chunk and are encrypted, 32 B to 64 KiB; at most a chunk"),
             key("in_flight", &DataPath::in_flight, small_number(1, model::mostChunksInFlight),
                 "chunks that a data stream sends before the oldest of them is acknowledged, at most 32"),
             key("cipher", &DataPath::cipher, word_of(cipher_words()), "of backup data, and the size of data keys")}),
      table(
          "jobs", "the job manager", &Scenario::jobs,
          {key("backup_max_restarts", &Jobs::backup_max_restarts, small_number(0, anyRestarts),
               "after so many restarts a backup fails"),
           key("restore_max_restarts", &Jobs::restore_max_restarts, small_number(0, anyRestarts),
               "after so many restarts a restore fails"),
           key("aux_copy_max_restarts", &Jobs::aux_copy_max_restarts, small_number(0, anyRestarts),
               "after so many restarts an aux copy fails"),
           key("restart_interval", &Jobs::restart_interval, duration(), "between two attempts of a job"),
           key("call_deadline", &Jobs::call_deadline, duration(), "of a control call").positive(),
           key("backup_total_running_time", &Jobs::backup_total_running_time, duration_or(unlimitedWord, unlimitedTime),
               "a backup that is not done by then, counted from its submission, is killed unless it runs")
               .positive(),
           key("restore_total_running_time", &Jobs::restore_total_running_time,
               duration_or(unlimitedWord, unlimitedTime), "the same of restores")
               .positive(),
           key("aux_copy_total_running_time", &Jobs::aux_copy_total_running_time,
               duration_or(unlimitedWord, unlimitedTime), "the same of aux copies")
               .positive(),
           key("streams", &Jobs::streams, small_number(1, anyNumber), "jobs of the whole cell that move data at once"),
           key("aux_copy_streams", &Jobs::aux_copy_streams, small_number(1, anyNumber),
               "archive files that one aux copy copies at once, each with a stream of its own"),
           key("preemption", &Jobs::preemption, choice<model::Preemption>(preemptionWords),
               "whether backups and restores that wait for a stream take it from an aux copy")}),
      table("costs", "what work costs, in simulated time", &Scenario::costs,
            {calibration(),
             key("encrypt", &Costs::encrypt_bytes_per_s, rate(), "records of backup data, with the cipher, on one core")
                 .absent(ofCalibration),
             key("decrypt", &Costs::decrypt_bytes_per_s, rate(), "the same, opened").absent(ofCalibration),
             key("compress", &Costs::compress_bytes_per_s, rate(), "backup data that goes in, on one core")
                 .absent(ofCalibration),
             key("decompress", &Costs::decompress_bytes_per_s, rate(), "backup data that comes out, on one core")
                 .absent(ofCalibration),
             key("aes_wrap", &Costs::aes_wrap, duration(), "one key under an AES key").absent(ofCalibration),
             key("aes_unwrap", &Costs::aes_unwrap, duration(), "the same, opened").absent(ofCalibration),
             key("rsa_public", &Costs::rsa_public, duration(), "one key under an RSA public key").absent(ofCalibration),
             key("rsa_private", &Costs::rsa_private, duration(), "one key opened with an RSA private key")
                 .absent(ofCalibration),
             key("message", &Costs::message, duration(), "a control message, sealed and opened").absent(ofCalibration),
             key("rsa_pair", &Costs::rsa_pair, duration(), "generating an RSA pair of a pool or copy"),
             key("kms_service", &Costs::kms_service, duration(),
                 "how long a worker of a KMS takes for one request, unless the KMS says so itself"),
             key("disk_operation", &Costs::disk_operation, duration(), "one write or read of a host's system disk"),
             key("disk_sync", &Costs::disk_sync, duration(), "one sync of a host's system disk"),
             key("reboot", &Costs::reboot, duration(), "from power cut to service").positive(),
             key("scan", &Costs::scan, duration(), "a client's search for what is to be backed up"),
             key("archive_index", &Costs::archive_index, duration(), "writing the index of a backup")}),
      table("commserve", "the CommServe's host", &Scenario::commserve,
            {key("cores", &CommServe::cores, small_number(1, mostCores), "that do key operations"),
             key("ageing_at", &CommServe::ageing_at, time_of_day(),
                 "when data ageing runs, daily; it does nothing where no copy has a retention"),
             log_level_key<CommServe>("of its log")}),
      table("kms_client", "how the CommServe asks a KMS node again that turned it away, until `call_deadline`",
            &Scenario::kms_client,
            {key("first_retry", &KmsClient::first_retry, duration(),
                 "the wait before the second try; each further wait is twice the one before")
                 .positive(),
             key("longest_retry", &KmsClient::longest_retry, duration(), "the longest wait; not below the first")
                 .positive(),
             key("retry_jitter", &KmsClient::retry_jitter_ppm, share(),
                 "a wait is drawn evenly from so much below it to so much above")}),
  };
}

/// Keys of a MediaAgent's own library, which others do not reach.
std::vector<PartKey<MediaAgent>> own_library() {
  std::vector<PartKey<MediaAgent>> keys{
      key("library_write", &MediaAgent::library_write_bytes_per_s, rate(), "of its own media"),
      key("library_read", &MediaAgent::library_read_bytes_per_s, rate(), "of its own media"),
      key("library_capacity", &MediaAgent::library_capacity_bytes, size(),
          "stored bytes that its own media hold; a job whose next chunk does not fit is Pending")
          .absent("no limit")};
  for (PartKey<MediaAgent>& own : keys)
    own.written = [written = std::move(own.written)](const MediaAgent& ma) {
      return ma.library.empty() ? written(ma) : std::nullopt;
    };
  return keys;
}

/// Of a pool, or a copy without one.
template <class Part>
PartKey<Part> alternates() {
  return key("alternates", &Part::alternates, texts(),
             "MediaAgents that reach the same library: a job whose MediaAgent does not answer, or has no stream left, "
             "goes by the next one");
}

template <class Part>
PartKey<Part> data_paths() {
  return key("data_paths", &Part::data_paths, choice<DataPathUse>(dataPathUseWords),
             "which of several MediaAgents a stream goes by")
      .words_mean({"`media_agent`, while it can be had", "one after the other"});
}

TableDescription copies() {
  TableDescription copies =
      list("copy", "a storage policy copy", &Scenario::copies,
           {key("policy", &Copy::policy, name(), "the storage policy that it belongs to").required(),
            key("name", &Copy::name, name(), "of the copy, within its policy").required(),
            key("pool", &Copy::pool, reference(), "the pool that it depends on, in place of a MediaAgent and a KMS")
                .absent("none"),
            key("media_agent", &Copy::media_agent, reference(), "where its data lies; not beside a pool")
                .absent("required without `pool`"),
            alternates<Copy>(), data_paths<Copy>(),
            key("kms", &Copy::kms, reference(), "who keeps its own master key; not beside a pool")
                .absent("required without `pool`"),
            key("source", &Copy::source, reference(), "the copy of the policy that aux copy fills it from")
                .absent("none: it is the primary copy"),
            key("encryption", &Copy::encryption, choice<CopyEncryption>(copyEncryptionWords), "what aux copy does")
                .words_mean({"keeps the encryption of what it copies", "encrypts again, under keys of this copy"}),
            key("retention", &Copy::retention, retention(),
                "how long a backup is kept: until it is so many days old, and the client has so many newer cycles (a "
                "full backup and the incremental ones after it) in the copy")
                .absent("all are kept")});
  copies.alternatives = {{"pool"}, {"media_agent", "kms"}};
  return copies;
}

TableDescription clients() {
  TableDescription clients = list(
      "client", "a group of equal clients", &Scenario::clients,
      {key("name", &ClientGroup::name, name(), "of the group; of one client, of more they are name1, name2, ...")
           .required(),
       key("count", &ClientGroup::count, small_number(1, mostClients),
           "how many clients the group has; at most 20,000 in all"),
       key("pool", &ClientGroup::pool, reference(),
           "where its backups go: the primary copy of a policy named like the pool, which is made")
           .absent("required, or `policy`"),
       key("policy", &ClientGroup::policy, reference(), "where its backups go: the primary copy of this policy")
           .absent("required, or `pool`"),
       key("site", &ClientGroup::site, reference(), "where its clients are").absent(dataCentre),
       key("front_end", &ClientGroup::front_end_bytes, size(), "what each client backs up").required(),
       key("daily_change", &ClientGroup::daily_change_ppm, share(),
           "how much of it changes in a day: what an incremental backup reads the day after the last one"),
       key("front_end_spread", &ClientGroup::front_end_spread_ppm, share(),
           "each client has up to so much more or less, all amounts equally often: drawn once"),
       key("daily_change_spread", &ClientGroup::daily_change_spread_ppm, share(),
           "up to so much more or less of it changes: drawn for each client and backup; never more than all"),
       key("before", &ClientGroup::before, before(),
           "backups that exist when day 1 begins, in every copy: a full one so many days before, and with "
           "`incremental` one each day after it until so many days before; nights count from there")
           .absent("none"),
       key("compression", &ClientGroup::compression_permille, ratio(),
           "bytes read for each byte stored; 1:1 is none, at most 1000:1"),
       key("dedup_full", &ClientGroup::dedup_full_permille, ratio(),
           "of a full backup, bytes left by compression for each byte sent and stored, at most 1000:1"),
       key("dedup_incremental", &ClientGroup::dedup_incremental_permille, ratio(), "the same of an incremental one"),
       key("streams", &ClientGroup::streams, small_number(1, coresOfClients),
           "of a backup or restore of one client: each brings a part of the data as an archive file of its own, and "
           "has a core of its own; a synthetic full backup has one"),
       key("network", &ClientGroup::network_bytes_per_s, network_rate(), "of each client's data link"),
       key("read", &ClientGroup::read_bytes_per_s, rate(), "of each client's disk"),
       key("write", &ClientGroup::write_bytes_per_s, rate(), "of each client's disk"),
       log_level_key<ClientGroup>("of its clients' logs")});
  clients.needed = true;
  clients.alternatives = {{"pool"}, {"policy"}};
  return clients;
}

std::vector<TableDescription> cell() {
  std::vector<PartKey<Kms>> keys_of_kms{
      key("name", &Kms::name, name(), "of its host").required(),
      key("kind", &Kms::kind, word_of(words_of_rows(kms_kinds())), "what it is")
          .words_mean(sentences_of_rows(kms_kinds())),
      key("client_key", &Kms::client_key, choice<ClientKey>(clientKeyWords),
          "the file with the key of the CommServe's certificate; an encrypted one is refused"),
      key("site", &Kms::site, reference(), "where a node is").absent(dataCentre),
      log_level_key<Kms>("of a node's log")};
  std::vector<PartKey<Kms>> keys_of_kinds = keys_of_all(kms_kinds(), &Kms::kind);
  const bool kinds_differ = !keys_of_kinds.empty();
  for (PartKey<Kms>& key : keys_of_kinds) keys_of_kms.push_back(std::move(key));
  TableDescription kms = list("kms", "a key management server", &Scenario::kms, std::move(keys_of_kms));
  if (kinds_differ) kms.selector = "kind";
  kms.needed = true;
  TableDescription libraries = list(
      "library", "a library that several MediaAgents reach; it stays when one of them is off", &Scenario::libraries,
      {key("name", &Library::name, name(), "of the library").required(),
       key("write", &Library::write_bytes_per_s, rate(), "of its media, for all together"),
       key("read", &Library::read_bytes_per_s, rate(), "of its media, for all together"),
       key("capacity", &Library::capacity_bytes, size(),
           "stored bytes that its media hold; a job whose next chunk does not fit is Pending")
           .absent("no limit")});
  std::vector<PartKey<MediaAgent>> keys_of_media_agents{
      key("name", &MediaAgent::name, name(), "of its host").required(),
      key("site", &MediaAgent::site, reference(), "where it is").absent(dataCentre),
      key("streams", &MediaAgent::streams, small_number(1, anyNumber), "jobs that read or write here at once"),
      key("cores", &MediaAgent::cores, small_number(1, mostCores), "that encrypt again, one a stream, and open wraps"),
      key("network", &MediaAgent::network_bytes_per_s, network_rate(), "of its data link"),
      key("library", &MediaAgent::library, reference(), "that it reaches with others")
          .absent("it has one of its own")
          .possible(sharedLibraries.names)};
  for (PartKey<MediaAgent>& key : own_library()) keys_of_media_agents.push_back(std::move(key));
  keys_of_media_agents.push_back(log_level_key<MediaAgent>("of its log"));
  TableDescription media_agents = list("media_agent", "a MediaAgent, with its library unless it shares one",
                                       &Scenario::media_agents, std::move(keys_of_media_agents));
  media_agents.needed = true;
  TableDescription pools =
      list("pool", "a storage pool; at least one pool or copy", &Scenario::pools,
           {key("name", &Pool::name, name(), "of the pool").required(),
            key("media_agent", &Pool::media_agent, reference(), "where its data lies")
                .required()
                .possible(mediaAgents.names),
            alternates<Pool>(), data_paths<Pool>(),
            key("kms", &Pool::kms, reference(), "who keeps its master key").required().possible(kmsServers.names)});
  TableDescription sites =
      list("site", "hosts behind a WAN link", &Scenario::sites,
           {key("name", &Site::name, name(), "of the site").required(),
            key("wan", &Site::wan_bytes_per_s, network_rate(), "of the link to the data centre, each way"),
            key("latency", &Site::latency, duration(), "of that link, one way, beside the network's own")});
  return {std::move(kms), std::move(sites), std::move(libraries), std::move(media_agents), std::move(pools),
          copies(),       clients()};
}

std::vector<TableDescription> happenings() {
  const std::vector<std::string> levels{
      "everything, read by the client", "what changed since the last one",
      "everything, put together at the MediaAgent from the backups that the copy has; full where it has none"};
  TableDescription schedules = list(
      "schedule", "a backup of every client of a group, night for night, or again and again", &Scenario::schedules,
      {key("clients", &Schedule::clients, reference(), "the group").required().possible(clientGroups.names),
       key("at", &Schedule::at, time_of_day(), "when it starts").absent("required, or `every`"),
       key("every", &Schedule::every, duration(),
           "it starts at midnight and again so long after, to the end of the day; 1 min to 12 h")
           .absent("required, or `at`"),
       key("on", &Schedule::on, choices<model::Weekday>(weekdayWords),
           "on these days of the week only, which `start` gives to days; none: every day"),
       key("nights", &Schedule::nights, small_number(1, mostNights), "on how many days of those, from day 1"),
       key("level", &Schedule::level, choice<BackupLevel>(levelWords), "what the backups bring; the first are full")
           .words_mean(levels),
       key("full_every", &Schedule::full_every, small_number(0, anyNumber),
           "of incremental ones, every so many nights a full one; 0: only the first"),
       key("fulls", &Schedule::fulls, choice<Fulls>(fullsWords), "how the full ones of `full_every` are made")
           .words_mean({"the clients read everything",
                        "all but the first are put together at the MediaAgent from the backups that the copy has"}),
       key("aux_copy", &Schedule::aux_copies, texts(),
           "copies of the clients' policy that are filled when a night's backups are over, each after the one "
           "that it is filled from"),
       key("start_jitter", &Schedule::start_jitter, duration(),
           "each night begins up to so much later, all delays equally often: drawn for each night")});
  schedules.alternatives = {{"at"}, {"every"}};
  return {
      list("backup", "a backup of every client of a group", &Scenario::backups,
           {key("at", &Backup::at, instant(), "when it starts").required(),
            key("clients", &Backup::clients, reference(), "the group").required().possible(clientGroups.names),
            key("level", &Backup::level, choice<BackupLevel>(levelWords), "what it brings").words_mean(levels)}),
      std::move(schedules),
      list("restore", "each client of a group restores its latest full backup and the incremental ones after it",
           &Scenario::restores,
           {key("at", &Restore::at, instant(), "when it starts; later than a backup of the group").required(),
            key("clients", &Restore::clients, reference(), "the group").required().possible(clientGroups.names),
            key("copy", &Restore::copy, reference(), "which copy of the clients' policy is read")
                .absent("the primary copy"),
            key("as_of", &Restore::as_of, instant(), "backups that began later are left out").absent("none is"),
            key("between", &Restore::between, duration(),
                "clients come one by one, so long after one another on average (exponential), each drawn from the "
                "group; "
                "0 s: all of the group at once"),
            key("until", &Restore::until, instant(), "no client comes later; needed with `between`")
                .absent("required with `between`"),
            key("count", &Restore::count, small_number(1, mostRestores),
                "so many restores at once: of the group's clients in the order of their names, and again from the "
                "first; not beside `between`")
                .absent("one of each client"),
            key("priority", &Restore::priority, small_number(0, model::leastPriority),
                "while streams are taken, jobs with lower numbers are begun first; backups have 166, aux copies 366")}),
      list("aux_copy", "a copy is filled from its source", &Scenario::aux_copies,
           {key("at", &AuxCopy::at, instant(), "when it starts").required(),
            key("policy", &AuxCopy::policy, reference(), "the policy of the copy").required(),
            key("copy", &AuxCopy::copy, reference(), "which copy is filled").required()}),
      list("rotation", "a new master key", &Scenario::rotations,
           {key("at", &Rotation::at, instant(), "when it starts").required(),
            key("of", &Rotation::of, owner_path(), "a pool, or a copy with keys of its own: \"Gold/Secondary\"")
                .required()
                .possible(keyOwners.names)}),
  };
}

TableDescription operators() {
  std::vector<PartKey<Operator>> keys{key("at", &Operator::at, instant(), "when").required()};
  for (PartKey<Operator>& key : keys_by_row(actions(), "action", &Operator::action, "what is done"))
    keys.push_back(std::move(key));
  TableDescription operators = list("operator", "what an operator does", &Scenario::operators, std::move(keys));
  operators.selector = "action";
  return operators;
}

TableDescription faults() {
  std::vector<PartKey<Fault>> keys = keys_by_row(fault_kinds(), "kind", &Fault::kind, "what goes wrong");
  keys.push_back(key("optional", &Fault::optional, flag(),
                     "whether it need not act; a run in which one that must act does not is vacuous"));
  TableDescription faults = list("fault", "something goes wrong", &Scenario::faults, std::move(keys));
  faults.selector = "kind";
  return faults;
}

TableDescription expectations() {
  return table("expect", "what the scenario is known to do", &Scenario::expect,
               {key("violated", &Expect::violated, texts(),
                    "ids of the properties that it violates, for example [\"FID-1\"]: these and no others")
                    .absent("what is known of the profile is told and is no failure; every other property must hold")});
}

}  // namespace

std::vector<TableDescription> describe_scenario() {
  std::vector<TableDescription> tables = settings();
  tables.front().at_least_one_of = {"pool", "copy"};
  const auto add = [&](std::vector<TableDescription> more) {
    for (TableDescription& table : more) tables.push_back(std::move(table));
  };
  add(cell());
  add(happenings());
  tables.push_back(operators());
  tables.push_back(faults());
  tables.push_back(expectations());
  return tables;
}

}  // namespace keycell::scenarios
