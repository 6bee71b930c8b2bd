#include "sim/rsa_test_keys.h"

#include <openssl/evp.h>

#include <cstring>
#include <numeric>

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

}  // namespace

RsaTestKeys::RsaTestKeys(Seed seed)
    : random_(seed, static_cast<std::uint32_t>(model::Stream::cryptoSecret), "rsa test keys") {
  std::iota(order_.begin(), order_.end(), std::uint8_t{0});
}

crypto::RsaPair RsaTestKeys::draw(crypto::Witness* witness) {
  if (drawn_ == order_.size()) throw crypto::CryptoFailure("the pool of RSA test keys is used up");
  const std::size_t left = order_.size() - drawn_;
  std::swap(order_[drawn_], order_[drawn_ + random_.next() % left]);
  auto key = crypto::RsaPrivate::from(decoded(rsaTestKeyTexts[order_[drawn_++]]), crypto::Arrival::generated, witness);
  auto public_half = crypto::public_half_of(key);
  return {std::move(public_half), std::move(key)};
}

}  // namespace keycell::sim
