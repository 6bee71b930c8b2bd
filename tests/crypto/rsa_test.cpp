// RSA pairs: wraps under the public half, the private half under a master key, and what is left on the heap.

#include "crypto/rsa.h"

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/x509.h>

#include "crypto/evp.h"
#include "crypto/primitives.h"
#include "tests/crypto/counter_rng.h"
#include "tests/crypto/damage.h"
#include "tests/crypto/freed_memory.h"
#include "tests/crypto/recording_witness.h"
#include "tests/crypto/rsa_keys.h"

namespace keycell::crypto {
namespace {

using testing::CounterRng;
using testing::FreedMemory;
using testing::published_rsa_key;
using testing::rsa_private;

const auto access = SecretAccess::because("a test compares");

DataKey data_key(std::size_t size_bytes, Witness* witness) {
  CounterRng stream("dek");
  return DataKey::generate(size_bytes, stream, witness);
}

MasterKey master_key(const char* seed, Witness* witness) {
  CounterRng stream(seed);
  return MasterKey::generate(keySizeBytes, stream, witness);
}

class RsaTest : public ::testing::Test {
 protected:
  Bytes pkcs8 = published_rsa_key(2048);
  RsaPrivate holder = rsa_private(pkcs8, nullptr);
  RsaPublic half = public_half_of(holder);
  DataKey dek = data_key(keySizeBytes, nullptr);

  std::string refusal(const Wrapped<DataKey, RsaPrivate>& wrapped, const RsaPrivate& by) {
    try {
      unwrap(wrapped, by);
    } catch (const Refused& refused) {
      return refused.what();
    }
    return "";
  }
};

TEST_F(RsaTest, TheHolderOpensWhatWasWrappedForIt) {
  for (const int bits : {2048, 3072, 4096}) {
    const RsaPrivate by = rsa_private(published_rsa_key(bits), nullptr);
    for (const std::size_t size : {16u, 24u, 32u}) {
      const DataKey key = data_key(size, nullptr);
      const auto wrapped = wrap_rsa(key, public_half_of(by));
      EXPECT_EQ(wrapped.bytes.size(), static_cast<std::size_t>(bits) / 8);
      EXPECT_EQ(bytes_of(unwrap(wrapped, by).bytes(access)), bytes_of(key.bytes(access)));
    }
  }
}

TEST_F(RsaTest, EachWrapOfAKeyIsAnother) { EXPECT_NE(wrap_rsa(dek, half), wrap_rsa(dek, half)); }

TEST_F(RsaTest, EveryDamageIsRefusedWithOneText) {
  const auto wrapped = wrap_rsa(dek, half);
  for (const Bytes& damaged : testing::every_damage(wrapped.bytes)) {
    ASSERT_EQ(refusal({damaged}, holder), "does not open");
  }
  EXPECT_EQ(refusal(wrapped, rsa_private(published_rsa_key(3072), nullptr)), "does not open");
  EXPECT_EQ(ERR_peek_error(), 0u);
}

// A row may hold anything: what is no private key refuses as a damaged wrap does.
TEST_F(RsaTest, ADamagedPrivateKeyIsRefusedWithTheSameText) {
  const auto wrapped = wrap_rsa(dek, half);
  EXPECT_EQ(refusal(wrapped, rsa_private({}, nullptr)), "does not open");
  EXPECT_EQ(refusal(wrapped, rsa_private(Bytes(32, 7), nullptr)), "does not open");
  EXPECT_EQ(refusal(wrapped, rsa_private(View(pkcs8).first(pkcs8.size() - 1), nullptr)), "does not open");
  // The modulus made even: OpenSSL takes the numbers and fails in the operation.
  Bytes even = pkcs8;
  const std::size_t last_of_n = 29 + 9 + 256 - 1;
  even.at(last_of_n) = static_cast<std::uint8_t>(even.at(last_of_n) ^ 1);
  EXPECT_EQ(refusal(wrapped, rsa_private(even, nullptr)), "does not open");
  EXPECT_EQ(ERR_peek_error(), 0u);
}

// OAEP can carry a text of no bytes, a wrap cannot.
TEST_F(RsaTest, AWrapOfNothingIsRefused) {
  EXPECT_TRUE(oaep_decrypt(pkcs8, {}, oaep_encrypt(half.bytes, {}, {})).empty());
  EXPECT_EQ(refusal({oaep_encrypt(half.bytes, {}, {})}, holder), "does not open");
}

TEST_F(RsaTest, AWrapUnderALabelIsRefused) {
  EXPECT_EQ(refusal({oaep_encrypt(half.bytes, view_of("label"), Bytes(32, 3))}, holder), "does not open");
}

TEST_F(RsaTest, WhatIsNoPublicKeyFails) {
  EXPECT_THROW(wrap_rsa(dek, RsaPublic{}), CryptoFailure);
  EXPECT_THROW(wrap_rsa(dek, RsaPublic{pkcs8}), CryptoFailure);
  EXPECT_THROW(wrap_rsa(dek, RsaPublic{bytes_of(View(half.bytes).first(100))}), CryptoFailure);
  EXPECT_THROW(oaep_encrypt(half.bytes, {}, Bytes(256 - 2 * 32 - 1, 3)),
               CryptoFailure);  // RFC 8017: at most k - 2h - 2
  EXPECT_NO_THROW(oaep_encrypt(half.bytes, {}, Bytes(256 - 2 * 32 - 2, 3)));
}

// The profiles keep the private half in the CSDB like this.
TEST_F(RsaTest, ThePrivateHalfIsKeptUnderAMasterKeyWithPadding) {
  const MasterKey master = master_key("master", nullptr);
  for (const int bits : {2048, 3072}) {
    const RsaPrivate key = rsa_private(published_rsa_key(bits), nullptr);
    const Wrapped<RsaPrivate, MasterKey> wrapped = wrap(key, master);
    EXPECT_EQ(wrapped.bytes, aes_key_wrap_padded_crc32(master.bytes(access), key.bytes(access)));
    EXPECT_EQ(bytes_of(unwrap(wrapped, master).bytes(access)), bytes_of(key.bytes(access)));
    EXPECT_THROW(unwrap(wrapped, master_key("another", nullptr)), Refused);
  }
  // Every other key is kept without padding.
  EXPECT_EQ(wrap(dek, master).bytes, aes_key_wrap_crc32(master.bytes(access), dek.bytes(access)));
}

TEST_F(RsaTest, EveryDamageOfAKeptPrivateHalfIsRefused) {
  const MasterKey master = master_key("master", nullptr);
  for (Bytes& damaged : testing::every_damage(wrap(holder, master).bytes)) {
    EXPECT_THROW(unwrap(Wrapped<RsaPrivate, MasterKey>{std::move(damaged)}, master), Refused);
  }
}

TEST_F(RsaTest, TheWitnessHearsForWhomAndByWhom) {
  testing::RecordingWitness witness;
  const RsaPrivate key = rsa_private(pkcs8, &witness);
  const DataKey watched_dek = data_key(keySizeBytes, &witness);
  const MasterKey master = master_key("master", &witness);
  witness.forget_what_was_heard();

  const auto wrapped = wrap_rsa(watched_dek, half);
  EXPECT_EQ(witness.last_public_key(), half.bytes);
  EXPECT_EQ(witness.last_bytes(), wrapped.bytes);
  const auto kept = wrap(key, master);
  const RsaPrivate again = unwrap(kept, master);
  const DataKey opened = unwrap(wrapped, again);
  EXPECT_EQ(opened.id(), watched_dek.id());
  EXPECT_EQ(witness.heard(),
            (std::vector<std::string>{
                "wrapped data-key#2 under a public key (OAEP)", "wrapped rsa-private-key#1 under master-key#3 (padded)",
                "held rsa-private-key#1 unwrapped", "unwrapped rsa-private-key#1 with master-key#3 (padded)",
                "held data-key#2 unwrapped", "unwrapped data-key#2 with rsa-private-key#1 (OAEP)"}));
}

// A witness of today that does not ask for public keys still hears of the wrap.
TEST_F(RsaTest, AWitnessWithoutInterestInPublicKeysHearsOfAnUnnamedWrappingKey) {
  class Plain final : public Witness {
   public:
    SecretId held(KeyClass, View, Arrival) noexcept override { return {7}; }
    void wiped(SecretId) noexcept override {}
    void wrapped(SecretId what, SecretId by, WrapForm form, View) noexcept override {
      heard = what == SecretId{7} && by == SecretId{} && form == WrapForm::rsaOaep;
    }
    void unwrapped(SecretId, SecretId, WrapForm, View) noexcept override {}
    void disclosed(SecretId, Disclosure) noexcept override {}
    void sealed(SecretId, View, View) noexcept override {}
    void opened(SecretId, View, View) noexcept override {}
    bool heard = false;
  } witness;
  wrap_rsa(data_key(keySizeBytes, &witness), half);
  EXPECT_TRUE(witness.heard);
}

TEST_F(RsaTest, TheFieldsAreWhatAScanLooksFor) {
  const std::vector<WipedBuffer> fields = rsa_private_fields(holder, access);
  ASSERT_EQ(fields.size(), 6u);
  EXPECT_EQ(fields[0].size(), 256u);  // d; could be shorter in another key
  for (const WipedBuffer& field : fields) {
    EXPECT_NE(field.view()[0], 0);
    const View key = holder.bytes(access);
    EXPECT_NE(std::search(key.begin(), key.end(), field.view().begin(), field.view().end()), key.end());
    // Nothing of what everybody may know: the public half lies in the CSDB in clear.
    EXPECT_EQ(std::search(half.bytes.begin(), half.bytes.end(), field.view().begin(), field.view().end()),
              half.bytes.end());
  }
  EXPECT_THROW(rsa_private_fields(Bytes(32, 7)), Refused);
}

// --- Generation

TEST(RsaGeneratorTest, MakesAPairOfTheDocumentedSize) {
  testing::RecordingWitness witness;
  const RsaPair pair = RsaGenerator().draw({.of = {}}, &witness);
  EXPECT_EQ(witness.heard(), (std::vector<std::string>{"held rsa-private-key#1 generated"}));
  EXPECT_EQ(public_half_of(pair.private_half), pair.public_half);
  const DataKey dek = data_key(keySizeBytes, nullptr);
  const auto wrapped = wrap_rsa(dek, pair.public_half);
  EXPECT_EQ(wrapped.bytes.size(), 3072u / 8);
  EXPECT_EQ(bytes_of(unwrap(wrapped, pair.private_half).bytes(access)), bytes_of(dek.bytes(access)));

  // OpenSSL finds the numbers consistent and would have written the same bytes.
  const View key = pair.private_half.bytes(access);
  const std::uint8_t* at = key.data();
  const KeyObject read(d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(key.size())));
  const PkeyContext check(EVP_PKEY_CTX_new_from_pkey(nullptr, read.get(), nullptr));
  EXPECT_EQ(EVP_PKEY_check(check.get()), 1);
  PKCS8_PRIV_KEY_INFO* const info = EVP_PKEY2PKCS8(read.get());
  std::uint8_t* der = nullptr;
  const int size = i2d_PKCS8_PRIV_KEY_INFO(info, &der);
  EXPECT_EQ(Bytes(der, der + size), bytes_of(key));
  OPENSSL_free(der);
  PKCS8_PRIV_KEY_INFO_free(info);
}

TEST(RsaGeneratorTest, OtherSizesFail) {
  for (const std::size_t bits : {0u, 1024u, 2047u, 2049u, 4104u}) {
    EXPECT_THROW(RsaGenerator(bits).draw({.of = {}}, nullptr), CryptoFailure) << bits;
  }
}

// --- What is left on the heap. Windows of 16 bytes, as a scan takes them.

std::size_t windows_left(const FreedMemory& freed, const RsaPrivate& key) {
  std::size_t left = 0;
  for (const WipedBuffer& field : rsa_private_fields(key, access)) {
    for (const std::size_t at : {std::size_t{0}, field.size() / 2, field.size() - 16}) {
      left += freed.holding(field.view().subspan(at, 16));
    }
  }
  return left;
}

class RsaResidue : public RsaTest {
 protected:
  void SetUp() override { ASSERT_TRUE(testing::standing_in()); }
};

TEST_F(RsaResidue, NoUseOfAPrivateKeyLeavesAnyOfIt) {
  const MasterKey master = master_key("master", nullptr);
  const auto wrapped = wrap_rsa(dek, half);
  const FreedMemory freed;
  {
    const RsaPrivate key = unwrap(wrap(holder, master), master);
    unwrap(wrapped, key);
    EXPECT_THROW(unwrap({Bytes(256, 1)}, key), Refused);
    public_half_of(key);
    rsa_private_fields(key, access);
  }
  EXPECT_GT(freed.blocks(), 100u);
  EXPECT_EQ(windows_left(freed, holder), 0u);
  EXPECT_EQ(freed.holding(dek.bytes(access)), 0u);
}

TEST_F(RsaResidue, NorDoesGeneration) {
  const FreedMemory freed;
  const RsaPair pair = RsaGenerator(2048).draw({.of = {}}, nullptr);
  EXPECT_GT(freed.blocks(), 100u);
  EXPECT_EQ(windows_left(freed, pair.private_half), 0u);
}

// The twin, and why KeyCell reads keys by itself: OpenSSL's own decoder leaves the key behind.
TEST_F(RsaResidue, OpenSslsDecoderWouldLeaveIt) {
  const FreedMemory freed;
  const std::uint8_t* at = pkcs8.data();
  const KeyObject read(d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(pkcs8.size())));
  ASSERT_TRUE(read);
  EXPECT_GT(windows_left(freed, holder), 0u);
}

}  // namespace
}  // namespace keycell::crypto
