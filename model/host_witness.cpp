#include "model/host_witness.h"

#include "crypto/errors.h"
#include "crypto/rsa.h"

namespace keycell::model {

crypto::SecretId SecretRegistry::id_of(crypto::KeyClass key_class, View bytes) {
  if (const auto found = ids_.find(bytes); found != ids_.end()) return found->second;
  const crypto::SecretId id{static_cast<std::uint32_t>(ids_.size() + 1)};
  ids_.emplace(crypto::WipedBuffer::copy_of(bytes), id);
  if (key_class == crypto::KeyClass::rsaPrivate) {
    try {
      by_public_half_.emplace(crypto::public_half_of(bytes).bytes, id);
    } catch (const crypto::Refused&) {  // bytes that are no RSA key have no public half
    }
  }
  return id;
}

crypto::SecretId SecretRegistry::private_key_of(View public_half) const {
  const auto found = by_public_half_.find(bytes_of(public_half));
  return found == by_public_half_.end() ? crypto::SecretId{} : found->second;
}

crypto::SecretId HostWitness::held(crypto::KeyClass key_class, View bytes, crypto::Arrival how) noexcept {
  const crypto::SecretId id = registry_.id_of(key_class, bytes);
  sink_.post(host_, SecretHeld{id, key_class, how, {bytes}});
  return id;
}

void HostWitness::wiped(crypto::SecretId secret) noexcept { sink_.post(host_, SecretWiped{secret, power_cut_}); }

void HostWitness::wrapped(crypto::SecretId what, crypto::SecretId by, crypto::WrapForm form, View result) noexcept {
  ++(form == crypto::WrapForm::rsaOaep ? operations_.rsa_wraps : operations_.aes_wraps);
  sink_.post(host_, KeyWrapped{what, by, form, result});
}

void HostWitness::wrapped_for(crypto::SecretId what, View public_key, crypto::WrapForm form, View result) noexcept {
  wrapped(what, registry_.private_key_of(public_key), form, result);
}

void HostWitness::unwrapped(crypto::SecretId what, crypto::SecretId by, crypto::WrapForm form, View from) noexcept {
  ++(form == crypto::WrapForm::rsaOaep ? operations_.rsa_unwraps : operations_.aes_unwraps);
  sink_.post(host_, KeyUnwrapped{what, by, form, from});
}

void HostWitness::disclosed(crypto::SecretId what, crypto::Disclosure why) noexcept {
  sink_.post(host_, SecretDisclosed{what, why});
}

void HostWitness::sealed(crypto::SecretId key, View nonce, View ciphertext) noexcept {
  sink_.post(host_, DataSealed{key, nonce, ciphertext});
}

void HostWitness::opened(crypto::SecretId key, View nonce, View ciphertext) noexcept {
  sink_.post(host_, DataOpened{key, nonce, ciphertext});
}

}  // namespace keycell::model
