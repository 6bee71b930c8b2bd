// AES Key Wrap over OpenSSL, with and without padding, and the stored forms with their CRC32.

#include "crypto/key_wrap.h"

#include <openssl/modes.h>

#include <string>

#include "crypto/evp.h"
#include "crypto/row_codec.h"

namespace keycell::crypto {
namespace {

constexpr std::size_t semiblockBytes = 8;                          // RFC 3394, section 2
constexpr std::size_t minPlainBytes = 2 * semiblockBytes;          // RFC 3394, section 2: n is at least 2
constexpr std::size_t minWrappedBytes = 3 * semiblockBytes;        // which is one semiblock more
constexpr std::size_t minWrappedPaddedBytes = 2 * semiblockBytes;  // RFC 5649, section 4.1: 1 to 8 bytes give one block

/// The AES block that OpenSSL's key wrap (modes.h) calls. Its own wrap ciphers take the portable AES, which is several
/// times slower and whose tables leave traces in the cache; ECB takes the processor's instructions.
class Block {
 public:
  Block(View key, Direction direction) : context_(new_cipher_context()) {
    if (EVP_CipherInit_ex2(context_.get(), aes_ecb(key.size()), key.data(), nullptr,
                           direction == Direction::encrypt ? 1 : 0, nullptr) != 1) {
      throw_failure("wrapping key");
    }
    EVP_CIPHER_CTX_set_padding(context_.get(), 0);
  }

  /// A block128_f; `block` is a Block.
  static void apply(const std::uint8_t* in, std::uint8_t* out, const void* block) {
    const auto* self = static_cast<const Block*>(block);
    int written = 0;
    if (EVP_CipherUpdate(self->context_.get(), out, &written, in, 2 * semiblockBytes) != 1) self->failed_ = true;
  }

  bool failed() const { return failed_; }

 private:
  CipherContext context_;
  mutable bool failed_ = false;
};

using WrapFunction = decltype(&CRYPTO_128_wrap);

Bytes wrapped_by(WrapFunction wrap, View wrapping_key, View plain, std::size_t wrapped_size) {
  Block block(wrapping_key, Direction::encrypt);
  Bytes wrapped(wrapped_size);
  if (wrap(&block, nullptr, wrapped.data(), plain.data(), plain.size(), Block::apply) != wrapped.size() ||
      block.failed()) {
    throw_failure("AES Key Wrap");
  }
  return wrapped;
}

/// Opens into `room`; returns the size of what was opened, 0 when it is refused.
std::size_t try_to_open_into(WipedBuffer& room, WrapFunction unwrap, View wrapping_key, View wrapped) {
  Block block(wrapping_key, Direction::decrypt);
  const std::size_t size =
      unwrap(&block, nullptr, room.writable().data(), wrapped.data(), wrapped.size(), Block::apply);
  return block.failed() ? 0 : size;
}

std::size_t open_into(WipedBuffer& room, WrapFunction unwrap, View wrapping_key, View wrapped) {
  const std::size_t size = try_to_open_into(room, unwrap, wrapping_key, wrapped);
  if (size == 0) throw_refused();
  return size;
}

// Checked here because OpenSSL accepts an empty input.
bool has_size_of_a_wrap(View wrapped) {
  return wrapped.size() >= minWrappedBytes && wrapped.size() % semiblockBytes == 0 &&
         wrapped.size() <= maxEvpInputBytes;
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
  if (plain.size() < minPlainBytes || plain.size() % semiblockBytes != 0 || plain.size() > maxEvpInputBytes) {
    throw CryptoFailure("AES Key Wrap: a key has at least 16 bytes, a multiple of 8, not " +
                        std::to_string(plain.size()));
  }
  return wrapped_by(CRYPTO_128_wrap, wrapping_key, plain, plain.size() + semiblockBytes);
}

WipedBuffer aes_key_unwrap(View wrapping_key, View wrapped) {
  if (!has_size_of_a_wrap(wrapped)) throw Refused();
  WipedBuffer plain(wrapped.size() - semiblockBytes);
  if (open_into(plain, CRYPTO_128_unwrap, wrapping_key, wrapped) != plain.size()) throw Refused();
  return plain;
}

bool opens_aes_key_wrap(View wrapping_key, View wrapped) {
  if (!has_size_of_a_wrap(wrapped)) return false;
  WipedBuffer plain(wrapped.size() - semiblockBytes);
  return try_to_open_into(plain, CRYPTO_128_unwrap, wrapping_key, wrapped) == plain.size();
}

Bytes aes_key_wrap_padded(View wrapping_key, View plain) {
  if (plain.empty() || plain.size() > maxEvpInputBytes) {
    throw CryptoFailure("AES Key Wrap with padding: a key has at least 1 byte");
  }
  const std::size_t semiblocks = (plain.size() + semiblockBytes - 1) / semiblockBytes;
  return wrapped_by(CRYPTO_128_wrap_pad, wrapping_key, plain, (semiblocks + 1) * semiblockBytes);
}

WipedBuffer aes_key_unwrap_padded(View wrapping_key, View wrapped) {
  if (wrapped.size() < minWrappedPaddedBytes || wrapped.size() % semiblockBytes != 0 ||
      wrapped.size() > maxEvpInputBytes) {
    throw Refused();
  }
  WipedBuffer padded(wrapped.size());  // OpenSSL writes the padding too
  const std::size_t size = open_into(padded, CRYPTO_128_unwrap_pad, wrapping_key, wrapped);
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
