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
#include "model/readings.h"
#include "scenarios/calibration.h"

namespace keycell::scenarios {

using Nanos = std::chrono::nanoseconds;
using namespace std::chrono_literals;

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
  std::string cipher = std::string(usualCipher);  ///< name and key bits
  bool operator==(const DataPath&) const = default;
};

/// Job settings, with the product's defaults (20 minutes; 10 restarts for backups, 144 for restores).
struct Jobs {
  std::uint32_t backup_max_restarts = 10;
  std::uint32_t restore_max_restarts = 144;
  std::uint32_t aux_copy_max_restarts = 10;
  Nanos restart_interval = 20min;
  Nanos call_deadline = 30s;  ///< of a control call
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
  Nanos kms_service = 2ms;                      ///< a KMS node's work for one request
  Nanos disk_operation = 20us;                  ///< a write or read of a host's system disk
  Nanos disk_sync = 500us;
  Nanos reboot = 5min;  ///< from power cut to service
  bool operator==(const Costs&) const = default;
};

/// The usual costs, with those of `calibration` for a cell with this cipher.
Costs costs_of(const Calibration& calibration, std::string_view cipher);

/// As many pools or copies may have an RSA pair of their own: simulations draw them from a pool of that size.
inline constexpr std::size_t maxRsaPairs = 32;

inline constexpr std::string_view builtInKind = "built-in";

/// The file that holds the key of the CommServe's certificate for a KMS.
enum class ClientKey { plain, encrypted };

struct Kms {
  std::string name{};
  std::string kind = "third-party";  ///< a node of its own, or "built-in": part of the CommServe
  ClientKey client_key = ClientKey::plain;
  bool operator==(const Kms&) const = default;
};

struct MediaAgent {
  std::string name{};
  std::uint64_t network_bytes_per_s = 1'250'000'000;
  std::uint64_t library_write_bytes_per_s = 800'000'000;
  std::uint64_t library_read_bytes_per_s = 800'000'000;
  bool operator==(const MediaAgent&) const = default;
};

struct Pool {
  std::string name{};
  std::string media_agent{};
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
  std::string pool{};         ///< empty: depends on none
  std::string media_agent{};  ///< of a copy without a pool
  std::string kms{};          ///< of a copy without a pool
  std::string source{};       ///< a copy of the same policy; empty: a primary copy
  CopyEncryption encryption = CopyEncryption::preserve;
  bool operator==(const Copy&) const = default;
};

/// `count` equal clients; with a count of 1 the client has the group's name, else names are "fs1", "fs2" and so on.
struct ClientGroup {
  std::string name{};
  std::uint32_t count = 1;
  std::string pool{};    ///< either: backed up to the primary copy of a policy that has the pool's name
  std::string policy{};  ///< or: backed up to the primary copy of this policy
  std::uint64_t front_end_bytes = 0;
  std::uint64_t network_bytes_per_s = 125'000'000;
  std::uint64_t read_bytes_per_s = 200'000'000;
  std::uint64_t write_bytes_per_s = 200'000'000;
  bool operator==(const ClientGroup&) const = default;
};

/// A full backup of every client of a group (`clients` names the group).
struct Backup {
  Nanos at{};
  std::string clients{};
  bool operator==(const Backup&) const = default;
};

/// Every client of a group restores the archive file of its latest completed backup.
struct Restore {
  Nanos at{};
  std::string clients{};
  std::string copy{};  ///< which copy of the clients' policy to read; empty: the primary copy
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
  std::string of{};
  bool operator==(const Rotation&) const = default;
};

enum class FaultKind {
  powerCut,        ///< a host loses power at its `io`-th durable disk operation; unsynced writes are lost or torn
  bitRot,          ///< one bit of what lies on a MediaAgent's media flips
  kmsKeyLost,      ///< a master key vanishes from its KMS
  kmsKeyDisabled,  ///< the KMS refuses to use a master key
  kmsKeyConfused,  ///< the KMS answers for another key than the one that it is asked for
};

constexpr bool is_of_kms_key(FaultKind kind) {
  return kind == FaultKind::kmsKeyLost || kind == FaultKind::kmsKeyDisabled || kind == FaultKind::kmsKeyConfused;
}

struct Fault {
  FaultKind kind = FaultKind::powerCut;
  std::string target{};               ///< a host
  std::optional<Nanos> at{};          ///< when (all but power-cut)
  std::optional<std::uint64_t> io{};  ///< at which durable operation, counted from 1 (power-cut)
  std::string of{};                   ///< whose master key: a pool, or a copy with keys of its own (kms-key-...)
  std::optional<Nanos> until{};       ///< when the key works again (kms-key-disabled, kms-key-confused); none: never
  bool operator==(const Fault&) const = default;
};

struct Expect {
  std::vector<std::string> violated;  ///< property ids, e.g. "FID-1"
  bool operator==(const Expect&) const = default;
};

struct Scenario {
  std::string title{};
  std::string commcell_id = "2A4F";
  Keys keys;
  model::Readings readings;
  Network network;
  DataPath data_path;
  Jobs jobs;
  Costs costs;
  std::vector<Kms> kms;
  std::vector<MediaAgent> media_agents;
  std::vector<Pool> pools;
  std::vector<Copy> copies;
  std::vector<ClientGroup> clients;
  std::vector<Backup> backups;
  std::vector<Restore> restores;
  std::vector<AuxCopy> aux_copies;
  std::vector<Rotation> rotations;
  std::vector<Fault> faults;
  Nanos horizon = std::chrono::hours(24 * 7);  ///< a run that is still going then did not end
  Expect expect;
  bool operator==(const Scenario&) const = default;
};

inline constexpr std::string_view commserveName = "commserve";

/// Names of the clients of a group, in order.
std::vector<std::string> client_names(const ClientGroup& group);

/// The name of a primary copy that nobody named.
inline constexpr std::string_view primaryCopyName = "Primary";

/// Every copy of the cell, also those that clients with a pool and no policy imply; primary copies before their
/// dependants.
std::vector<Copy> all_copies(const Scenario& scenario);
/// The key hierarchy and the cipher of the scenario. Throw std::invalid_argument, crypto::UnsupportedCipher for what
/// cannot be.
std::unique_ptr<crypto::Hierarchy> profile_of(const Scenario& scenario);
std::unique_ptr<crypto::RecordCipher> cipher_of(const Scenario& scenario);

/// Names of what has keys of its own in this scenario's profile: pools, or copies ("Gold/Secondary").
std::vector<std::string> key_owners(const Scenario& scenario, const crypto::Hierarchy& profile);
/// The policy that a group is backed up under, and the name of that policy's primary copy (empty when it has none).
std::string policy_of(const ClientGroup& group);
std::string primary_copy_of(const std::vector<Copy>& copies, const std::string& policy);

}  // namespace keycell::scenarios
