#pragma once
// The keys under which fuzzers open, the same for the corpus and for every run.

#include "crypto/rsa.h"

namespace keycell::crypto::fuzz {

/// Bytes that a name determines.
WipedBuffer bytes_named(const char* name, std::size_t size_bytes);

template <class Key>
Key key_named(const char* name, std::size_t size_bytes) {
  return Key::from(bytes_named(name, size_bytes), Arrival::installed, nullptr);
}

/// A published test key of 2,048 bits (PKCS#8).
const Bytes& rsa_key();

/// Ends the process, which is how libFuzzer hears of a broken law.
void demand(bool holds);

}  // namespace keycell::crypto::fuzz
