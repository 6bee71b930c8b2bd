// OpenSSL's generator as a stream.

#include "crypto/random.h"

#include <openssl/rand.h>

#include <algorithm>

#include "crypto/evp.h"

namespace keycell::crypto {

void SystemRng::fill(std::span<std::uint8_t> out) {
  while (!out.empty()) {
    const std::size_t now = std::min(out.size(), maxEvpInputBytes);
    if (RAND_bytes(out.data(), static_cast<int>(now)) != 1) throw_failure("random bytes");
    out = out.subspan(now);
  }
}

}  // namespace keycell::crypto
