#include "model/key_cache.h"

#include "model/readings.h"

namespace keycell::model {
namespace {

template <class Key>
Key copy_of(const Key& key, crypto::Witness& witness) {
  const auto access = crypto::SecretAccess::because("copies a key into or out of the CommServe's cache");
  return Key::from(crypto::WipedBuffer::copy_of(key.bytes(access)), crypto::Arrival::remembered, &witness);
}

}  // namespace

void KeyCache::forget_what_is_old() {
  const auto is_old = [&](const auto& entry) { return world_.now() - entry.second.came >= time_to_live_; };
  std::erase_if(master_keys_, is_old);
  std::erase_if(keks_, is_old);
}

void KeyCache::forget(const std::string& beginning) {
  const auto is_meant = [&](const auto& entry) { return entry.first.starts_with(beginning); };
  std::erase_if(master_keys_, is_meant);
  std::erase_if(keks_, is_meant);
}

template <class Key>
std::optional<Key> KeyCache::find(Entries<Key>& entries, const std::string& name) {
  forget_what_is_old();
  const auto found = entries.find(name);
  if (found == entries.end()) return std::nullopt;
  return copy_of(found->second.key, world_.witness());
}

template <class Key>
void KeyCache::put(Entries<Key>& entries, const std::string& name, const Key& key) {
  if (!is_on()) return;
  entries.insert_or_assign(name, Entry<Key>{copy_of(key, world_.witness()), world_.now()});
  if (time_to_live_ == unlimitedCache) return;
  // A key that nobody asks for again must go too.
  world_.spawn("key cache", [this] {
    world_.sleep(time_to_live_);
    forget_what_is_old();
  });
}

std::optional<crypto::MasterKey> KeyCache::master_key(const std::string& name) { return find(master_keys_, name); }
std::optional<crypto::Kek> KeyCache::kek(const std::string& name) { return find(keks_, name); }
void KeyCache::remember(const std::string& name, const crypto::MasterKey& key) { put(master_keys_, name, key); }
void KeyCache::remember(const std::string& name, const crypto::Kek& key) { put(keks_, name, key); }

crypto::MasterKey CachingKms::fetch(const crypto::MasterKeyId& id) {
  const std::string name = name_of(id);
  if (auto known = cache_.master_key(name)) return std::move(*known);
  crypto::MasterKey key = behind_->fetch(id);
  cache_.remember(name, key);
  return key;
}

crypto::Kek CachingKms::unwrap(const crypto::MasterKeyId& by,
                               const crypto::Wrapped<crypto::Kek, crypto::MasterKey>& wrapped,
                               const crypto::KeyContext& of) {
  // With the context: a KMS that binds it would refuse where another one is claimed.
  const Bytes context = crypto::canonical(of);
  const std::string name = name_of(by) + std::string(text_of(wrapped.bytes)) + std::string(text_of(context));
  if (auto known = cache_.kek(name)) return std::move(*known);
  crypto::Kek key = behind_->unwrap(by, wrapped, of);
  cache_.remember(name, key);
  return key;
}

void CachingKms::destroy(const crypto::MasterKeyId& id) {
  cache_.forget(name_of(id));
  behind_->destroy(id);
  cache_.forget(name_of(id));  // whoever fetched it meanwhile may have remembered it
}

}  // namespace keycell::model
