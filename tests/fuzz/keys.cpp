#include "tests/fuzz/keys.h"

#include <cstdlib>

#include "tests/crypto/counter_rng.h"
#include "tests/crypto/rsa_keys.h"

namespace keycell::crypto::fuzz {

WipedBuffer bytes_named(const char* name, std::size_t size_bytes) {
  testing::CounterRng stream(name);
  WipedBuffer bytes(size_bytes);
  stream.fill(bytes.writable());
  return bytes;
}

const Bytes& rsa_key() {
  static const Bytes key = testing::published_rsa_key(2048);
  return key;
}

void demand(bool holds) {
  if (!holds) std::abort();
}

}  // namespace keycell::crypto::fuzz
