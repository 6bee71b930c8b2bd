// What all secrets have in common.

#include "crypto/secret.h"

#include <utility>

namespace keycell::crypto {

SecretBytes::SecretBytes(KeyClass key_class, WipedBuffer bytes, Arrival how, Witness* witness)
    : key_class_(key_class), bytes_(std::move(bytes)), witness_(witness) {
  if (witness_ != nullptr) id_ = witness_->held(key_class_, bytes_.view(), how);
}

// Whoever has the witness owes it the call of wiped(): it moves with the bytes.
SecretBytes::SecretBytes(SecretBytes&& other) noexcept
    : key_class_(other.key_class_),
      bytes_(std::move(other.bytes_)),
      witness_(std::exchange(other.witness_, nullptr)),
      id_(std::exchange(other.id_, {})) {}

SecretBytes& SecretBytes::operator=(SecretBytes&& other) noexcept {
  if (this == &other) return *this;
  wipe();
  key_class_ = other.key_class_;
  bytes_ = std::move(other.bytes_);
  witness_ = std::exchange(other.witness_, nullptr);
  id_ = std::exchange(other.id_, {});
  return *this;
}

SecretBytes::~SecretBytes() { wipe(); }

void SecretBytes::wipe() noexcept {
  bytes_.wipe();
  if (auto* witness = std::exchange(witness_, nullptr)) witness->wiped(id_);
}

}  // namespace keycell::crypto
