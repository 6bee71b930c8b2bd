#pragma once
// What a CommServe remembers of its KMSs (reading kms_cache). Off by default: public documents do not say.

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "crypto/kms.h"
#include "model/path.h"
#include "model/world.h"

namespace keycell::model {

/// Master keys and KEKs by what they were asked for, each until its time since it came is over.
class KeyCache {
 public:
  KeyCache(World& world, Nanos time_to_live) : world_(world), time_to_live_(time_to_live) {}

  bool is_on() const { return time_to_live_ > Nanos::zero(); }
  /// A copy of the remembered key; nothing when there is none.
  std::optional<crypto::MasterKey> master_key(const std::string& name);
  std::optional<crypto::Kek> kek(const std::string& name);
  void remember(const std::string& name, const crypto::MasterKey& key);
  void remember(const std::string& name, const crypto::Kek& key);
  /// All whose name begins so.
  void forget(const std::string& beginning);

 private:
  void forget_what_is_old();

  template <class Key>
  struct Entry {
    Key key;
    Nanos came;
  };
  template <class Key>
  using Entries = std::map<std::string, Entry<Key>>;

  template <class Key>
  std::optional<Key> find(Entries<Key>& entries, const std::string& name);
  template <class Key>
  void put(Entries<Key>& entries, const std::string& name, const Key& key);

  World& world_;
  Nanos time_to_live_;
  Entries<crypto::MasterKey> master_keys_;
  Entries<crypto::Kek> keks_;
};

/// A KMS behind a cache.
class CachingKms final : public crypto::Kms {
 public:
  CachingKms(KeyCache& cache, std::string name, std::unique_ptr<crypto::Kms> behind)
      : cache_(cache), name_(std::move(name)), behind_(std::move(behind)) {}

  crypto::MasterKeyId create_master_key(const crypto::KeyContext& of) override {
    return behind_->create_master_key(of);
  }
  crypto::Wrapped<crypto::Kek, crypto::MasterKey> wrap(const crypto::MasterKeyId& by, const crypto::Kek& kek,
                                                       const crypto::KeyContext& of) override {
    return behind_->wrap(by, kek, of);
  }
  crypto::Kek unwrap(const crypto::MasterKeyId& by, const crypto::Wrapped<crypto::Kek, crypto::MasterKey>& wrapped,
                     const crypto::KeyContext& of) override;
  crypto::MasterKey fetch(const crypto::MasterKeyId& id) override;
  std::vector<crypto::MasterKeyId> locate(const crypto::KeyAttributes& wanted) override {
    return behind_->locate(wanted);
  }
  void destroy(const crypto::MasterKeyId& id) override;

 private:
  /// Of a key in the cache; what was wrapped under it has a name that begins so.
  std::string name_of(const crypto::MasterKeyId& id) const { return path_of(name_, id.value) + "/"; }

  KeyCache& cache_;
  std::string name_;
  std::unique_ptr<crypto::Kms> behind_;
};

}  // namespace keycell::model
