#pragma once
// What a secret is for. Boundary policies, custody and reports speak of secrets by class, never by value.

#include <array>
#include <string_view>

namespace keycell::crypto {

/// The values travel in messages: a new class goes to the end.
enum class KeyClass {
  masterKey,          ///< root of a storage pool's (or copy's) hierarchy; made and kept by the KMS
  kek,                ///< key encryption key of a pool; symmetric in the profile pool-kek
  dataKey,            ///< DEK: encrypts backup data
  networkPassword,    ///< client network password: protects a data key on its way to the client
  channelCredential,  ///< what two hosts share since installation; channel keys are derived from it
  channelKey,         ///< seals what one host says to another
  kmsRoot,            ///< what a KMS node's hardware keeps; protects the node's own store
  rsaPrivate,         ///< private half of a pool's (or copy's) RSA pair; its public half wraps data keys
};

inline constexpr std::array allKeyClasses{
    KeyClass::masterKey,         KeyClass::kek,        KeyClass::dataKey, KeyClass::networkPassword,
    KeyClass::channelCredential, KeyClass::channelKey, KeyClass::kmsRoot, KeyClass::rsaPrivate};

/// The class in the words of reports and scenario files, e.g. "master-key".
constexpr std::string_view name_of(KeyClass key_class) {
  switch (key_class) {
    case KeyClass::masterKey: return "master-key";
    case KeyClass::kek: return "kek";
    case KeyClass::dataKey: return "data-key";
    case KeyClass::networkPassword: return "network-password";
    case KeyClass::channelCredential: return "channel-credential";
    case KeyClass::channelKey: return "channel-key";
    case KeyClass::kmsRoot: return "kms-root";
    case KeyClass::rsaPrivate: return "rsa-private-key";
  }
  return "unknown";
}

}  // namespace keycell::crypto
