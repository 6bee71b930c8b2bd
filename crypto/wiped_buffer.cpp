// Bytes on OpenSSL's heap, overwritten before they are freed.

#include "crypto/wiped_buffer.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <utility>

#include "crypto/errors.h"

namespace keycell::crypto {

WipedBuffer::WipedBuffer(std::size_t size_bytes) : size_(size_bytes) {
  if (size_ == 0) return;
  data_ = static_cast<std::uint8_t*>(OPENSSL_zalloc(size_));
  if (data_ == nullptr) throw CryptoFailure("no memory for a secret");
}

WipedBuffer WipedBuffer::copy_of(View bytes) {
  WipedBuffer copy(bytes.size());
  std::ranges::copy(bytes, copy.data_);
  return copy;
}

WipedBuffer::WipedBuffer(WipedBuffer&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

WipedBuffer& WipedBuffer::operator=(WipedBuffer&& other) noexcept {
  if (this == &other) return *this;
  wipe();
  data_ = std::exchange(other.data_, nullptr);
  size_ = std::exchange(other.size_, 0);
  return *this;
}

WipedBuffer::~WipedBuffer() { wipe(); }

void WipedBuffer::wipe() noexcept {
  OPENSSL_clear_free(data_, size_);
  data_ = nullptr;
  size_ = 0;
}

}  // namespace keycell::crypto
