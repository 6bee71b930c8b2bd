#include "model/installation.h"

#include "crypto/kdf.h"

namespace keycell::model {

using crypto::Arrival;

Installation::Installation(crypto::Rng& secret_stream) : root_(crypto::keySizeBytes) {
  secret_stream.fill(root_.writable());
}

crypto::WipedBuffer Installation::installed(std::string_view purpose, std::string_view a, std::string_view b) const {
  std::string info(purpose);
  info.append("\n").append(a).append("\n").append(b);
  auto known = installed_.find(info);
  if (known == installed_.end())
    known = installed_.emplace(info, crypto::hkdf_sha256(root_.view(), {}, info, crypto::keySizeBytes)).first;
  return crypto::WipedBuffer::copy_of(known->second.view());
}

crypto::ChannelCredential Installation::channel_credential(std::string_view host_a, std::string_view host_b,
                                                           crypto::Witness& witness) const {
  if (host_b < host_a) std::swap(host_a, host_b);
  return crypto::ChannelCredential::from(installed("channel credential", host_a, host_b), Arrival::installed, &witness);
}

crypto::NetworkPassword Installation::network_password(std::string_view client, crypto::Witness& witness) const {
  return crypto::NetworkPassword::from(installed("network password", client, {}), Arrival::installed, &witness);
}

crypto::KmsRoot Installation::kms_root(std::string_view kms, crypto::Witness& witness) const {
  return crypto::KmsRoot::from(installed("kms root", kms, {}), Arrival::installed, &witness);
}

}  // namespace keycell::model
