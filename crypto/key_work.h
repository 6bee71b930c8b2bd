#pragma once
// What operations with keys cost whoever runs them. Key code says what it is about to do, while the keys that do it are
// alive; whoever runs it may let time pass then, which a witness never does.

#include <cstddef>
#include <string_view>

#include "crypto/witness.h"

namespace keycell::crypto {

enum class KeyOperation {
  aesWrap,     ///< one key under an AES key
  aesUnwrap,   ///< the opposite
  rsaPublic,   ///< one key under an RSA public key
  rsaPrivate,  ///< the opposite
  rsaPair,     ///< a pair is generated
};

inline constexpr std::size_t keyOperationCount = 5;

constexpr std::string_view name_of(KeyOperation operation) {
  switch (operation) {
    case KeyOperation::aesWrap: return "aes_wrap";
    case KeyOperation::aesUnwrap: return "aes_unwrap";
    case KeyOperation::rsaPublic: return "rsa_public";
    case KeyOperation::rsaPrivate: return "rsa_private";
    case KeyOperation::rsaPair: return "rsa_pair";
  }
  return "unknown";
}

class KeyWork {
 public:
  virtual ~KeyWork() = default;
  /// The operation follows at once. `with` is the key that does it: none where a public key does, or a pair is
  /// generated. May wait.
  virtual void begins(KeyOperation operation, SecretId with) = 0;
};

}  // namespace keycell::crypto
