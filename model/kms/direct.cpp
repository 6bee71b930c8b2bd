#include "model/kms/direct.h"

#include <optional>

namespace keycell::model {

using WrappedKek = crypto::Wrapped<crypto::Kek, crypto::MasterKey>;

WrappedKek DirectKms::wrap(const crypto::MasterKeyId& by, const crypto::Kek& kek, const crypto::KeyContext&) {
  return keys_->wrap(keys_->load(by), kek);
}

crypto::Kek DirectKms::unwrap(const crypto::MasterKeyId& by, const WrappedKek& wrapped, const crypto::KeyContext&) {
  std::optional<crypto::Kek> kek;
  try {
    kek.emplace(keys_->unwrap(keys_->load(by), wrapped));
  } catch (const DoesNotOpen&) {  // told below, as a client of the KMS tells it
  }
  if (!kek) throw crypto::Refused();
  return std::move(*kek);
}

}  // namespace keycell::model
