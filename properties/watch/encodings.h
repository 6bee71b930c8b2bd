#pragma once
// Reads stretches of a buffer as what text makes of bytes: hex, base64, UTF-16. On bytes that are no text nearly
// nothing is done: a stretch of n letters has one at every n-th place, so only every n-th byte is looked at.

#include <cstdint>
#include <functional>
#include <vector>

#include "crypto/bytes.h"

namespace keycell::properties {

/// What a stretch of a buffer stands for.
struct Decoded {
  Bytes bytes;
  std::vector<std::uint32_t> at;  ///< where in the buffer each of them begins
};

using UseOfDecoded = std::function<void(const Decoded&)>;

/// Runs of at least `least` hex digits, both ways to pair them. Colons, blanks, hyphens, commas, line ends, "\x" and
/// "0x" between digits are passed over.
void for_each_hex(View buffer, std::size_t least, const UseOfDecoded& use);

/// Runs of at least `least` letters of base64, standard or URL, at each of four alignments. Line ends are passed over.
void for_each_base64(View buffer, std::size_t least, const UseOfDecoded& use);

/// Runs of at least `least` bytes, each with a zero byte before or behind it, without the zeros. A run ends where four
/// of its characters are zero too: memory that is all zero is no text.
void for_each_utf16(View buffer, std::size_t least, const UseOfDecoded& use);

}  // namespace keycell::properties
