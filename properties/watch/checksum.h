#pragma once
// CRC32 (IEEE 802.3) as the product stores it beside wrapped keys.

#include <array>

#include "crypto/bytes.h"

namespace keycell::properties {

constexpr std::array<std::uint32_t, 256> crc32Table = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t value = 0; value < table.size(); ++value) {
    std::uint32_t rest = value;
    for (int bit = 0; bit < 8; ++bit) rest = (rest >> 1) ^ ((rest & 1) != 0 ? 0xedb88320U : 0U);
    table[value] = rest;
  }
  return table;
}();

constexpr std::uint32_t crc32_of(View bytes) {
  std::uint32_t rest = 0xffffffffU;
  for (const std::uint8_t byte : bytes) rest = (rest >> 8) ^ crc32Table[(rest ^ byte) & 0xffU];
  return ~rest;
}

}  // namespace keycell::properties
