// A data key under the client network password.

#include "crypto/key_delivery.h"

#include <array>

#include "crypto/kdf.h"

namespace keycell::crypto {
namespace {

WipedBuffer wrapping_key(const NetworkPassword& password, View salt) {
  return hkdf_sha256(password.bytes(SecretAccess::because("derives the key that protects a data key on its way")), salt,
                     "keycell data key delivery", keySizeBytes);
}

}  // namespace

DeliveredKey NetworkPasswordDelivery::seal(const DataKey& key, const NetworkPassword& password,
                                           Rng& open_stream) const {
  std::array<std::uint8_t, saltSizeBytes> salt{};
  open_stream.fill(salt);
  const WipedBuffer under = wrapping_key(password, salt);
  DeliveredKey delivered{bytes_of(salt)};
  append(delivered.bytes,
         aes_key_wrap(under.view(), key.bytes(SecretAccess::because("wraps a data key for delivery"))));
  if (auto* witness = key.witness()) {
    witness->wrapped(key.id(), password.id(), WrapForm::aesKeyWrap, delivered.bytes);
  }
  return delivered;
}

DataKey NetworkPasswordDelivery::open(const DeliveredKey& delivered, const NetworkPassword& password) const {
  const View bytes = delivered.bytes;
  if (bytes.size() < saltSizeBytes) throw Refused();
  const WipedBuffer under = wrapping_key(password, bytes.first(saltSizeBytes));
  DataKey key =
      DataKey::from(aes_key_unwrap(under.view(), bytes.subspan(saltSizeBytes)), Arrival::unwrapped, password.witness());
  if (auto* witness = password.witness()) witness->unwrapped(key.id(), password.id(), WrapForm::aesKeyWrap, bytes);
  return key;
}

}  // namespace keycell::crypto
