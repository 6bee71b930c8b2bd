#include "crypto/openssl_build.h"

#include <openssl/crypto.h>

namespace keycell::crypto {

std::string openssl_version() { return OpenSSL_version(OPENSSL_VERSION_STRING); }

std::string openssl_processor() {
  const char* settings = OPENSSL_info(OPENSSL_INFO_CPU_SETTINGS);
  return settings == nullptr ? "" : settings;
}

}  // namespace keycell::crypto
