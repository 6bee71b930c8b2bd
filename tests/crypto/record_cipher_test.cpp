// Records of backup data: what the format keeps, what it refuses, and the weakness that it has.

#include "crypto/record_cipher.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <openssl/err.h>
#include <zlib.h>

#include "crypto/evp.h"
#include "tests/crypto/counter_rng.h"
#include "tests/crypto/damage.h"
#include "tests/crypto/hex.h"
#include "tests/crypto/recording_witness.h"

namespace keycell::crypto {
namespace {

using testing::CounterRng;
using testing::from_hex;

const CbcCrc32Records records;
constexpr std::size_t ivSizeBytes = 16;
constexpr std::size_t crcSizeBytes = 4;

DataKey data_key(std::string seed) {
  CounterRng stream(std::move(seed));
  return DataKey::generate(keySizeBytes, stream, nullptr);
}

Bytes sealed(const Bytes& plain) {
  CounterRng ivs("ivs");
  return records.seal(data_key("dek"), plain, ivs);
}

Bytes opened(const Bytes& record) { return records.open(data_key("dek"), record); }

std::uint32_t crc32_of(const Bytes& bytes) {
  return static_cast<std::uint32_t>(crc32(0, bytes.data(), static_cast<uInt>(bytes.size())));
}

/// XORs the four bytes at the end of a record, big-endian.
void patch_crc(Bytes& record, std::uint32_t delta) {
  for (std::size_t i = 0; i < crcSizeBytes; ++i) {
    std::uint8_t& byte = record[record.size() - crcSizeBytes + i];
    byte = static_cast<std::uint8_t>(byte ^ (delta >> (24 - 8 * i)));
  }
}

RC_GTEST_PROP(CbcCrc32Records, OpensWhatItSealed, (const Bytes& plain)) { RC_ASSERT(opened(sealed(plain)) == plain); }

TEST(CbcCrc32Records, OpensWhatItSealedAtTheEdgesOfSize) {
  const std::size_t most = CbcCrc32Records::maxPlainBytes;
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{15}, std::size_t{16}, most - 1, most}) {
    const Bytes plain(size, 3);
    const Bytes record = sealed(plain);
    EXPECT_EQ(record.size(), ivSizeBytes + (size / 16 + 1) * 16 + crcSizeBytes);
    EXPECT_EQ(opened(record), plain);
  }
  EXPECT_THROW(sealed(Bytes(most + 1, 3)), CryptoFailure);
}

// NIST SP 800-38A, F.2.5: the first block; the IV is the vector's.
TEST(CbcCrc32Records, IsAes256Cbc) {
  const DataKey key =
      DataKey::from(WipedBuffer::copy_of(from_hex("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4")),
                    Arrival::installed, nullptr);
  testing::FixedRng iv(from_hex("000102030405060708090a0b0c0d0e0f"));
  const Bytes plain = from_hex("6bc1bee22e409f96e93d7e117393172a");
  const Bytes record = records.seal(key, plain, iv);
  EXPECT_EQ(bytes_of(View(record).first(32)),
            from_hex("000102030405060708090a0b0c0d0e0ff58c4c04d6e5f1ba779eabfb5f7bfbd6"));
  Bytes without_crc = record;
  patch_crc(without_crc, crc32_of(plain));
  EXPECT_EQ(bytes_of(View(without_crc).last(4)), Bytes(4, 0));
}

TEST(CbcCrc32Records, ACrcThatDoesNotMatchIsRefused) {
  for (std::uint32_t bit = 0; bit < 32; ++bit) {
    Bytes record = sealed(Bytes(100, 3));
    patch_crc(record, std::uint32_t{1} << bit);
    EXPECT_THROW(opened(record), Refused);
  }
}

// Accidents are found: one flipped bit anywhere, a cut, a byte too many.
TEST(CbcCrc32Records, EveryDamageIsRefused) {
  for (const Bytes& plain : {Bytes{}, Bytes(16, 3), Bytes(50, 3)}) {
    for (const Bytes& damaged : testing::every_damage(sealed(plain))) EXPECT_THROW(opened(damaged), Refused);
  }
  EXPECT_EQ(ERR_peek_error(), 0u);
}

/// What a writer without the limit would make: whole in everything but its size.
Bytes sealed_without_limit(const Bytes& plain) {
  const DataKey key = data_key("dek");
  Bytes record(ivSizeBytes + (plain.size() / 16 + 1) * 16);
  const CipherContext cbc = new_cipher_context();
  int written = 0;
  int last = 0;
  EXPECT_EQ(1, EVP_EncryptInit_ex2(cbc.get(), aes_256_cbc(),
                                   key.bytes(SecretAccess::because("a test seals a record by itself")).data(),
                                   record.data(), nullptr));
  std::uint8_t* const ciphertext = record.data() + ivSizeBytes;
  EXPECT_EQ(1, EVP_EncryptUpdate(cbc.get(), ciphertext, &written, plain.data(), static_cast<int>(plain.size())));
  EXPECT_EQ(1, EVP_EncryptFinal_ex(cbc.get(), ciphertext + written, &last));
  record.resize(record.size() + crcSizeBytes);
  patch_crc(record, crc32_of(plain));
  return record;
}

// 64 KiB and 1 to 15 bytes have the ciphertext size of 64 KiB, so the plaintext must be looked at too.
TEST(CbcCrc32Records, ARecordOfMoreThan64KiBIsRefused) {
  const std::size_t most = CbcCrc32Records::maxPlainBytes;
  EXPECT_EQ(opened(sealed_without_limit(Bytes(most, 3))), Bytes(most, 3));  // the twin: the limit itself is fine
  for (const std::size_t size : {most + 1, most + 15, most + 16, most + 100}) {
    EXPECT_THROW(opened(sealed_without_limit(Bytes(size, 3))), Refused) << size;
  }
}

TEST(CbcCrc32Records, AnotherKeyIsRefused) {
  const Bytes record = sealed(Bytes(1000, 3));
  for (int i = 0; i < 300; ++i) {  // about one wrong key in 256 gives a valid padding: then the CRC must refuse
    EXPECT_THROW(records.open(data_key("wrong " + std::to_string(i)), record), Refused);
  }
}

// Each record is its own chain: equal plaintexts under one key look different.
TEST(CbcCrc32Records, EachRecordHasItsOwnIv) {
  CounterRng ivs("ivs");
  const DataKey key = data_key("dek");
  const Bytes first = records.seal(key, Bytes(64, 3), ivs);
  const Bytes second = records.seal(key, Bytes(64, 3), ivs);
  EXPECT_NE(bytes_of(View(first).first(ivSizeBytes)), bytes_of(View(second).first(ivSizeBytes)));
  EXPECT_NE(bytes_of(View(first).subspan(ivSizeBytes, 64)), bytes_of(View(second).subspan(ivSizeBytes, 64)));
}

// The documented weakness: whoever knows no key can flip any chosen bit of the first block. The IV is XORed into it, so
// a flip there is a flip of the plaintext and of nothing else; and the CRC is in clear and linear: crc(p ^ d) = crc(p)
// ^ crc(d) ^ crc(0...0), so the patch depends on the flip and the length only.
TEST(CbcCrc32Records, WhoeverKnowsNoKeyCanFlipBitsOfTheFirstBlockUnseen) {
  for (const std::size_t size : {std::size_t{16}, std::size_t{100}, CbcCrc32Records::maxPlainBytes}) {
    const Bytes plain(size, 'p');
    for (std::size_t bit = 0; bit < ivSizeBytes * 8; ++bit) {
      Bytes forged = testing::flipped(sealed(plain), bit);
      EXPECT_THROW(opened(forged), Refused);  // the twin: the flip alone is found

      const Bytes zeros(size, 0);
      const Bytes flip = testing::flipped(zeros, bit);
      patch_crc(forged, crc32_of(flip) ^ crc32_of(zeros));
      EXPECT_EQ(opened(forged), testing::flipped(plain, bit));
    }
  }
}

TEST(CbcCrc32Records, TheWitnessHearsTheIvAndTheCiphertext) {
  testing::RecordingWitness witness;
  CounterRng keys("keys");
  CounterRng ivs("ivs");
  const DataKey key = DataKey::generate(keySizeBytes, keys, &witness);
  const Bytes record = records.seal(key, Bytes(20, 3), ivs);
  EXPECT_EQ(witness.heard().back(), "sealed under data-key#1");
  EXPECT_EQ(witness.last_nonce(), bytes_of(View(record).first(ivSizeBytes)));
  EXPECT_EQ(witness.last_bytes(), bytes_of(View(record).subspan(ivSizeBytes, 32)));
}

}  // namespace
}  // namespace keycell::crypto
