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

HostWitness::HostWitness(std::string host, SecretRegistry& registry, EventSink& sink, const KeyCosts& costs)
    : host_(std::move(host)),
      registry_(registry),
      sink_(sink),
      costs_(costs),
      faces_([this]<std::size_t... uses>(std::index_sequence<uses...>) {
        return std::array<Face, allKeyUses.size()>{Face(*this, allKeyUses[uses])...};
      }(std::make_index_sequence<allKeyUses.size()>())) {}

Nanos HostWitness::begin(crypto::KeyOperation operation, crypto::SecretId with, KeyUse use) {
  const Nanos cost = costs_.of(operation);
  const bool alone = is_charged_alone(operation);
  post(KeyWork{operation, with, cost, alone, use});
  if (alone) return cost;
  owed_ += cost;
  return Nanos::zero();
}

void HostWitness::is_next(crypto::KeyOperation operation) { next_ = operation; }

Nanos HostWitness::done(crypto::KeyOperation operation, crypto::SecretId with, KeyUse use) {
  const Nanos cost = costs_.of(operation);
  if (std::exchange(next_, std::nullopt) == operation) return is_charged_alone(operation) ? Nanos::zero() : cost;
  post(KeyWork{operation, with, cost, false, use});
  owed_ += cost;
  return cost;
}

crypto::SecretId HostWitness::Face::held(crypto::KeyClass key_class, View bytes, crypto::Arrival how) noexcept {
  const crypto::SecretId id = host_.registry_.id_of(key_class, bytes);
  host_.post(SecretHeld{id, key_class, how, {bytes}, use_});
  return id;
}

void HostWitness::Face::wiped(crypto::SecretId secret) noexcept {
  host_.post(SecretWiped{secret, host_.power_cut_, use_});
}

void HostWitness::Face::wrapped(crypto::SecretId what, crypto::SecretId by, crypto::WrapForm form,
                                View result) noexcept {
  const bool by_public_key = form == crypto::WrapForm::rsaOaep;
  const Nanos owed = host_.done(by_public_key ? crypto::KeyOperation::rsaPublic : crypto::KeyOperation::aesWrap,
                                by_public_key ? crypto::SecretId{} : by, use_);
  host_.post(KeyWrapped{what, by, form, result, owed});
}

void HostWitness::Face::wrapped_for(crypto::SecretId what, View public_key, crypto::WrapForm form,
                                    View result) noexcept {
  wrapped(what, host_.registry_.private_key_of(public_key), form, result);
}

void HostWitness::Face::unwrapped(crypto::SecretId what, crypto::SecretId by, crypto::WrapForm form,
                                  View from) noexcept {
  const Nanos owed = host_.done(
      form == crypto::WrapForm::rsaOaep ? crypto::KeyOperation::rsaPrivate : crypto::KeyOperation::aesUnwrap, by, use_);
  host_.post(KeyUnwrapped{what, by, form, from, owed});
}

void HostWitness::Face::disclosed(crypto::SecretId what, crypto::Disclosure why) noexcept {
  host_.post(SecretDisclosed{what, why});
}

void HostWitness::Face::sealed(crypto::SecretId key, View nonce, View ciphertext) noexcept {
  host_.post(DataSealed{key, nonce, ciphertext});
}

void HostWitness::Face::opened(crypto::SecretId key, View nonce, View ciphertext) noexcept {
  host_.post(DataOpened{key, nonce, ciphertext});
}

}  // namespace keycell::model
