#pragma once
// The rows of the CSDB as values.

#include <compare>
#include <cstdint>
#include <string>

#include "crypto/hierarchy.h"

namespace keycell::model {

/// Row ids. 0: none.
struct CopyId {
  std::int64_t value = 0;
  auto operator<=>(const CopyId&) const = default;
};

struct ProtectionId {
  std::int64_t value = 0;
  auto operator<=>(const ProtectionId&) const = default;
};

/// A storage policy copy by its names, e.g. "Gold" and "Secondary".
struct CopyName {
  std::string policy;
  std::string copy;
  bool operator==(const CopyName&) const = default;
};

inline std::string full_name(const CopyName& name) { return name.policy + "/" + name.copy; }

/// What aux copy does with the encryption of what it copies.
enum class CopyEncryption {
  preserve,   ///< the same bytes under the same data key
  reEncrypt,  ///< decrypted and encrypted again under a data key of the copy's own
};

/// Keys of a pool, or of a copy of its own.
struct ProtectionRecord {
  ProtectionId id;
  std::string name;  ///< "pool-a", "Gold/Secondary"
  crypto::KeyAttributes attributes;
  std::string kms;
  crypto::ProtectionRow row;
};

/// The keys that a pool or copy was given, and under which attributes the KMS knows them.
struct OwnKeys {
  crypto::KeyAttributes attributes;
  crypto::ProtectionRow row;
};

struct NewPool {
  std::string name;
  std::string media_agent;
  std::string kms;
};

struct PoolRow {
  std::string name;
  std::string media_agent;
  std::string kms;
  ProtectionId protection;  ///< none when keys belong to copies
};

struct NewCopy {
  CopyName name;
  std::string media_agent;
  std::string kms;
  std::string pool;    ///< empty: depends on none
  std::string source;  ///< the copy of the same policy that aux copy reads; empty: a primary copy
  CopyEncryption encryption = CopyEncryption::preserve;
};

struct CopyRow {
  CopyId id;
  CopyName name;
  std::string media_agent;
  ProtectionId protection;
  std::string source;
  CopyEncryption encryption;
};

struct DataKeyRecord {
  std::int64_t id;
  ProtectionId protection;
  crypto::DataKeyRow row;
};

enum class JobKind { backup, restore, auxCopy };
enum class JobPhase { running, pending, completed, failed };

constexpr std::string_view name_of(JobKind kind) {
  switch (kind) {
    case JobKind::backup: return "backup";
    case JobKind::restore: return "restore";
    case JobKind::auxCopy: return "aux-copy";
  }
  return "unknown";
}

constexpr std::string_view name_of(JobPhase phase) {
  switch (phase) {
    case JobPhase::running: return "Running";
    case JobPhase::pending: return "Pending";
    case JobPhase::completed: return "Completed";
    case JobPhase::failed: return "Failed";
  }
  return "unknown";
}

struct NewJob {
  std::string request;  ///< unique: the same request submitted again is the same job
  JobKind kind;
  std::string client;  ///< empty for an aux copy
  CopyId copy;         ///< written by backup and aux copy, read by restore
  std::uint64_t front_end_bytes;
};

struct JobRow {
  std::int64_t id;
  JobKind kind;
  std::string client;
  CopyId copy;
  std::uint64_t front_end_bytes;
  std::int64_t archive_file;  ///< of a backup; 0: none yet
  JobPhase phase;
  std::uint32_t restarts;
};

/// An archive file in one copy, and the rows that protect it there.
struct KeyRows {
  std::string client;
  std::uint64_t front_end_bytes;
  std::string media_agent;
  DataKeyRecord data_key;
  ProtectionRecord protection;
};

}  // namespace keycell::model
