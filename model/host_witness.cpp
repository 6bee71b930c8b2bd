#include "model/host_witness.h"

#include <algorithm>

namespace keycell::model {

bool SecretRegistry::Less::operator()(const crypto::WipedBuffer& a, const crypto::WipedBuffer& b) const {
  return std::ranges::lexicographical_compare(a.view(), b.view());
}

crypto::SecretId SecretRegistry::id_of(View bytes) {
  auto key = crypto::WipedBuffer::copy_of(bytes);
  if (const auto found = ids_.find(key); found != ids_.end()) return found->second;
  const crypto::SecretId id{static_cast<std::uint32_t>(ids_.size() + 1)};
  ids_.emplace(std::move(key), id);
  return id;
}

crypto::SecretId HostWitness::held(crypto::KeyClass key_class, View bytes, crypto::Arrival how) noexcept {
  const crypto::SecretId id = registry_.id_of(bytes);
  sink_.post(host_, SecretHeld{id, key_class, how, {bytes}});
  return id;
}

void HostWitness::wiped(crypto::SecretId secret) noexcept { sink_.post(host_, SecretWiped{secret, power_cut_}); }

void HostWitness::wrapped(crypto::SecretId what, crypto::SecretId by, crypto::WrapForm, View result) noexcept {
  sink_.post(host_, KeyWrapped{what, by, result});
}

void HostWitness::unwrapped(crypto::SecretId what, crypto::SecretId by, crypto::WrapForm, View from) noexcept {
  sink_.post(host_, KeyUnwrapped{what, by, from});
}

void HostWitness::disclosed(crypto::SecretId what, crypto::Disclosure why) noexcept {
  sink_.post(host_, SecretDisclosed{what, why});
}

void HostWitness::sealed(crypto::SecretId key, View nonce, View ciphertext) noexcept {
  sink_.post(host_, DataSealed{key, nonce, ciphertext});
}

}  // namespace keycell::model
