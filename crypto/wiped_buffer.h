#pragma once
// Bytes that are overwritten when they go: the carrier of every secret value.

#include <cstddef>
#include <cstdint>
#include <span>

#include "crypto/bytes.h"

namespace keycell::crypto {

/// Owns a fixed number of bytes on OpenSSL's heap; move-only; overwritten with OPENSSL_cleanse before they are freed.
/// A moved-from buffer is empty.
class WipedBuffer {
 public:
  WipedBuffer() = default;
  explicit WipedBuffer(std::size_t size_bytes);
  static WipedBuffer copy_of(View bytes);

  WipedBuffer(WipedBuffer&& other) noexcept;
  WipedBuffer& operator=(WipedBuffer&& other) noexcept;
  WipedBuffer(const WipedBuffer&) = delete;
  WipedBuffer& operator=(const WipedBuffer&) = delete;
  ~WipedBuffer();

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  std::span<std::uint8_t> writable() { return {data_, size_}; }
  View view() const { return {data_, size_}; }
  void wipe() noexcept;

 private:
  std::uint8_t* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace keycell::crypto
