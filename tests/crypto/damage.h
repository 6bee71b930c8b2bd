#pragma once
// Every way to damage bytes by one flipped bit, and every way to cut them short.

#include <cstddef>
#include <vector>

#include "crypto/bytes.h"

namespace keycell::crypto::testing {

inline Bytes flipped(Bytes bytes, std::size_t bit) {
  bytes.at(bit / 8) = static_cast<std::uint8_t>(bytes.at(bit / 8) ^ (1u << (bit % 8)));
  return bytes;
}

inline std::vector<Bytes> every_bit_flip(const Bytes& of) {
  std::vector<Bytes> damaged;
  for (std::size_t bit = 0; bit < of.size() * 8; ++bit) damaged.push_back(flipped(of, bit));
  return damaged;
}

inline std::vector<Bytes> every_truncation(const Bytes& of) {
  std::vector<Bytes> damaged;
  for (std::size_t size = 0; size < of.size(); ++size) damaged.push_back(bytes_of(View(of).first(size)));
  return damaged;
}

/// Both, and a byte too many.
inline std::vector<Bytes> every_damage(const Bytes& to) {
  std::vector<Bytes> damaged = every_bit_flip(to);
  for (Bytes& cut : every_truncation(to)) damaged.push_back(std::move(cut));
  Bytes longer = to;
  longer.push_back(0);
  damaged.push_back(std::move(longer));
  return damaged;
}

}  // namespace keycell::crypto::testing
