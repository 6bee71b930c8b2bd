// The one exit for secrets in clear.

#include "crypto/disclose.h"

namespace keycell::crypto {

Disclosed disclose(const SecretBytes& secret, Disclosure why) {
  Disclosed disclosed(
      secret.key_class(),
      WipedBuffer::copy_of(secret.bytes(SecretAccess::because("leaves its host in a documented step"))));
  if (auto* witness = secret.witness()) witness->disclosed(secret.id(), why);
  return disclosed;
}

}  // namespace keycell::crypto
