// Any bytes as a wrapped key in each form: the first byte chooses the form, its upper half the size of the wrapping
// key. What opens is wrapped to the same bytes again.

#include "crypto/aead.h"
#include "crypto/key_delivery.h"
#include "crypto/key_wrap.h"
#include "tests/fuzz/keys.h"

using namespace keycell;
using namespace keycell::crypto;

namespace {

Bytes wrapped_again(std::uint8_t form, View key, View wrapped) {
  switch (form % 6) {
    case 0: return aes_key_wrap(key, aes_key_unwrap(key, wrapped).view());
    case 1: return aes_key_wrap_padded(key, aes_key_unwrap_padded(key, wrapped).view());
    case 2: return aes_key_wrap_crc32(key, aes_key_unwrap_crc32(key, wrapped).view());
    case 3: return aes_key_wrap_padded_crc32(key, aes_key_unwrap_padded_crc32(key, wrapped).view());
    case 4: {
      if (key.size() == 24) throw Refused();
      const WipedBuffer opened = gcm_open(key, view_of("context"), wrapped);
      return gcm_seal(key, wrapped.first(gcmNonceSizeBytes), view_of("context"), opened.view());
    }
    default: {
      // A delivered key: what opens is a key, whose wrap depends on a fresh salt.
      const auto password = fuzz::key_named<NetworkPassword>("password", keySizeBytes);
      fuzz::demand(!NetworkPasswordDelivery().open({bytes_of(wrapped)}, password).empty());
      return bytes_of(wrapped);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t key_size = 16 + 8 * (data[0] / 16 % 3);
  const WipedBuffer key = fuzz::bytes_named("wrapping key", key_size);
  const View wrapped(data + 1, size - 1);
  try {
    fuzz::demand(wrapped_again(data[0] % 16, key.view(), wrapped) == bytes_of(wrapped));
  } catch (const Refused&) {
  }
  return 0;
}
