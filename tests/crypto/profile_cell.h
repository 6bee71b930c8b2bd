#pragma once
// A cell's view of its key code: two KMSs in memory, one profile, rows that it keeps.

#include <memory>
#include <utility>
#include <vector>

#include "crypto/profiles.h"
#include "tests/crypto/counter_rng.h"
#include "tests/crypto/memory_kms.h"
#include "tests/crypto/published_rsa_pairs.h"
#include "tests/crypto/recording_witness.h"

namespace keycell::crypto::testing {

/// Keeps what key code told.
class ToldSteps final : public KeySteps {
 public:
  void done(KeyStep step) override { told_.push_back(step); }
  std::vector<KeyStep> take() { return std::exchange(told_, {}); }

 private:
  std::vector<KeyStep> told_;
};

class ProfileCell {
 public:
  explicit ProfileCell(std::string_view profile, Unwrap unwrap = Unwrap::fetch)
      : hierarchy(make_profile(profile, ProfileSettings{.unwrap = unwrap})) {}

  ProtectionRow create(const KeyAttributes& of) { return hierarchy->create({.owner = of}, services()); }
  NewDataKey new_data_key(const ProtectionRow& pool) { return hierarchy->new_data_key(pool, ofFs1, services()); }
  DataKey open(const ProtectionRow& pool, const DataKeyRow& row) {
    return hierarchy->open_data_key(pool, row, ofFs1, services());
  }
  DataKeyRow rewrap_data_key(const DataKeyRow& row, const ProtectionRow& from, const ProtectionRow& to) {
    return hierarchy->rewrap_data_key(row, {from, ofFs1}, {to, ofFs1}, services());
  }
  void forget(const ProtectionRow& pool, const DataKeyRow& row) {
    hierarchy->forget_data_key(pool, row, ofFs1, services());
  }
  ProtectionRow rewrap(const ProtectionRow& pool, const KeyAttributes& of, const std::string& new_kms = "kms") {
    return hierarchy->rewrap(pool, {.owner = of}, new_kms, services());
  }
  ProtectionRow rotate_kek(const ProtectionRow& pool) { return hierarchy->rotate_kek(pool, {}, services()); }
  void retire(const ProtectionRow& pool) { hierarchy->retire(pool, {}, services()); }

  bool opens(const ProtectionRow& pool, const NewDataKey& made) { return opens(pool, made.row, made.key); }
  bool opens(const ProtectionRow& pool, const DataKeyRow& row, const DataKey& key) {
    const auto access = SecretAccess::because("a test compares");
    return bytes_of(open(pool, row).bytes(access)) == bytes_of(key.bytes(access));
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

  /// Of a cell whose owners have their master keys at "kms"; move_to() changes that.
  KeyServices services() {
    return {.kms = directory.named(owners_kms),
            .all_kms = directory,
            .random = {.secret = secret_stream, .open = open_stream},
            .rsa = rsa,
            .witness = &witness,
            .steps = &steps};
  }
  void move_to(std::string name) { owners_kms = std::move(name); }

  RecordingWitness witness;
  ToldSteps steps;
  CounterRng secret_stream{"secret"};
  CounterRng open_stream{"open"};
  CounterRng kms_stream{"kms"};
  MemoryKms kms{kms_stream, &witness};
  MemoryKms other_kms{kms_stream, &witness, "other"};
  MemoryKmsDirectory directory{{"kms", &kms}, {"other", &other_kms}};
  PublishedRsaPairs rsa;
  std::unique_ptr<Hierarchy> hierarchy;

 private:
  static inline const KeyContext ofFs1{.purpose = KeyPurpose::encryptsData, .client = "fs1"};
  std::string owners_kms = "kms";
};

}  // namespace keycell::crypto::testing
