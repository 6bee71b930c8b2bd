#pragma once
// RSA pairs, which the profiles up to 11.20 use as KEK: the public half wraps data keys and lies in the CSDB in clear,
// the private half opens them and is itself wrapped under the master key (key_wrap.h).

#include <vector>

#include "crypto/key_context.h"
#include "crypto/key_wrap.h"

namespace keycell::crypto {

/// SubjectPublicKeyInfo in DER. No secret.
struct RsaPublic {
  Bytes bytes;
  bool operator==(const RsaPublic&) const = default;
};

struct RsaPair {
  RsaPublic public_half;
  RsaPrivate private_half;
};

/// For whom a pair is drawn.
struct PairWanted {
  const KeyContext& of;  ///< the keys that it is to be one of; after a rotation, those of the next version
  const RsaPublic* in_place_of = nullptr;  ///< the pair that the owner's row holds until then; null: none
};

/// Hands out pairs: generated ones in real programs, ones from a pool of test keys in simulations, because generating
/// one takes half a second and its draws depend on OpenSSL's version. Whoever asks again for the same keys may get the
/// same pair again, so no two pairs of one context should be in use at once.
class RsaSource {
 public:
  virtual ~RsaSource() = default;
  /// Throws CryptoFailure when there is none to be had.
  virtual RsaPair draw(const PairWanted& wanted, Witness* witness) = 0;
};

/// Pairs from OpenSSL's generator, with the public exponent 65537.
class RsaGenerator final : public RsaSource {
 public:
  static constexpr std::size_t documentedKeyBits = 3072;
  RsaGenerator() : RsaGenerator(documentedKeyBits) {}
  /// 2,048 to 4,096 bits, a multiple of 8; draw throws CryptoFailure for others.
  explicit RsaGenerator(std::size_t key_bits) : key_bits_(key_bits) {}
  RsaPair draw(const PairWanted& wanted, Witness* witness) override;

 private:
  std::size_t key_bits_;
};

/// RSA-OAEP with SHA-256 and MGF1-SHA-256 (RFC 8017), no label, as it comes: no CRC32, the padding finds damage.
/// Whoever has the public half can make such a wrap, so that it opens says nothing of who made it. OpenSSL draws the
/// seed from its own generator. Throws CryptoFailure when `for_holder` is no public key of 2,048 to 4,096 bits.
Wrapped<DataKey, RsaPrivate> wrap_rsa(const DataKey& key, const RsaPublic& for_holder);

/// Throws Refused, with one text whatever is wrong: size, padding, or the private key.
DataKey unwrap(const Wrapped<DataKey, RsaPrivate>& wrapped, const RsaPrivate& by);

/// Throws Refused when `key` holds no RSA key.
RsaPublic public_half_of(const RsaPrivate& key);
/// Of the bytes that Witness::held was given for a key of class rsaPrivate.
RsaPublic public_half_of(View pkcs8);

/// d, p, q, dP, dQ, qInv, big-endian, without leading zeros: what a scan for this key looks for, because n and e are
/// public and the framing is in every key. Throws Refused when `key` holds no RSA key.
std::vector<WipedBuffer> rsa_private_fields(const RsaPrivate& key, SecretAccess access);
/// Of the bytes that Witness::held was given for a key of class rsaPrivate.
std::vector<WipedBuffer> rsa_private_fields(View pkcs8);

}  // namespace keycell::crypto
