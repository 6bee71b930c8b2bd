#pragma once
// SEC-7: context swap.

#include <map>
#include <vector>

#include "crypto/wiped_buffer.h"
#include "properties/property.h"
#include "properties/secrets_seen.h"

namespace keycell::properties {

/// Of the stored wraps under one key (KEK, RSA pair, master key), each key's first is a place. Whenever another key
/// gets a wrap under the same wrapping key, that wrap is put in the first place and really opened there, with the code
/// that reads the place. When it opens, whoever can write the CSDB may swap the two, and nobody notices: violated. One
/// opening for each wrapping key: the form of a wrap decides, so those that follow would tell the same, and an RSA
/// opening takes a millisecond.
///
/// The store of a KMS node is its vendor's, and a delivery under a network password is no stored wrap: neither counts.
class SwappedWraps final : public Property {
 public:
  std::string_view name() const override { return "SEC-7"; }
  std::string_view statement() const override { return "a wrap that is put in the place of another one does not open"; }
  void on(const model::Event& event) override;

 private:
  struct WrappingKey {
    crypto::WipedBuffer bytes;
    crypto::SecretId first;  ///< whose wrap is the place
    bool was_tried = false;
  };

  void hold(const model::SecretHeld& held);
  void wrap(const model::Event& event, const model::KeyWrapped& wrapped);

  SecretsSeen secrets_;
  std::map<crypto::SecretId, WrappingKey> wrapping_;
};

}  // namespace keycell::properties
