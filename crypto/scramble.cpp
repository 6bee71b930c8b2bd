#include "crypto/scramble.h"

#include <array>

namespace keycell::crypto {
namespace {

// A constant of the product, the same in every installation.
constexpr std::array<std::uint8_t, scramblePadBytes> pad{0x4b, 0x65, 0x79, 0xc3, 0x11, 0xb2, 0x6c, 0x2d,
                                                         0x9e, 0x52, 0x75, 0x1f, 0xa4, 0x38, 0xe7, 0x06};

void apply_pad(View from, std::span<std::uint8_t> to) {
  for (std::size_t i = 0; i < from.size(); ++i) to[i] = static_cast<std::uint8_t>(from[i] ^ pad[i % pad.size()]);
}

}  // namespace

Bytes scramble(const SecretBytes& secret) {
  Bytes scrambled(secret.size());
  apply_pad(secret.bytes(SecretAccess::because("scrambles a master key for the CSDB")), scrambled);
  return scrambled;
}

WipedBuffer unscramble(View scrambled) {
  WipedBuffer bytes(scrambled.size());
  apply_pad(scrambled, bytes.writable());
  return bytes;
}

}  // namespace keycell::crypto
