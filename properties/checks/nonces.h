#pragma once
// SEC-6: nonces.

#include <array>
#include <string>
#include <vector>

#include "properties/property.h"

namespace keycell::properties {

/// Remembers that something was there, by 128 bits of a hash: with a billion entries, the chance that two different
/// ones are taken for one is below 1e-20. 20 to 40 bytes an entry.
class FingerprintSet {
 public:
  FingerprintSet() : slots_(64) {}
  /// Whether it was new.
  bool insert(View what);
  std::size_t size() const { return size_; }

 private:
  using Fingerprint = std::array<std::uint64_t, 2>;
  bool place(const Fingerprint& fingerprint);

  std::vector<Fingerprint> slots_;  // as many as a power of 2; zero is a free one
  std::size_t size_ = 0;
};

/// The IV of every record under its data key, and the nonce of every sealing of a message under the key of its
/// direction: a packet that is seen twice was sealed once. Channel keys outlive a reboot, so a direction is two hosts
/// for the whole run.
class Nonces final : public Property {
 public:
  std::string_view name() const override { return "SEC-6"; }
  std::string_view statement() const override { return "no nonce is used twice under one key"; }
  void on(const model::Event& event) override;

 private:
  FingerprintSet used_;
  std::string scratch_;
};

}  // namespace keycell::properties
