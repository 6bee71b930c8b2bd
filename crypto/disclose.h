#pragma once
// The one way for a secret to enter a message in clear. `grep -rn "disclose("` lists every exposure that the documented
// steps demand; each is declared in the boundary policy, and any other is a violation.

#include "crypto/errors.h"
#include "crypto/secret.h"

namespace keycell::crypto {

/// A secret's bytes on their way into or out of a message: move-only, wiped, and no protobuf field can hold it.
class Disclosed {
 public:
  Disclosed(KeyClass key_class, WipedBuffer bytes) : key_class_(key_class), bytes_(std::move(bytes)) {}

  KeyClass key_class() const { return key_class_; }
  /// For the channel that writes it into a message.
  View bytes(SecretAccess) const { return bytes_.view(); }
  WipedBuffer take() && { return std::move(bytes_); }

 private:
  KeyClass key_class_;
  WipedBuffer bytes_;
};

/// Copies a secret out of its boundary, for the stated reason; the witness hears of it.
Disclosed disclose(const SecretBytes& secret, Disclosure why);

/// Takes a disclosed secret in at the receiver. Throws Refused when it is of another class.
template <class Key>
Key receive(Disclosed disclosed, Witness* witness) {
  if (disclosed.key_class() != Key::keyClass) throw Refused();
  return Key::from(std::move(disclosed).take(), Arrival::received, witness);
}

}  // namespace keycell::crypto
