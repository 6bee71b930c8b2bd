#pragma once
// How the built-in KMS hides a master key in the CSDB: not a protection, since whoever has the product has the pad.
// That it is an XOR with a repeating pad is a reading; no public page says what it is. Before 11.42 the product used
// one root for all CommCells, which the constant pad stands for.

#include "crypto/secret.h"

namespace keycell::crypto {

/// Symmetric: scrambling twice gives the bytes back.
Bytes scramble(const SecretBytes& secret);
WipedBuffer unscramble(View scrambled);

/// The period of the pad, for the watch that looks for repeating masks.
inline constexpr std::size_t scramblePadBytes = 16;

}  // namespace keycell::crypto
