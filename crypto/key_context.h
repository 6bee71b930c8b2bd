#pragma once
// What a key is for, as one value: every call that makes, wraps or opens a key is told. The documented profiles bind
// nothing to it; key code that binds its wraps (as additional data of an AEAD, as a label of OAEP) needs all of it.

#include <compare>
#include <cstdint>
#include <string>

#include "crypto/bytes.h"

namespace keycell::crypto {

/// What is stored with a master key at the KMS, searchable from its console. For a key of a pool, `policy` names the
/// pool and `copy` is empty.
struct KeyAttributes {
  std::string commcell_id{};
  std::string policy{};
  std::string copy{};
  auto operator<=>(const KeyAttributes&) const = default;
};

enum class KeyPurpose {
  protectsDataKeys,  ///< the keys of a pool or copy: its KEK or RSA pair, and the master key over it
  encryptsData,      ///< a data key
};

/// The same key has the same context whenever it is made, wrapped or opened, until its protection is rotated.
struct KeyContext {
  KeyAttributes owner{};  ///< the pool or copy that has the master key; the CommCell
  /// How often master key or KEK of the owner were rotated. A data key has that of the protection that it is under, so
  /// what is bound to it must be rewrapped at each rotation.
  std::uint32_t version = 0;
  KeyPurpose purpose = KeyPurpose::protectsDataKeys;
  // Of a data key; each is empty where the key is for more than one.
  std::string copy{};              ///< storage policy copy: "Gold/Secondary"
  std::string client{};            ///< whose backup data is under it
  std::uint64_t archive_file = 0;  ///< 0: any
  bool operator==(const KeyContext&) const = default;
};

/// Of the keys that a data key of this context is under.
KeyContext protection_of(const KeyContext& data_key);

/// The same keys after one more rotation.
KeyContext next_version(KeyContext context);

/// The context as bytes that no other context has: what a wrap is bound to. Throws CryptoFailure for a name of more
/// than 65,535 bytes.
Bytes canonical(const KeyContext& context);

}  // namespace keycell::crypto
