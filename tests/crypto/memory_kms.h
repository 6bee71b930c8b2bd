#pragma once
// A KMS in memory. Keys leave it and enter it the way they do over a network: disclosed, then received.

#include <initializer_list>
#include <map>
#include <string>
#include <vector>

#include "crypto/disclose.h"
#include "crypto/kms.h"

namespace keycell::crypto::testing {

struct KmsCalls {
  int create = 0;
  int wrap = 0;
  int unwrap = 0;
  int fetch = 0;
  int locate = 0;
  int destroy = 0;
  bool operator==(const KmsCalls&) const = default;
};

class MemoryKms final : public Kms {
 public:
  /// Its master keys are called "<name>-1", "<name>-2".
  MemoryKms(Rng& secret_stream, Witness* witness, std::string name = "mk")
      : secret_stream_(secret_stream), witness_(witness), name_(std::move(name)) {}

  void become_unavailable() { available_ = false; }
  void become_available() { available_ = true; }
  const KmsCalls& calls() const { return calls_; }
  void forget_calls() { calls_ = {}; }
  std::vector<KeyAttributes> attributes() const {
    std::vector<KeyAttributes> all;
    for (const Entry& entry : entries_) all.push_back(entry.attributes);
    return all;
  }

  MasterKeyId create_master_key(const KeyContext& of) override {
    asked(calls_.create);
    MasterKeyId id{name_ + "-" + std::to_string(entries_.size() + 1)};
    entries_.push_back({id, of.owner, MasterKey::generate(keySizeBytes, secret_stream_, witness_)});
    return id;
  }

  Wrapped<Kek, MasterKey> wrap(const MasterKeyId& by, const Kek& kek, const KeyContext&) override {
    asked(calls_.wrap);
    const Kek received = receive<Kek>(disclose(kek, Disclosure::kekToBeWrappedByKms), witness_);
    return crypto::wrap(received, key(by));
  }

  Kek unwrap(const MasterKeyId& by, const Wrapped<Kek, MasterKey>& wrapped, const KeyContext&) override {
    asked(calls_.unwrap);
    const Kek kek = crypto::unwrap(wrapped, key(by));
    return receive<Kek>(disclose(kek, Disclosure::kekUnwrappedByKms), witness_);
  }

  MasterKey fetch(const MasterKeyId& id) override {
    asked(calls_.fetch);
    return receive<MasterKey>(disclose(key(id), Disclosure::masterKeyFetched), witness_);
  }

  std::vector<MasterKeyId> locate(const KeyAttributes& wanted) override {
    asked(calls_.locate);
    const auto fits = [](const std::string& want, const std::string& have) { return want.empty() || want == have; };
    std::vector<MasterKeyId> found;
    for (const Entry& entry : entries_) {
      const KeyAttributes& have = entry.attributes;
      if (fits(wanted.commcell_id, have.commcell_id) && fits(wanted.policy, have.policy) &&
          fits(wanted.copy, have.copy)) {
        found.push_back(entry.id);
      }
    }
    return found;
  }

  void destroy(const MasterKeyId& id) override {
    asked(calls_.destroy);
    key(id).wipe();
  }

 private:
  struct Entry {
    MasterKeyId id;
    KeyAttributes attributes;
    MasterKey key;
  };

  void asked(int& counter) {
    ++counter;
    if (!available_) throw KmsUnavailable("the KMS does not answer");
  }

  MasterKey& key(const MasterKeyId& id) {
    for (Entry& entry : entries_) {
      if (entry.id != id) continue;
      if (entry.key.empty()) throw KmsRefused("master key " + id.value + " is destroyed");
      return entry.key;
    }
    throw KmsRefused("there is no master key " + id.value);
  }

  Rng& secret_stream_;
  Witness* witness_;
  std::string name_;
  std::vector<Entry> entries_;
  KmsCalls calls_;
  bool available_ = true;
};

/// The KMSs of a cell, as a map.
class MemoryKmsDirectory final : public KmsDirectory {
 public:
  MemoryKmsDirectory(std::initializer_list<std::pair<const std::string, Kms*>> all) : all_(all) {}
  Kms& named(const std::string& name) override {
    const auto found = all_.find(name);
    if (found == all_.end()) throw KmsUnavailable("no KMS " + name);
    return *found->second;
  }

 private:
  std::map<std::string, Kms*> all_;
};

}  // namespace keycell::crypto::testing
