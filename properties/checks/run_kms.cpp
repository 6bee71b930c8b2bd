#include "properties/checks/run_kms.h"

namespace keycell::properties {
namespace {

[[noreturn]] void refuse_to(std::string_view what) {
  throw crypto::KmsRefused("the keys of a run are only read, not to be " + std::string(what));
}

}  // namespace

void RunKms::hear(const model::Event& event) {
  if (const auto* held = std::get_if<model::SecretHeld>(&event.body)) {
    if (held->key_class == crypto::KeyClass::masterKey && !master_keys_.contains(held->secret))
      master_keys_.emplace(held->secret, crypto::WipedBuffer::copy_of(held->bytes.bytes));
  } else if (const auto* kept = std::get_if<model::MasterKeyAtKms>(&event.body)) {
    if (kept->secret != crypto::SecretId{}) ids_.insert_or_assign({std::string(kept->id)}, kept->secret);
  }
}

crypto::Kms& RunKms::named(const std::string&) { return *this; }

crypto::MasterKey RunKms::fetch(const crypto::MasterKeyId& id) {
  const auto known = ids_.find(id);
  if (known == ids_.end()) throw crypto::KmsKeyMissing("the run has no master key " + id.value);
  return crypto::MasterKey::from(crypto::WipedBuffer::copy_of(master_keys_.at(known->second).view()),
                                 crypto::Arrival::remembered, nullptr);
}

crypto::Kek RunKms::unwrap(const crypto::MasterKeyId& by,
                           const crypto::Wrapped<crypto::Kek, crypto::MasterKey>& wrapped, const crypto::KeyContext&) {
  return crypto::unwrap(wrapped, fetch(by));
}

crypto::MasterKeyId RunKms::create_master_key(const crypto::KeyContext&) { refuse_to("made"); }

crypto::Wrapped<crypto::Kek, crypto::MasterKey> RunKms::wrap(const crypto::MasterKeyId&, const crypto::Kek&,
                                                             const crypto::KeyContext&) {
  refuse_to("used to wrap");
}

std::vector<crypto::MasterKeyId> RunKms::locate(const crypto::KeyAttributes&) { refuse_to("searched"); }

void RunKms::destroy(const crypto::MasterKeyId&) { refuse_to("destroyed"); }

}  // namespace keycell::properties
