// Every table and key of a scenario file, in the order of the file. A default is what a default-constructed part has.

#include <limits>

#include "scenarios/keys.h"
#include "scenarios/validate.h"

namespace keycell::scenarios {
namespace {

constexpr std::uint32_t anyRestarts = std::numeric_limits<std::uint32_t>::max();

std::vector<std::string> owners_so_far(const Scenario& s) { return key_owners(s, *profile_of(s)); }

template <class Part>
std::vector<std::string> names_of(const std::vector<Part>& parts) {
  std::vector<std::string> names;
  for (const Part& part : parts) names.push_back(part.name);
  return names;
}

std::vector<std::string> kms_so_far(const Scenario& s) { return names_of(s.kms); }
std::vector<std::string> media_agents_so_far(const Scenario& s) { return names_of(s.media_agents); }
std::vector<std::string> groups_so_far(const Scenario& s) { return names_of(s.clients); }

std::vector<TableDescription> settings() {
  return {
      table(
          "", "the scenario itself",
          {key("title", &Scenario::title, text(), "what the scenario shows, one line of at most 200 bytes").required(),
           key("horizon", &Scenario::horizon, duration(),
               "a run that is still going then did not end; everything happens before it")
               .positive()}),
      table("commcell", "the CommCell", {key("id", &Scenario::commcell_id, text(), "its id, 1 to 16 of 0-9 and A-F")}),
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
                 "whether the CommServe keeps client network passwords outside the CSDB, or recoverable in it"),
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
             key("cipher", &DataPath::cipher, word_of(cipher_words()), "of backup data, and the size of data keys")}),
      table("jobs", "the job manager", &Scenario::jobs,
            {key("backup_max_restarts", &Jobs::backup_max_restarts, small_number(0, anyRestarts),
                 "after so many restarts a backup fails"),
             key("restore_max_restarts", &Jobs::restore_max_restarts, small_number(0, anyRestarts),
                 "after so many restarts a restore fails"),
             key("aux_copy_max_restarts", &Jobs::aux_copy_max_restarts, small_number(0, anyRestarts),
                 "after so many restarts an aux copy fails"),
             key("restart_interval", &Jobs::restart_interval, duration(), "between two attempts of a job"),
             key("call_deadline", &Jobs::call_deadline, duration(), "of a control call").positive()}),
      table("costs", "what work costs, in simulated time", &Scenario::costs,
            {key("encrypt", &Costs::encrypt_bytes_per_s, rate(), "AES-256-CBC on one core"),
             key("key_operation", &Costs::key_operation, duration(), "one wrap or unwrap"),
             key("kms_service", &Costs::kms_service, duration(), "a KMS node's work for one request"),
             key("disk_operation", &Costs::disk_operation, duration(), "one write or read of a host's system disk"),
             key("disk_sync", &Costs::disk_sync, duration(), "one sync of a host's system disk"),
             key("reboot", &Costs::reboot, duration(), "from power cut to service").positive()}),
  };
}

TableDescription copies() {
  TableDescription copies =
      list("copy", "a storage policy copy", &Scenario::copies,
           {key("policy", &Copy::policy, label(), "the storage policy that it belongs to").required(),
            key("name", &Copy::name, label(), "of the copy, within its policy").required(),
            key("pool", &Copy::pool, reference(), "the pool that it depends on, in place of a MediaAgent and a KMS")
                .absent("none"),
            key("media_agent", &Copy::media_agent, reference(), "where its data lies; not beside a pool")
                .absent("required without `pool`"),
            key("kms", &Copy::kms, reference(), "who keeps its own master key; not beside a pool")
                .absent("required without `pool`"),
            key("source", &Copy::source, reference(), "the copy of the policy that aux copy fills it from")
                .absent("none: it is the primary copy"),
            key("encryption", &Copy::encryption, choice<CopyEncryption>(copyEncryptionWords), "what aux copy does")
                .words_mean({"keeps the encryption of what it copies", "encrypts again, under keys of this copy"})});
  copies.alternatives = {{"pool"}, {"media_agent", "kms"}};
  return copies;
}

TableDescription clients() {
  TableDescription clients =
      list("client", "a group of equal clients", &Scenario::clients,
           {key("name", &ClientGroup::name, name(), "of the group; of one client, of more they are name1, name2, ...")
                .required(),
            key("count", &ClientGroup::count, small_number(1, mostClients),
                "how many clients the group has; at most 20,000 in all"),
            key("pool", &ClientGroup::pool, reference(),
                "where its backups go: the primary copy of a policy named like the pool, which is made")
                .absent("required, or `policy`"),
            key("policy", &ClientGroup::policy, reference(), "where its backups go: the primary copy of this policy")
                .absent("required, or `pool`"),
            key("front_end", &ClientGroup::front_end_bytes, size(), "what each client backs up").required(),
            key("network", &ClientGroup::network_bytes_per_s, network_rate(), "of each client's data link"),
            key("read", &ClientGroup::read_bytes_per_s, rate(), "of each client's disk"),
            key("write", &ClientGroup::write_bytes_per_s, rate(), "of each client's disk")});
  clients.needed = true;
  clients.alternatives = {{"pool"}, {"policy"}};
  return clients;
}

std::vector<TableDescription> cell() {
  TableDescription kms =
      list("kms", "a key management server", &Scenario::kms,
           {key("name", &Kms::name, name(), "of its host").required(),
            key("kind", &Kms::kind, word_of(kms_kinds()), "what it is")
                .words_mean({"a node of its own", "part of the CommServe, with scrambled master keys in the CSDB"}),
            key("client_key", &Kms::client_key, choice<ClientKey>(clientKeyWords),
                "the file with the key of the CommServe's certificate; an encrypted one is refused")});
  kms.needed = true;
  TableDescription media_agents =
      list("media_agent", "a MediaAgent with its library", &Scenario::media_agents,
           {key("name", &MediaAgent::name, name(), "of its host").required(),
            key("network", &MediaAgent::network_bytes_per_s, network_rate(), "of its data link"),
            key("library_write", &MediaAgent::library_write_bytes_per_s, rate(), "of its media"),
            key("library_read", &MediaAgent::library_read_bytes_per_s, rate(), "of its media")});
  media_agents.needed = true;
  TableDescription pools =
      list("pool", "a storage pool; at least one pool or copy", &Scenario::pools,
           {key("name", &Pool::name, name(), "of the pool").required(),
            key("media_agent", &Pool::media_agent, reference(), "where its data lies")
                .required()
                .possible(media_agents_so_far),
            key("kms", &Pool::kms, reference(), "who keeps its master key").required().possible(kms_so_far)});
  return {std::move(kms), std::move(media_agents), std::move(pools), copies(), clients()};
}

std::vector<TableDescription> happenings() {
  return {
      list("backup", "a full backup of every client of a group", &Scenario::backups,
           {key("at", &Backup::at, instant(), "when it starts").required(),
            key("clients", &Backup::clients, reference(), "the group").required().possible(groups_so_far)}),
      list("restore", "each client of a group restores its latest completed backup", &Scenario::restores,
           {key("at", &Restore::at, instant(), "when it starts; later than a backup of the group").required(),
            key("clients", &Restore::clients, reference(), "the group").required().possible(groups_so_far),
            key("copy", &Restore::copy, reference(), "which copy of the clients' policy is read")
                .absent("the primary copy")}),
      list("aux_copy", "a copy is filled from its source", &Scenario::aux_copies,
           {key("at", &AuxCopy::at, instant(), "when it starts").required(),
            key("policy", &AuxCopy::policy, reference(), "the policy of the copy").required(),
            key("copy", &AuxCopy::copy, reference(), "which copy is filled").required()}),
      list("rotation", "a new master key", &Scenario::rotations,
           {key("at", &Rotation::at, instant(), "when it starts").required(),
            key("of", &Rotation::of, reference(), "a pool, or a copy with keys of its own: \"Gold/Secondary\"")
                .required()
                .possible(owners_so_far)}),
  };
}

TableDescription faults() {
  const auto word = [](FaultKind kind) { return text_of<FaultKind>(faultWords, kind); };
  const std::string power_cut = word(FaultKind::powerCut);
  const std::string bit_rot = word(FaultKind::bitRot);
  const std::vector<std::string> of_keys{word(FaultKind::kmsKeyLost), word(FaultKind::kmsKeyDisabled),
                                         word(FaultKind::kmsKeyConfused)};
  TableDescription faults =
      list("fault", "something goes wrong", &Scenario::faults,
           {key("kind", &Fault::kind, choice<FaultKind>(faultWords), "what goes wrong")
                .words_mean({"a host loses power at a durable disk operation; unsynced writes are lost or torn",
                             "one bit on a MediaAgent's media flips", "a KMS loses a master key",
                             "a KMS refuses to use a master key", "a KMS answers for another master key"})
                .required(),
            key("target", &Fault::target, reference(),
                "a host with a durable disk (commserve, a KMS, a MediaAgent), for bit-rot a MediaAgent, for a key its "
                "KMS")
                .required(),
            key("at", &Fault::at, instant(), "when it acts").needed_with({bit_rot, of_keys[0], of_keys[1], of_keys[2]}),
            key("io", &Fault::io, number(1),
                "at which durable disk operation of the host, counted from 1; a run's JSON says how many each made "
                "(disks)")
                .needed_with({power_cut}),
            key("of", &Fault::of, reference(), "whose master key: a pool, or a copy with keys of its own")
                .needed_with(of_keys)
                .possible(owners_so_far),
            key("until", &Fault::until, instant(), "when the key works again")
                .absent("never")
                .only_with({of_keys[1], of_keys[2]})});
  faults.selector = "kind";
  return faults;
}

TableDescription expectations() {
  return table(
      "expect", "what the scenario is known to do", &Scenario::expect,
      {key("violated", &Expect::violated, texts(), "ids of the properties that it violates, for example [\"FID-1\"]")});
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
  tables.push_back(faults());
  tables.push_back(expectations());
  return tables;
}

}  // namespace keycell::scenarios
