#pragma once
// CPU time of operations with keys, each of one key on one core.

#include <chrono>

#include "crypto/key_work.h"

namespace keycell::model {

struct KeyCosts {
  std::chrono::nanoseconds aes_wrap{0};
  std::chrono::nanoseconds aes_unwrap{0};
  std::chrono::nanoseconds rsa_public{0};
  std::chrono::nanoseconds rsa_private{0};
  std::chrono::nanoseconds rsa_pair{0};

  constexpr std::chrono::nanoseconds of(crypto::KeyOperation operation) const {
    switch (operation) {
      case crypto::KeyOperation::aesWrap: return aes_wrap;
      case crypto::KeyOperation::aesUnwrap: return aes_unwrap;
      case crypto::KeyOperation::rsaPublic: return rsa_public;
      case crypto::KeyOperation::rsaPrivate: return rsa_private;
      case crypto::KeyOperation::rsaPair: return rsa_pair;
    }
    return {};
  }
};

/// An operation that takes at least this long is charged where it happens, with its keys alive. Shorter ones are not
/// worth an activity of the engine each: they are owed, and charged together.
inline constexpr std::chrono::nanoseconds leastChargedAlone = std::chrono::microseconds(100);

}  // namespace keycell::model
