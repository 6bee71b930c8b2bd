#pragma once
// The class of each secret of a run and the words for it in evidence.

#include <optional>
#include <string>
#include <vector>

#include "properties/evidence.h"

namespace keycell::properties {

/// Secrets are numbered in the order in which they were first held, without gaps.
class SecretsSeen {
 public:
  /// The first class counts; returns whether this was the first time.
  bool learn(crypto::SecretId secret, crypto::KeyClass key_class) {
    if (secret.ordinal >= classes_.size()) classes_.resize(secret.ordinal + 1);
    auto& known = classes_[secret.ordinal];
    if (known) return false;
    known = key_class;
    return true;
  }
  std::optional<crypto::KeyClass> class_of(crypto::SecretId secret) const {
    return secret.ordinal < classes_.size() ? classes_[secret.ordinal] : std::nullopt;
  }
  bool is(crypto::SecretId secret, crypto::KeyClass key_class) const { return class_of(secret) == key_class; }
  About about(crypto::SecretId secret) const { return {.secret = secret, .key_class = class_of(secret)}; }
  /// "data-key #17"
  std::string name_of(crypto::SecretId secret) const {
    const auto key_class = class_of(secret);
    return std::string(key_class ? crypto::name_of(*key_class) : "unknown secret") + " #" +
           std::to_string(secret.ordinal);
  }

 private:
  std::vector<std::optional<crypto::KeyClass>> classes_;  // by ordinal
};

}  // namespace keycell::properties
