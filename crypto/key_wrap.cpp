// AES Key Wrap over OpenSSL, with and without padding, and the stored forms with their CRC32.

#include "crypto/key_wrap.h"

#include <string>

#include "crypto/evp.h"
#include "crypto/row_codec.h"

namespace keycell::crypto {
namespace {

constexpr std::size_t semiblockBytes = 8;                          // RFC 3394, section 2
constexpr std::size_t minPlainBytes = 2 * semiblockBytes;          // RFC 3394, section 2: n is at least 2
constexpr std::size_t minWrappedBytes = 3 * semiblockBytes;        // which is one semiblock more
constexpr std::size_t minWrappedPaddedBytes = 2 * semiblockBytes;  // RFC 5649, section 4.1: 1 to 8 bytes give one block

CipherContext new_wrap_context() {
  CipherContext context = new_cipher_context();
  EVP_CIPHER_CTX_set_flags(context.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
  return context;
}

Bytes wrapped_by(const EVP_CIPHER* cipher, View wrapping_key, View plain, std::size_t wrapped_size) {
  const CipherContext context = new_wrap_context();
  if (EVP_EncryptInit_ex2(context.get(), cipher, wrapping_key.data(), nullptr, nullptr) != 1)
    throw_failure("wrapping key");
  Bytes wrapped(wrapped_size);
  int written = 0;
  if (EVP_EncryptUpdate(context.get(), wrapped.data(), &written, plain.data(), static_cast<int>(plain.size())) != 1 ||
      static_cast<std::size_t>(written) != wrapped.size()) {
    throw_failure("AES Key Wrap");
  }
  return wrapped;
}

/// Opens into `room`; returns the size of what was opened.
std::size_t open_into(WipedBuffer& room, const EVP_CIPHER* cipher, View wrapping_key, View wrapped) {
  const CipherContext context = new_wrap_context();
  if (EVP_DecryptInit_ex2(context.get(), cipher, wrapping_key.data(), nullptr, nullptr) != 1)
    throw_failure("wrapping key");
  int written = 0;
  if (EVP_DecryptUpdate(context.get(), room.writable().data(), &written, wrapped.data(),
                        static_cast<int>(wrapped.size())) != 1 ||
      written <= 0) {
    throw_refused();
  }
  return static_cast<std::size_t>(written);
}

Bytes with_crc32(Bytes wrapped) {
  append_crc32(wrapped, wrapped);
  return wrapped;
}

View without_crc32(View stored) {
  if (stored.size() < crc32SizeBytes) throw Refused();
  const View wrapped = stored.first(stored.size() - crc32SizeBytes);
  if (!matches_crc32(wrapped, stored.last(crc32SizeBytes))) throw Refused();
  return wrapped;
}

}  // namespace

Bytes aes_key_wrap(View wrapping_key, View plain) {
  const EVP_CIPHER* const cipher = aes_wrap(wrapping_key.size());
  if (plain.size() < minPlainBytes || plain.size() % semiblockBytes != 0 || plain.size() > maxEvpInputBytes) {
    throw CryptoFailure("AES Key Wrap: a key has at least 16 bytes, a multiple of 8, not " +
                        std::to_string(plain.size()));
  }
  return wrapped_by(cipher, wrapping_key, plain, plain.size() + semiblockBytes);
}

WipedBuffer aes_key_unwrap(View wrapping_key, View wrapped) {
  const EVP_CIPHER* const cipher = aes_wrap(wrapping_key.size());
  // Checked here because OpenSSL accepts an empty input.
  if (wrapped.size() < minWrappedBytes || wrapped.size() % semiblockBytes != 0 || wrapped.size() > maxEvpInputBytes) {
    throw Refused();
  }
  WipedBuffer plain(wrapped.size() - semiblockBytes);
  if (open_into(plain, cipher, wrapping_key, wrapped) != plain.size()) throw Refused();
  return plain;
}

Bytes aes_key_wrap_padded(View wrapping_key, View plain) {
  const EVP_CIPHER* const cipher = aes_wrap_padded(wrapping_key.size());
  if (plain.empty() || plain.size() > maxEvpInputBytes) {
    throw CryptoFailure("AES Key Wrap with padding: a key has at least 1 byte");
  }
  const std::size_t semiblocks = (plain.size() + semiblockBytes - 1) / semiblockBytes;
  return wrapped_by(cipher, wrapping_key, plain, (semiblocks + 1) * semiblockBytes);
}

WipedBuffer aes_key_unwrap_padded(View wrapping_key, View wrapped) {
  const EVP_CIPHER* const cipher = aes_wrap_padded(wrapping_key.size());
  if (wrapped.size() < minWrappedPaddedBytes || wrapped.size() % semiblockBytes != 0 ||
      wrapped.size() > maxEvpInputBytes) {
    throw Refused();
  }
  WipedBuffer padded(wrapped.size());  // OpenSSL writes the padding too
  const std::size_t size = open_into(padded, cipher, wrapping_key, wrapped);
  if (size > padded.size()) throw Refused();
  return WipedBuffer::copy_of(padded.view().first(size));
}

Bytes aes_key_wrap_crc32(View wrapping_key, View plain) { return with_crc32(aes_key_wrap(wrapping_key, plain)); }

WipedBuffer aes_key_unwrap_crc32(View wrapping_key, View stored) {
  return aes_key_unwrap(wrapping_key, without_crc32(stored));
}

Bytes aes_key_wrap_padded_crc32(View wrapping_key, View plain) {
  return with_crc32(aes_key_wrap_padded(wrapping_key, plain));
}

WipedBuffer aes_key_unwrap_padded_crc32(View wrapping_key, View stored) {
  return aes_key_unwrap_padded(wrapping_key, without_crc32(stored));
}

}  // namespace keycell::crypto
