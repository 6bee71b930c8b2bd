#pragma once
// A scenario as a value: the cell, what it does, what happens to it, and what is expected. The only input of a run
// beside the seed. Sizes are bytes, rates bytes per second, times since the start of the run.

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/profiles.h"
#include "crypto/record_cipher.h"
#include "model/channel_kind.h"
#include "model/job_settings.h"
#include "model/log_level.h"
#include "model/readings.h"
#include "model/recurrence.h"
#include "model/retention.h"
#include "model/values.h"
#include "scenarios/calibration.h"

namespace keycell::scenarios {

using Nanos = std::chrono::nanoseconds;
using namespace std::chrono_literals;

/// From which level on a host's log has lines. A part that does not say it has the cell's.
using model::LogLevel;

struct Keys {
  std::string profile = "pool-kek";
  crypto::Unwrap unwrap = crypto::Unwrap::fetch;
  bool operator==(const Keys&) const = default;
};

struct Network {
  Nanos latency = 200us;                            ///< one way, between any two hosts
  std::uint64_t control_bytes_per_s = 125'000'000;  ///< of each host's control link
  model::ChannelKind channel = model::ChannelKind::sealed;
  bool operator==(const Network&) const = default;
};

/// Sizes of what stands for data. A chunk is what one data flow moves; its record is the real bytes that are encrypted.
struct DataPath {
  std::uint64_t chunk_bytes = 4'000'000'000;
  std::uint64_t record_bytes = 1024;
  std::uint32_t in_flight = 4;                    ///< chunks of a stream that are sent and not acknowledged
  std::string cipher = std::string(usualCipher);  ///< name and key bits
  bool operator==(const DataPath&) const = default;
};

/// A job may take all the time that it needs.
inline constexpr Nanos unlimitedTime = Nanos::max();

/// No run and no duration is longer, so that sums of times stay far from the largest number: a century.
inline constexpr Nanos longestTime = std::chrono::days(36525);

/// A host takes so long to go down and to come back.
inline constexpr Nanos shortestOutage = 2us;

/// Of a schedule.
inline constexpr std::uint32_t mostNights = 3660;
/// Of the time before day 1.
inline constexpr std::uint32_t mostDaysAgo = 3660;
inline constexpr std::uint32_t mostRuns = 100'000;
/// Of one [[restore]]: each is a job.
inline constexpr std::uint32_t mostRestores = 100'000;
inline constexpr Nanos shortestEvery = 1min;
inline constexpr Nanos longestEvery = 12h;

/// Job settings, with the product's defaults (20 minutes; 10 restarts for backups, 144 for restores; 6 hours of total
/// running time where it is limited; a high-water mark of 500 streams). Restores and aux copies have no total running
/// time: 144 restarts of 20 minutes would never fit into 6 hours.
struct Jobs {
  std::uint32_t backup_max_restarts = 10;
  std::uint32_t restore_max_restarts = 144;
  std::uint32_t aux_copy_max_restarts = 10;
  Nanos restart_interval = 20min;
  Nanos backup_total_running_time = 6h;
  Nanos restore_total_running_time = unlimitedTime;
  Nanos aux_copy_total_running_time = unlimitedTime;
  std::uint32_t streams = 500;                           ///< of the whole cell at once
  std::uint32_t aux_copy_streams = 4;                    ///< archive files that one aux copy copies at once
  model::Preemption preemption = model::Preemption::on;  ///< of aux copies by backups and restores
  Nanos call_deadline = 30s;                             ///< of a control call
  bool operator==(const Jobs&) const = default;
};

/// What work costs; measured rates and times of one core, never wall time. What a calibration has comes from the one
/// that the scenario names, for its cipher; docs/reference/calibration.md says what each value is.
struct Costs {
  std::uint64_t encrypt_bytes_per_s = usual_calibration().encrypt_bytes_per_s[place_of_cipher(usualCipher)];
  std::uint64_t decrypt_bytes_per_s = usual_calibration().decrypt_bytes_per_s[place_of_cipher(usualCipher)];
  std::uint64_t compress_bytes_per_s = usual_calibration().compress_bytes_per_s;      ///< of what goes in
  std::uint64_t decompress_bytes_per_s = usual_calibration().decompress_bytes_per_s;  ///< of what comes out
  Nanos aes_wrap = usual_calibration().aes_wrap;                                      ///< of one key, as the next three
  Nanos aes_unwrap = usual_calibration().aes_unwrap;
  Nanos rsa_public = usual_calibration().rsa_public;
  Nanos rsa_private = usual_calibration().rsa_private;
  Nanos message = usual_calibration().message;  ///< a control message, sealed and opened
  Nanos rsa_pair = 500ms;                       ///< generating one
  Nanos kms_service = 2ms;                      ///< a worker of a KMS, for one request
  Nanos disk_operation = 20us;                  ///< a write or read of a host's system disk
  Nanos disk_sync = 500us;
  Nanos reboot = 5min;     ///< from power cut to service
  Nanos scan{0};           ///< of a client, before it backs up
  Nanos archive_index{0};  ///< after it has backed up
  bool operator==(const Costs&) const = default;
};

/// The usual costs, with those of `calibration` for a cell with this cipher.
Costs costs_of(const Calibration& calibration, std::string_view cipher);

/// As many pools or copies may have an RSA pair of their own: simulations draw them from a pool of that size.
inline constexpr std::size_t maxRsaPairs = 32;

/// The file that holds the key of the CommServe's certificate for a KMS.
enum class ClientKey { plain, encrypted };

struct Kms {
  std::string name{};
  std::string kind = "third-party";  ///< the word of a row in kms_kinds.h
  ClientKey client_key = ClientKey::plain;
  std::string site{};      ///< of a node
  model::Values values{};  ///< what the kind's row lets it say
  std::optional<LogLevel> log_level{};
  bool operator==(const Kms&) const = default;
};

/// Of clients and the console: a data stream has one of them, and so has the opening of a wrap.
inline constexpr std::uint32_t coresOfClients = 8;

struct CommServe {
  std::uint32_t cores = 8;  ///< that do key operations
  Nanos ageing_at = 12h;    ///< time of day of data ageing
  std::optional<LogLevel> log_level{};
  bool operator==(const CommServe&) const = default;
};

/// How the CommServe asks a KMS node again that turned it away, until the call's deadline.
struct KmsClient {
  Nanos first_retry = 100ms;  ///< the wait before the second try; each further one is twice the one before
  Nanos longest_retry = 5s;
  std::uint32_t retry_jitter_ppm = 200'000;  ///< a wait is drawn from so much below to so much above: millionths
  bool operator==(const KmsClient&) const = default;
};

/// Hosts behind a WAN link; those that name no site are in the data centre, with the CommServe.
struct Site {
  std::string name{};
  std::uint64_t wan_bytes_per_s = 12'500'000;  ///< each way
  Nanos latency = 20ms;                        ///< one way, to the data centre
  bool operator==(const Site&) const = default;
};

struct MediaAgent {
  std::string name{};
  std::string site{};
  std::uint32_t streams = 100;  ///< jobs that read or write here at once
  std::uint32_t cores = 16;     ///< that encrypt again for aux copies, and open wraps
  std::uint64_t network_bytes_per_s = 1'250'000'000;
  std::string library{};  ///< that it reaches with others; empty: it has one of its own, described here
  std::uint64_t library_write_bytes_per_s = 800'000'000;
  std::uint64_t library_read_bytes_per_s = 800'000'000;
  std::optional<std::uint64_t> library_capacity_bytes{};  ///< without one it holds all that comes
  std::optional<LogLevel> log_level{};
  bool operator==(const MediaAgent&) const = default;
};

/// A library that several MediaAgents reach. That of one MediaAgent alone is described with it.
struct Library {
  std::string name{};
  std::uint64_t write_bytes_per_s = 800'000'000;
  std::uint64_t read_bytes_per_s = 800'000'000;
  std::optional<std::uint64_t> capacity_bytes{};  ///< without one it holds all that comes
  bool operator==(const Library&) const = default;
};

/// Which MediaAgent of several moves data.
enum class DataPathUse {
  preferred,   ///< the first, and the others in their order while it cannot be had
  roundRobin,  ///< one after the other
};

struct Pool {
  std::string name{};
  std::string media_agent{};
  std::vector<std::string> alternates{};  ///< MediaAgents that reach the same library
  DataPathUse data_paths = DataPathUse::preferred;
  std::string kms{};
  bool operator==(const Pool&) const = default;
};

/// What an aux copy does with the encryption of what it copies.
enum class CopyEncryption { preserve, reEncrypt };

/// A storage policy copy. It depends on a pool, or has a MediaAgent and a KMS of its own. With a source it is filled by
/// aux copy, without one by backups.
struct Copy {
  std::string policy{};
  std::string name{};
  std::string pool{};                     ///< empty: depends on none
  std::string media_agent{};              ///< of a copy without a pool
  std::vector<std::string> alternates{};  ///< of a copy without a pool
  DataPathUse data_paths = DataPathUse::preferred;
  std::string kms{};     ///< of a copy without a pool
  std::string source{};  ///< a copy of the same policy; empty: a primary copy
  CopyEncryption encryption = CopyEncryption::preserve;
  std::optional<model::Retention> retention{};  ///< without one it keeps all
  bool operator==(const Copy&) const = default;
};

/// Backups that a group had before day 1: a full one so many days before, and, where `incremental` says so, one each
/// day after it until so many days before.
struct Before {
  std::uint32_t full_days = 1;
  std::optional<std::uint32_t> incremental_days{};
  std::uint32_t last_days() const { return incremental_days.value_or(full_days); }
  bool operator==(const Before&) const = default;
};

/// `count` equal clients; with a count of 1 the client has the group's name, else names are "fs1", "fs2" and so on.
struct ClientGroup {
  std::string name{};
  std::uint32_t count = 1;
  std::string pool{};    ///< either: backed up to the primary copy of a policy that has the pool's name
  std::string policy{};  ///< or: backed up to the primary copy of this policy
  std::string site{};
  std::uint64_t front_end_bytes = 0;
  std::uint32_t daily_change_ppm = 30'000;    ///< what an incremental backup reads: millionths of the front end
  std::uint32_t compression_permille = 1000;  ///< front-end bytes for a thousand stored bytes; 1000: none
  std::uint32_t dedup_full_permille = 1000;   ///< what is left of a full backup by compression, for each it stores
  std::uint32_t dedup_incremental_permille = 1000;
  bool is_deduplicated() const { return dedup_full_permille > 1000 || dedup_incremental_permille > 1000; }
  std::uint64_t network_bytes_per_s = 125'000'000;
  std::uint64_t read_bytes_per_s = 200'000'000;
  std::uint64_t write_bytes_per_s = 200'000'000;
  std::uint32_t streams = 1;                  ///< of a backup or restore of one client, each with a core of its own
  std::uint32_t front_end_spread_ppm = 0;     ///< a client has so much more or less, drawn once
  std::uint32_t daily_change_spread_ppm = 0;  ///< and so much more or less changes, drawn for each of its backups
  std::optional<LogLevel> log_level{};
  std::optional<Before> before{};
  /// Whether its clients differ.
  bool is_drawn() const { return front_end_spread_ppm > 0 || daily_change_spread_ppm > 0; }
  bool operator==(const ClientGroup&) const = default;
};

using model::BackupLevel;

/// How full backups of a schedule are made, once there is one.
enum class Fulls {
  read,       ///< by the clients
  synthetic,  ///< at the MediaAgent, from the backups that the copy has
};

/// A backup of every client of a group (`clients` names the group).
struct Backup {
  Nanos at{};
  std::string clients{};
  BackupLevel level = BackupLevel::full;
  bool operator==(const Backup&) const = default;
};

/// A backup of every client of a group, night for night, or again and again.
struct Schedule {
  std::string clients{};
  std::optional<Nanos> at{};         ///< time of day; or:
  std::optional<Nanos> every{};      ///< so long after one another, from midnight on
  std::vector<model::Weekday> on{};  ///< empty: every day
  std::uint32_t nights = 1;          ///< on so many days of those, from day 1
  BackupLevel level = BackupLevel::full;
  std::uint32_t full_every = 0;           ///< of incremental ones, every so many nights a full one; 0: only the first
  Fulls fulls = Fulls::read;              ///< of those of `full_every`, all but the first
  std::vector<std::string> aux_copies{};  ///< copies of the policy that are filled when a night's backups are over
  Nanos start_jitter{0};                  ///< each night begins up to so much later
  bool operator==(const Schedule&) const = default;
};

/// Every client of a group restores its data as of its latest completed backup, or of the latest one until `as_of`.
/// With `until` clients of the group, drawn one by one, arrive `between` after one another on average. With `count` so
/// many restores are asked for at once: of the group's clients in their order, and again from the first.
struct Restore {
  Nanos at{};
  std::string clients{};
  std::string copy{};  ///< which copy of the clients' policy to read; empty: the primary copy
  std::optional<Nanos> as_of{};
  Nanos between{0};
  std::optional<Nanos> until{};
  std::optional<std::uint32_t> count{};        ///< of restores, at once; none: one of each client
  std::uint32_t priority = model::urgentJobs;  ///< lower ones are begun first
  bool operator==(const Restore&) const = default;
};

/// Fills a copy from its source.
struct AuxCopy {
  Nanos at{};
  std::string policy{};
  std::string copy{};
  bool operator==(const AuxCopy&) const = default;
};

/// A new master key for a pool, or for a copy with keys of its own ("Gold/Secondary").
struct Rotation {
  Nanos at{};
  std::string of{};  ///< a path (model/path.h)
  bool operator==(const Rotation&) const = default;
};

using model::JobKind;

/// What an operator does: the word of an action, and what the action's row lets him say (actions.h).
struct Operator {
  Nanos at{};
  std::string action{};
  model::Values values{};
  bool operator==(const Operator&) const = default;
};

/// Something goes wrong: the word of its kind, and what the kind's row lets it say (fault_kinds.h).
struct Fault {
  std::string kind{};
  model::Values values{};
  bool optional = false;  ///< it need not come to act; one that must and does not leaves a run vacuous
  bool operator==(const Fault&) const = default;
};

struct Expect {
  /// Ids of properties, e.g. "FID-1": these and no others. Not said: what is known of the profile is told as such.
  std::optional<std::vector<std::string>> violated{};
  bool is_said() const { return violated.has_value(); }
  bool contains(std::string_view property) const;
  bool operator==(const Expect&) const = default;
};

struct Scenario {
  std::string title{};
  std::optional<model::Date> start{};  ///< the date of day 1
  std::string commcell_id = "2A4F";
  LogLevel log_level = LogLevel::info;  ///< of every host that does not say its own
  Keys keys;
  model::Readings readings;
  Network network;
  DataPath data_path;
  Jobs jobs;
  Costs costs;
  CommServe commserve;
  KmsClient kms_client;
  std::vector<Kms> kms;
  std::vector<Site> sites;
  std::vector<Library> libraries;
  std::vector<MediaAgent> media_agents;
  std::vector<Pool> pools;
  std::vector<Copy> copies;
  std::vector<ClientGroup> clients;
  std::vector<Backup> backups;
  std::vector<Schedule> schedules;
  std::vector<Restore> restores;
  std::vector<AuxCopy> aux_copies;
  std::vector<Rotation> rotations;
  std::vector<Operator> operators;
  std::vector<Fault> faults;
  Nanos horizon = std::chrono::hours(24 * 7);  ///< a run that is still going then did not end
  Expect expect;
  bool operator==(const Scenario&) const = default;
};

inline constexpr std::string_view commserveName = "commserve";
inline constexpr std::string_view consoleName = "console";  ///< the host of who asks for things

/// When a schedule falls due; something even of one that is not valid.
model::DueTimes due_times_of(const Scenario& scenario, const Schedule& schedule);
/// How many backups of each of its clients it starts, and when the `run`-th (from 0) is due, without its jitter.
std::uint32_t runs_of(const Scenario& scenario, const Schedule& schedule);
Nanos time_of(const Scenario& scenario, const Schedule& schedule, std::uint32_t run);
/// How many jobs of a group may be synthetic full backups, at most.
std::uint64_t synthetic_fulls_of(const Scenario& scenario, const ClientGroup& group);

/// The latest time at which the scenario does something; zero when it does nothing.
Nanos last_time(const Scenario& scenario);

/// When the first backup of a group is, also of before day 1.
std::optional<Nanos> first_backup(const Scenario& scenario, const std::string& clients);
/// How many nights of the schedule there were from the full backup of before on; 0 without one.
std::uint32_t nights_before(const Scenario& scenario, const Schedule& schedule);

/// When the first job of a kind is asked for: of a group, or of all clients when it is empty.
std::optional<Nanos> first_job(const Scenario& scenario, JobKind kind, const std::string& clients);

/// Names of the clients of a group, in order.
std::vector<std::string> client_names(const ClientGroup& group);
/// So many of them, in their order and again from the first.
std::vector<std::string> client_names(const ClientGroup& group, std::uint32_t count);

/// The name of a primary copy that nobody named.
inline constexpr std::string_view primaryCopyName = "Primary";

/// Every copy of the cell, also those that clients with a pool and no policy imply; primary copies before their
/// dependants.
std::vector<Copy> all_copies(const Scenario& scenario);
/// The key hierarchy and the cipher of the scenario. Throw std::invalid_argument, crypto::UnsupportedCipher for what
/// cannot be.
std::unique_ptr<crypto::Hierarchy> profile_of(const Scenario& scenario);
std::unique_ptr<crypto::RecordCipher> cipher_of(const Scenario& scenario);

/// Paths of what has keys of its own in this scenario's profile (model/path.h): pools, or copies ("Gold/Secondary").
std::vector<std::string> key_owners(const Scenario& scenario, const crypto::Hierarchy& profile);
/// Whose master key opens the data of a copy: a path as above. A copy that is filled as it is needs that of its source.
std::string key_owner_of(const Scenario& scenario, const Copy& copy);
/// The KMS that keeps the master key of a pool, or of a copy with keys of its own; empty when there is none.
std::string kms_of(const Scenario& scenario, const std::string& owner);
/// The MediaAgents that reach a copy's data, its own or those of its pool: the preferred one first.
std::vector<std::string> media_agents_of(const Scenario& scenario, const Copy& copy);
/// The preferred one.
std::string media_agent_of(const Scenario& scenario, const Copy& copy);
/// The library that a MediaAgent reaches; one of its own has its name.
Library library_of(const Scenario& scenario, const MediaAgent& media_agent);
/// The name of the library where a copy's data lies.
std::string library_of(const Scenario& scenario, const Copy& copy);
/// Whether a KMS is a node of its own, or part of the CommServe.
bool is_node(const Kms& kms);
/// Names of the KMSs that are nodes.
std::vector<std::string> kms_nodes(const Scenario& scenario);
/// The names of all policies; the names of a policy's copies.
std::vector<std::string> policies_of(const std::vector<Copy>& copies);
std::vector<std::string> copies_of(const std::vector<Copy>& copies, const std::string& policy);
/// The policy that a group is backed up under, and the name of that policy's primary copy (empty when it has none).
std::string policy_of(const ClientGroup& group);
std::string primary_copy_of(const std::vector<Copy>& copies, const std::string& policy);

}  // namespace keycell::scenarios
