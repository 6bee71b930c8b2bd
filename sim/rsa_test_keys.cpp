#include "sim/rsa_test_keys.h"

#include <openssl/evp.h>

#include <algorithm>
#include <cstring>

#include "model/integer_laws.h"

namespace keycell::sim {
namespace {

crypto::WipedBuffer decoded(const char* base64) {
  const std::size_t length = std::strlen(base64);
  crypto::WipedBuffer room(length / 4 * 3);
  const int size =
      EVP_DecodeBlock(room.writable().data(), reinterpret_cast<const unsigned char*>(base64), static_cast<int>(length));
  if (size < 0) throw std::logic_error("a test key is no base64");
  std::size_t padding = 0;  // EVP_DecodeBlock counts it as bytes
  while (padding < length && base64[length - 1 - padding] == '=') ++padding;
  return crypto::WipedBuffer::copy_of(room.view().first(static_cast<std::size_t>(size) - padding));
}

/// Whether the keys of two contexts are those of one owner, at whatever version.
bool have_one_owner(crypto::KeyContext a, const crypto::KeyContext& b) {
  a.version = b.version;
  return a == b;
}

}  // namespace

void RsaTestKeys::take_back(const crypto::PairWanted& wanted) {
  for (auto& use : uses_) {
    const bool goes = use && have_one_owner(use->of, wanted.of) && use->of != wanted.of &&
                      (wanted.in_place_of == nullptr || use->public_half != *wanted.in_place_of);
    if (goes) use.reset();
  }
}

std::size_t RsaTestKeys::place_for(const crypto::KeyContext& of) const {
  const auto own = std::ranges::find_if(uses_, [&](const auto& use) { return use && use->of == of; });
  if (own != uses_.end()) return static_cast<std::size_t>(own - uses_.begin());
  PhiloxStream draws(seed_, model::Stream::cryptoSecret,
                     {"RSA pair", {of.owner.policy, of.owner.copy, std::to_string(of.version), of.copy, of.client}});
  const std::size_t first = model::below(draws, uses_.size());
  for (std::size_t i = 0; i < uses_.size(); ++i) {
    const std::size_t place = (first + i) % uses_.size();
    if (!uses_[place]) return place;
  }
  throw crypto::CryptoFailure("all " + std::to_string(uses_.size()) + " RSA test keys are in use");
}

crypto::RsaPair RsaTestKeys::draw(const crypto::PairWanted& wanted, crypto::Witness* witness) {
  take_back(wanted);
  const std::size_t place = place_for(wanted.of);
  auto key = crypto::RsaPrivate::from(decoded(rsaTestKeyTexts[place]), crypto::Arrival::generated, witness);
  auto public_half = crypto::public_half_of(key);
  uses_[place] = Use{wanted.of, public_half};
  return {std::move(public_half), std::move(key)};
}

}  // namespace keycell::sim
