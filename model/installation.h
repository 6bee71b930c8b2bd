#pragma once
// What installing the cell put on its hosts before the run starts: what two hosts share for their channel, and the
// client network passwords that the CommServe and each client know. Stands for registries and certificate stores, which
// are not simulated.

#include <string>
#include <string_view>

#include "crypto/secret.h"
#include "model/by_text.h"

namespace keycell::model {

/// One per run. Secrets are handed out as copies that the asking host's witness hears of.
class Installation {
 public:
  explicit Installation(crypto::Rng& secret_stream);

  /// The same for both orders of the two hosts.
  crypto::ChannelCredential channel_credential(std::string_view host_a, std::string_view host_b,
                                               crypto::Witness& witness) const;
  crypto::NetworkPassword network_password(std::string_view client, crypto::Witness& witness) const;
  /// What the hardware of a KMS node keeps; it outlives every reboot.
  crypto::KmsRoot kms_root(std::string_view kms, crypto::Witness& witness) const;

 private:
  crypto::WipedBuffer installed(std::string_view purpose, std::string_view a, std::string_view b) const;

  crypto::WipedBuffer root_;
  mutable ByText<crypto::WipedBuffer> installed_;  // what was asked for before
};

}  // namespace keycell::model
