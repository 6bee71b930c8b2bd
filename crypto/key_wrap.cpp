// AES Key Wrap over OpenSSL, and the stored form with its CRC32.

#include "crypto/key_wrap.h"

#include "crypto/evp.h"
#include "crypto/row_codec.h"

namespace keycell::crypto {
namespace {

constexpr std::size_t semiblockBytes = 8;                  // RFC 3394, section 2
constexpr std::size_t minPlainBytes = 2 * semiblockBytes;  // RFC 3394, section 2: n is at least 2
constexpr std::size_t minWrappedBytes = 3 * semiblockBytes;

CipherContext new_wrap_context() {
  CipherContext context = new_cipher_context();
  EVP_CIPHER_CTX_set_flags(context.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
  return context;
}

}  // namespace

Bytes aes_key_wrap(View wrapping_key, View plain) {
  const EVP_CIPHER* const cipher = aes_wrap(wrapping_key.size());
  if (plain.size() < minPlainBytes || plain.size() % semiblockBytes != 0 || plain.size() > maxEvpInputBytes) {
    throw CryptoFailure("AES Key Wrap: a key has at least 16 bytes, a multiple of 8, not " +
                        std::to_string(plain.size()));
  }
  const CipherContext context = new_wrap_context();
  if (EVP_EncryptInit_ex2(context.get(), cipher, wrapping_key.data(), nullptr, nullptr) != 1)
    throw_failure("wrapping key");
  Bytes wrapped(plain.size() + semiblockBytes);
  int written = 0;
  if (EVP_EncryptUpdate(context.get(), wrapped.data(), &written, plain.data(), static_cast<int>(plain.size())) != 1 ||
      static_cast<std::size_t>(written) != wrapped.size()) {
    throw_failure("AES Key Wrap");
  }
  return wrapped;
}

WipedBuffer aes_key_unwrap(View wrapping_key, View wrapped) {
  const EVP_CIPHER* const cipher = aes_wrap(wrapping_key.size());
  // Checked here because OpenSSL accepts an empty input.
  if (wrapped.size() < minWrappedBytes || wrapped.size() % semiblockBytes != 0 || wrapped.size() > maxEvpInputBytes) {
    throw Refused();
  }
  const CipherContext context = new_wrap_context();
  if (EVP_DecryptInit_ex2(context.get(), cipher, wrapping_key.data(), nullptr, nullptr) != 1)
    throw_failure("wrapping key");
  WipedBuffer plain(wrapped.size() - semiblockBytes);
  int written = 0;
  if (EVP_DecryptUpdate(context.get(), plain.writable().data(), &written, wrapped.data(),
                        static_cast<int>(wrapped.size())) != 1 ||
      static_cast<std::size_t>(written) != plain.size()) {
    throw_refused();
  }
  return plain;
}

Bytes aes_key_wrap_crc32(View wrapping_key, View plain) {
  Bytes stored = aes_key_wrap(wrapping_key, plain);
  append_crc32(stored, stored);
  return stored;
}

WipedBuffer aes_key_unwrap_crc32(View wrapping_key, View stored) {
  if (stored.size() < crc32SizeBytes) throw Refused();
  const View wrapped = stored.first(stored.size() - crc32SizeBytes);
  if (!matches_crc32(wrapped, stored.last(crc32SizeBytes))) throw Refused();
  return aes_key_unwrap(wrapping_key, wrapped);
}

}  // namespace keycell::crypto
