#include "model/kms/built_in.h"

#include "crypto/scramble.h"

namespace keycell::model {

void BuiltInKms::report(std::string_view operation, KmsOutcome outcome, std::string_view key) {
  world_.emit(KmsRequest{name_, operation, outcome, Nanos::zero(), {}, key});
}

crypto::MasterKey BuiltInKms::load(std::string_view operation, const crypto::MasterKeyId& id) {
  const auto scrambled = csdb_.built_in_key(id.value);
  report(operation, scrambled ? KmsOutcome::ok : KmsOutcome::keyMissing, id.value);
  if (!scrambled) throw crypto::KmsKeyMissing("no key " + id.value + " at " + name_);
  return crypto::MasterKey::from(crypto::unscramble(*scrambled), crypto::Arrival::unwrapped, &world_.witness());
}

crypto::MasterKeyId BuiltInKms::create_master_key(const crypto::KeyContext& of) {
  const crypto::KeyAttributes& attributes = of.owner;
  const auto key = crypto::MasterKey::generate(
      crypto::keySizeBytes, *world_.random(Stream::cryptoSecret, drawn_for_master_key(name_, attributes)),
      &world_.witness());
  const std::string id = csdb_.insert_built_in_key(name_, attributes, crypto::scramble(key));
  report("create", KmsOutcome::ok, id);
  world_.emit(
      MasterKeyAtKms{name_, id, attributes.commcell_id, attributes.policy, attributes.copy, "Active", key.id()});
  return {id};
}

crypto::Wrapped<crypto::Kek, crypto::MasterKey> BuiltInKms::wrap(const crypto::MasterKeyId& by, const crypto::Kek& kek,
                                                                 const crypto::KeyContext&) {
  const crypto::MasterKey master = load("wrap", by);
  world_.begin_key_operation(crypto::KeyOperation::aesWrap, master.id());
  return crypto::wrap(kek, master);
}

crypto::Kek BuiltInKms::unwrap(const crypto::MasterKeyId& by,
                               const crypto::Wrapped<crypto::Kek, crypto::MasterKey>& wrapped,
                               const crypto::KeyContext&) {
  const crypto::MasterKey master = load("unwrap", by);
  world_.begin_key_operation(crypto::KeyOperation::aesUnwrap, master.id());
  return crypto::unwrap(wrapped, master);
}

crypto::MasterKey BuiltInKms::fetch(const crypto::MasterKeyId& id) { return load("fetch", id); }

std::vector<crypto::MasterKeyId> BuiltInKms::locate(const crypto::KeyAttributes& wanted) {
  std::vector<crypto::MasterKeyId> found;
  for (const std::string& id : csdb_.built_in_keys(name_, wanted)) found.push_back({id});
  report("locate", KmsOutcome::ok, {});
  return found;
}

void BuiltInKms::destroy(const crypto::MasterKeyId& id) {
  load("destroy", id);
  csdb_.delete_built_in_key(id.value);
  world_.emit(MasterKeyAtKms{name_, id.value, {}, {}, {}, "Destroyed"});
}

std::unique_ptr<crypto::Kms> reach_built_in(const KmsReach& with) {
  return std::make_unique<BuiltInKms>(with.world, with.csdb, with.name);
}

}  // namespace keycell::model
