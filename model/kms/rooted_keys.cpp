#include "model/kms/rooted_keys.h"

namespace keycell::model {

crypto::MasterKeyId RootedKeys::generate(const crypto::KeyAttributes& attributes) {
  const auto key = crypto::MasterKey::generate(
      crypto::keySizeBytes, *world_.random(Stream::cryptoSecret, drawn_for_master_key(world_.self(), attributes)),
      &world_.witness());
  return keep(key, attributes);
}

crypto::MasterKeyId RootedKeys::keep(const crypto::MasterKey& key, const crypto::KeyAttributes& attributes) {
  const auto root = installation_.kms_root(world_.self(), world_.witness());
  world_.begin_key_operation(crypto::KeyOperation::aesWrap, root.id());
  return store_.add(crypto::wrap(key, root).bytes, attributes, key.id());
}

KeyInUse RootedKeys::load(const crypto::MasterKeyId& id) {
  const auto entry = store_.find(id);
  if (!entry) throw missing(id);
  if (entry->state == KeyState::disabled)
    throw crypto::KmsKeyDisabled("key " + id.value + " at " + std::string(world_.self()) + " is disabled");
  const auto root = installation_.kms_root(world_.self(), world_.witness());
  world_.begin_key_operation(crypto::KeyOperation::aesUnwrap, root.id());
  return {id, crypto::unwrap(crypto::Wrapped<crypto::MasterKey, crypto::KmsRoot>{entry->wrapped}, root)};
}

RootedKeys::WrappedKek RootedKeys::wrap(const KeyInUse& by, const crypto::Kek& kek) {
  world_.begin_key_operation(crypto::KeyOperation::aesWrap, by.key.id());
  return crypto::wrap(kek, by.key);
}

crypto::Kek RootedKeys::unwrap(const KeyInUse& by, const WrappedKek& wrapped) {
  world_.begin_key_operation(crypto::KeyOperation::aesUnwrap, by.key.id());
  std::optional<crypto::Kek> kek;
  try {
    kek.emplace(crypto::unwrap(wrapped, by.key));
  } catch (const crypto::Refused&) {  // told below
  }
  if (!kek) throw DoesNotOpen("what was to be unwrapped is not under key " + by.id.value);
  return std::move(*kek);
}

void RootedKeys::destroy(const crypto::MasterKeyId& id) {
  if (!store_.destroy(id)) throw missing(id);
}

std::optional<KeyState> RootedKeys::state_of(const crypto::MasterKeyId& id) {
  const auto entry = store_.find(id);
  return entry ? std::optional(entry->state) : std::nullopt;
}

crypto::KmsKeyMissing RootedKeys::missing(const crypto::MasterKeyId& id) const {
  return crypto::KmsKeyMissing("no key " + id.value + " at " + std::string(world_.self()));
}

}  // namespace keycell::model
