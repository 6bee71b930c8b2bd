#include "properties/checks/swapped_wraps.h"

#include "crypto/rsa.h"

namespace keycell::properties {
namespace {

using crypto::KeyClass;
using crypto::SecretId;

/// What `stored` opens to where a wrap of this form under this key is read; nothing when it is refused there.
crypto::WipedBuffer opened(View key, crypto::WrapForm form, View stored) {
  using crypto::Arrival;
  try {
    switch (form) {
      case crypto::WrapForm::aesKeyWrap: return crypto::aes_key_unwrap(key, stored);
      case crypto::WrapForm::aesKeyWrapCrc32: return crypto::aes_key_unwrap_crc32(key, stored);
      case crypto::WrapForm::aesKeyWrapPaddedCrc32: return crypto::aes_key_unwrap_padded_crc32(key, stored);
      case crypto::WrapForm::rsaOaep: {
        const auto pair = crypto::RsaPrivate::from(crypto::WipedBuffer::copy_of(key), Arrival::remembered, nullptr);
        const auto access = crypto::SecretAccess::because("tries whether a swapped wrap opens");
        const auto data_key =
            crypto::unwrap(crypto::Wrapped<crypto::DataKey, crypto::RsaPrivate>{bytes_of(stored)}, pair);
        return crypto::WipedBuffer::copy_of(data_key.bytes(access));
      }
    }
  } catch (const crypto::Refused&) {  // noticed
  }
  return {};
}

}  // namespace

void SwappedWraps::on(const model::Event& event) {
  if (const auto* held = std::get_if<model::SecretHeld>(&event.body)) {
    hold(*held);
  } else if (const auto* wrapped = std::get_if<model::KeyWrapped>(&event.body)) {
    wrap(event, *wrapped);
  }
}

void SwappedWraps::hold(const model::SecretHeld& held) {
  if (!secrets_.learn(held.secret, held.key_class)) return;
  switch (held.key_class) {
    case KeyClass::kek:
    case KeyClass::rsaPrivate:
    case KeyClass::masterKey: wrapping_[held.secret].bytes = crypto::WipedBuffer::copy_of(held.bytes.bytes); break;
    default: break;
  }
}

void SwappedWraps::wrap(const model::Event& event, const model::KeyWrapped& wrapped) {
  const auto found = wrapping_.find(wrapped.by);
  if (found == wrapping_.end()) return;
  WrappingKey& by = found->second;
  if (by.first == SecretId{}) by.first = wrapped.what;
  if (by.first == wrapped.what || by.was_tried) return;
  by.was_tried = true;
  mark_exercised();
  if (!opened(by.bytes.view(), wrapped.form, wrapped.result).empty())
    violated(event, "the wrap of " + secrets_.name_of(wrapped.what) + " opens in the place of that of " +
                        secrets_.name_of(by.first) + ", under " + secrets_.name_of(wrapped.by) + ", without complaint");
}

}  // namespace keycell::properties
