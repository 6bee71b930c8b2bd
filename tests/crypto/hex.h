#pragma once
// Test vectors as they are printed: hexadecimal.

#include <stdexcept>
#include <string>
#include <string_view>

#include "crypto/bytes.h"

namespace keycell::crypto::testing {

inline Bytes from_hex(std::string_view hex) {
  if (hex.size() % 2 != 0) throw std::invalid_argument("hex digits come in pairs");
  Bytes bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    bytes.push_back(static_cast<std::uint8_t>(std::stoul(std::string(hex.substr(i, 2)), nullptr, 16)));
  }
  return bytes;
}

}  // namespace keycell::crypto::testing
