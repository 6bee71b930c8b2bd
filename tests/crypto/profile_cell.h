#pragma once
// A cell's view of its key code: one KMS in memory, one profile, rows that it keeps.

#include <memory>

#include "crypto/profiles.h"
#include "tests/crypto/counter_rng.h"
#include "tests/crypto/memory_kms.h"
#include "tests/crypto/published_rsa_pairs.h"
#include "tests/crypto/recording_witness.h"

namespace keycell::crypto::testing {

class ProfileCell {
 public:
  explicit ProfileCell(std::string_view profile, Unwrap unwrap = Unwrap::fetch)
      : hierarchy(make_profile(profile, ProfileSettings{.unwrap = unwrap})) {}

  ProtectionRow create(const KeyAttributes& of) { return hierarchy->create(of, services()); }
  NewDataKey new_data_key(const ProtectionRow& pool) { return hierarchy->new_data_key(pool, "fs1", services()); }
  DataKey open(const ProtectionRow& pool, const DataKeyRow& row) {
    return hierarchy->open_data_key(pool, row, services());
  }
  ProtectionRow rewrap(const ProtectionRow& pool, const KeyAttributes& of) {
    return hierarchy->rewrap(pool, of, services());
  }
  void retire(const ProtectionRow& pool) { hierarchy->retire(pool, services()); }

  bool opens(const ProtectionRow& pool, const NewDataKey& made) {
    const auto access = SecretAccess::because("a test compares");
    return bytes_of(open(pool, made.row).bytes(access)) == bytes_of(made.key.bytes(access));
  }
  /// What opening complains of; empty when it opens.
  std::string complaint(const ProtectionRow& pool, const DataKeyRow& row) {
    try {
      open(pool, row);
    } catch (const KeyUnrecoverable& lost) {
      return lost.what();
    }
    return "";
  }

  KeyServices services() {
    return {.kms = kms, .random = {.secret = secret_stream, .open = open_stream}, .rsa = rsa, .witness = &witness};
  }

  RecordingWitness witness;
  CounterRng secret_stream{"secret"};
  CounterRng open_stream{"open"};
  CounterRng kms_stream{"kms"};
  MemoryKms kms{kms_stream, &witness};
  PublishedRsaPairs rsa;
  std::unique_ptr<Hierarchy> hierarchy;
};

}  // namespace keycell::crypto::testing
