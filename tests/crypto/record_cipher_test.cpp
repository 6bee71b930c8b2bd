// Records of backup data: each cipher with each place of the CRC32, what the format keeps and what it refuses. What it
// lets through is in record_forgery_test.cpp.

#include "crypto/record_cipher.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <openssl/err.h>

#include <tuple>

#include "crypto/evp.h"
#include "crypto/primitives.h"
#include "tests/crypto/damage.h"
#include "tests/crypto/hex.h"
#include "tests/crypto/recording_witness.h"
#include "tests/crypto/records.h"

namespace keycell::crypto {
namespace {

using testing::CounterRng;
using testing::crcSizeBytes;
using testing::from_hex;
using testing::Records;

constexpr std::size_t most = CbcRecords::maxPlainBytes;

class AnyRecords : public ::testing::TestWithParam<std::tuple<DataCipher, RecordCrc>> {
 protected:
  DataCipher cipher = std::get<0>(GetParam());
  RecordCrc crc = std::get<1>(GetParam());
  Records records{cipher, crc};
  std::size_t block_size = records.block_size();

  DataKey key(std::string seed) const { return testing::data_key(cipher, std::move(seed)); }
  std::size_t crc_inside() const { return crc == RecordCrc::inside ? crcSizeBytes : 0; }
  std::size_t crc_in_clear() const { return crcSizeBytes - crc_inside(); }

  /// IV || ciphertext of whatever text, by a writer that knows no format.
  Bytes encrypted(const Bytes& text) const {
    const DataKey dek = key("dek");
    const EVP_CIPHER* const cbc = cipher.name == "AES"    ? aes_cbc(dek.size())
                                  : cipher.name == "3DES" ? triple_des_cbc()
                                                          : blowfish_cbc();
    Bytes record(block_size);
    Bytes ciphertext((text.size() / block_size + 1) * block_size);
    cbc_encrypt(cbc, dek.bytes(SecretAccess::because("a test seals a record by itself")), record, {text}, ciphertext);
    append(record, ciphertext);
    return record;
  }

  /// What a writer without the limit would make: whole in everything but its size.
  Bytes sealed_without_limit(const Bytes& plain) const {
    const Bytes checksum = testing::big_endian(testing::crc32_of(plain));
    Bytes text = plain;
    append(text, View(checksum).first(crc_inside()));
    Bytes record = encrypted(text);
    append(record, View(checksum).first(crc_in_clear()));
    return record;
  }
};

TEST_P(AnyRecords, OpenWhatTheySealed) {
  EXPECT_TRUE(rc::check([this](const Bytes& plain) { RC_ASSERT(records.opened(records.sealed(plain)) == plain); }));
}

TEST_P(AnyRecords, OpenWhatTheySealedAtTheEdgesOfSize) {
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, std::size_t{3}, std::size_t{4}, std::size_t{7}, std::size_t{11},
        std::size_t{12}, std::size_t{15}, std::size_t{16}, most - 4, most - 1, most}) {
    const Bytes plain(size, 3);
    const Bytes record = records.sealed(plain);
    EXPECT_EQ(record.size(), block_size + ((size + crc_inside()) / block_size + 1) * block_size + crc_in_clear());
    EXPECT_EQ(records.opened(record), plain);
    EXPECT_EQ(sealed_without_limit(plain).size(), record.size());
  }
  EXPECT_THROW(records.sealed(Bytes(most + 1, 3)), CryptoFailure);
}

// Accidents are found: one flipped bit anywhere, a cut, a byte too many.
TEST_P(AnyRecords, EveryDamageIsRefused) {
  for (const Bytes& plain : {Bytes{}, Bytes(7, 3), Bytes(16, 3), Bytes(50, 3)}) {
    for (const Bytes& damaged : testing::every_damage(records.sealed(plain))) {
      EXPECT_THROW(records.opened(damaged), Refused);
    }
  }
  EXPECT_EQ(ERR_peek_error(), 0u);
}

// 64 KiB and a few bytes have the ciphertext size of 64 KiB, so the plaintext must be looked at too.
TEST_P(AnyRecords, OfMoreThan64KiBAreRefused) {
  EXPECT_EQ(records.opened(sealed_without_limit(Bytes(most, 3))),
            Bytes(most, 3));  // the twin: the limit itself is fine
  for (const std::size_t size : {most + 1, most + 3, most + 4, most + 8, most + 15, most + 16, most + 100}) {
    EXPECT_THROW(records.opened(sealed_without_limit(Bytes(size, 3))), Refused) << size;
  }
}

// A text that is too short to end in a CRC must not be looked at as if it did.
TEST_P(AnyRecords, WithoutRoomForTheirCrcAreRefused) {
  for (std::size_t size = 0; size < 6; ++size) {
    EXPECT_THROW(records.opened(encrypted(Bytes(size, 3))), Refused) << size;
  }
}

TEST_P(AnyRecords, OfAnotherKeyAreRefused) {
  const Bytes record = records.sealed(Bytes(1000, 3));
  for (int i = 0; i < 300; ++i) {  // about one wrong key in 256 gives a valid padding: then the CRC must refuse
    EXPECT_THROW(records->open(key("wrong " + std::to_string(i)), record), Refused);
  }
}

TEST_P(AnyRecords, KeysOfAnotherSizeFail) {
  CounterRng ivs("ivs");
  CounterRng keys("keys");
  const Bytes record = records.sealed(Bytes(20, 3));
  for (const std::size_t size : {std::size_t{0}, cipher.key_size_bytes() - 1, cipher.key_size_bytes() + 8}) {
    const DataKey wrong = DataKey::generate(size, keys, nullptr);
    EXPECT_THROW(records->seal(wrong, Bytes(20, 3), ivs), CryptoFailure) << size;
    EXPECT_THROW(records->open(wrong, record), CryptoFailure) << size;
  }
}

// Each record is its own chain: equal plaintexts under one key look different.
TEST_P(AnyRecords, HaveAnIvOfTheirOwn) {
  CounterRng ivs("ivs");
  const DataKey dek = key("dek");
  const Bytes first = records->seal(dek, Bytes(64, 3), ivs);
  const Bytes second = records->seal(dek, Bytes(64, 3), ivs);
  EXPECT_NE(bytes_of(View(first).first(block_size)), bytes_of(View(second).first(block_size)));
  EXPECT_NE(bytes_of(View(first).subspan(block_size, 64)), bytes_of(View(second).subspan(block_size, 64)));
}

TEST_P(AnyRecords, TellTheWitnessTheirIvAndCiphertext) {
  testing::RecordingWitness witness;
  CounterRng keys("keys");
  CounterRng ivs("ivs");
  const DataKey dek = DataKey::generate(cipher.key_size_bytes(), keys, &witness);
  const Bytes record = records->seal(dek, Bytes(20, 3), ivs);
  EXPECT_EQ(witness.heard().back(), "sealed under data-key#1");
  EXPECT_EQ(witness.last_nonce(), bytes_of(View(record).first(block_size)));
  EXPECT_EQ(witness.last_bytes(),
            bytes_of(View(record).subspan(block_size, record.size() - block_size - crc_in_clear())));
}

INSTANTIATE_TEST_SUITE_P(All, AnyRecords,
                         ::testing::Combine(::testing::ValuesIn(allDataCiphers),
                                            ::testing::Values(RecordCrc::clear, RecordCrc::inside)),
                         [](const auto& parameters) {
                           const DataCipher cipher = std::get<0>(parameters.param);
                           const bool clear = std::get<1>(parameters.param) == RecordCrc::clear;
                           return std::string(cipher.name) + std::to_string(cipher.key_bits) +
                                  (clear ? "CrcInClear" : "CrcInside");
                         });

// --- The ciphers are the ones they are called.

Bytes sealed_with(std::string_view name, std::string_view key, std::string_view iv, const Bytes& plain) {
  const DataKey dek = DataKey::from(WipedBuffer::copy_of(from_hex(key)), Arrival::installed, nullptr);
  testing::FixedRng ivs(from_hex(iv));
  return make_record_cipher(name, dek.size() * 8, RecordCrc::clear)->seal(dek, plain, ivs);
}

// NIST SP 800-38A, F.2.1 and F.2.5: the first block.
TEST(DataCiphers, AesIsAes) {
  const Bytes plain = from_hex("6bc1bee22e409f96e93d7e117393172a");
  const std::string iv = "000102030405060708090a0b0c0d0e0f";
  EXPECT_EQ(bytes_of(View(sealed_with("AES", "2b7e151628aed2a6abf7158809cf4f3c", iv, plain)).first(32)),
            from_hex(iv + "7649abac8119b246cee98e9b12e9197d"));
  EXPECT_EQ(
      bytes_of(View(sealed_with("AES", "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4", iv, plain))
                   .first(32)),
      from_hex(iv + "f58c4c04d6e5f1ba779eabfb5f7bfbd6"));
}

// NIST SP 800-67, appendix B: "The qufck", which is one block of ECB and so of CBC with an IV of zeros.
TEST(DataCiphers, TripleDesIsTripleDes) {
  const Bytes record = sealed_with("3DES", "0123456789abcdef23456789abcdef01456789abcdef0123", "0000000000000000",
                                   bytes_of(view_of("The qufck")));
  EXPECT_EQ(bytes_of(View(record).subspan(8, 8)), from_hex("a826fd8ce53b855f"));
}

// Schneier's test vectors: CBC with a key of 128 bits.
TEST(DataCiphers, BlowfishIsBlowfish) {
  const Bytes record = sealed_with("Blowfish", "0123456789abcdeff0e1d2c3b4a59687", "fedcba9876543210",
                                   bytes_of(view_of("7654321 Now is the time for ")));
  EXPECT_EQ(bytes_of(View(record).subspan(8, 24)), from_hex("6b77b4d63006dee605b156e27403979358deb9e7154616d9"));
}

// Schneier's set_key vectors: OpenSSL must use the whole key, also one that is longer than its default of 128 bits.
TEST(DataCiphers, BlowfishUsesTheWholeKey) {
  const Bytes key = from_hex("f0e1d2c3b4a5968778695a4b3c2d1e0f0011223344556677");
  const auto first_block = [&key](std::size_t key_size) {
    Bytes ciphertext(16);
    cbc_encrypt(blowfish_cbc(), View(key).first(key_size), Bytes(8, 0), {from_hex("fedcba9876543210")}, ciphertext);
    return bytes_of(View(ciphertext).first(8));
  };
  EXPECT_EQ(first_block(16), from_hex("93142887ee3be15c"));
  EXPECT_EQ(first_block(17), from_hex("03429e838ce2d14b"));
  EXPECT_EQ(first_block(24), from_hex("05044b62fa52d080"));
}

TEST(DataCiphers, KeysHaveTheSizeOfTheirCipher) {
  EXPECT_EQ((DataCipher{"AES", 128}.key_size_bytes()), 16u);
  EXPECT_EQ((DataCipher{"3DES", 192}.key_size_bytes()), 24u);
}

// --- Refused by name

std::string refusal(std::string_view name, std::size_t bits) {
  try {
    make_record_cipher(name, bits, RecordCrc::clear);
  } catch (const UnsupportedCipher& refused) {
    return refused.what();
  }
  return "";
}

TEST(DataCiphers, ThoseThatOpenSslLacksAreRefusedByName) {
  const std::string has = "AES (128, 256), 3DES (192), Blowfish (128, 256)";
  EXPECT_EQ(refusal("AES", 256), "");
  EXPECT_EQ(refusal("Serpent", 256), "Serpent is documented, but OpenSSL has none; it has " + has);
  EXPECT_EQ(refusal("Twofish", 128), "Twofish is documented, but OpenSSL has none; it has " + has);
  EXPECT_EQ(refusal("GOST", 256), "GOST is documented, but OpenSSL has none; it has " + has);
  EXPECT_EQ(refusal("aes", 256), "there is no data cipher \"aes\"; there are " + has);
  EXPECT_EQ(refusal("", 0), "there is no data cipher \"\"; there are " + has);
}

TEST(DataCiphers, WrongSizesAreRefusedWithTheDocumentedOnes) {
  EXPECT_EQ(refusal("AES", 192), "AES has keys of 128 or 256 bits, not 192");
  EXPECT_EQ(refusal("3DES", 128), "3DES has keys of 192 bits, not 128");
  EXPECT_EQ(refusal("Blowfish", 448), "Blowfish has keys of 128 or 256 bits, not 448");
}

// --- The default

// Runs that exist were made with it: not a byte of it may move.
TEST(CbcCrc32Records, IsAes256WithTheCrcInClear) {
  const CbcCrc32Records records;
  EXPECT_EQ(records.cipher(), (DataCipher{"AES", 256}));
  const Bytes plain = bytes_of(view_of("a file of a client"));
  CounterRng ivs("ivs");
  const Bytes record = records.seal(testing::data_key({"AES", 256}, "dek"), plain, ivs);
  EXPECT_EQ(record, (Records({"AES", 256}, RecordCrc::clear).sealed(plain)));
  EXPECT_EQ(bytes_of(View(record).last(crcSizeBytes)), testing::big_endian(testing::crc32_of(plain)));
}

}  // namespace
}  // namespace keycell::crypto
