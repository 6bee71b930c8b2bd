// Every case of every published vector file.

#include "tests/crypto/vectors.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "crypto/aead.h"
#include "crypto/evp.h"
#include "crypto/kdf.h"
#include "crypto/key_wrap.h"
#include "crypto/primitives.h"

namespace keycell::crypto {
namespace {

using testing::CannotRun;
using testing::Case;
using testing::complaints;
using testing::rfc_cases;
using testing::text_cases;
using testing::wycheproof_cases;

const std::vector<CannotRun> nothing;
const std::vector<std::string> none;

template <class Opens>
bool refused(const Opens& opens) {
  try {
    opens();
    return false;
  } catch (const Refused&) {
    return true;
  }
}

template <class Runs>
bool failed(const Runs& runs) {
  try {
    runs();
    return false;
  } catch (const CryptoFailure&) {
    return true;
  }
}

// --- AES-GCM

bool gcm_seals(const Case& one) {
  const Bytes plain = one.hex("msg");
  Bytes ciphertext(plain.size());
  Bytes tag(gcmTagSizeBytes);
  gcm_encrypt(one.hex("key"), one.hex("iv"), one.hex("aad"), plain, ciphertext, tag);
  return ciphertext == one.hex("ct") && tag == one.hex("tag");
}

WipedBuffer gcm_opened(const Case& one) {
  return gcm_decrypt(one.hex("key"), one.hex("iv"), one.hex("aad"), one.hex("ct"), one.hex("tag"));
}

/// The form with the nonce in front, for the sizes that it takes.
bool gcm_form_agrees(const Case& one) {
  const Bytes key = one.hex("key");
  const Bytes nonce = one.hex("iv");
  if (key.size() == 24 || nonce.size() != gcmNonceSizeBytes) return true;
  Bytes sealed = nonce;
  append(sealed, one.hex("ct"));
  append(sealed, one.hex("tag"));
  if (one.result() != "valid") return refused([&] { gcm_open(key, one.hex("aad"), sealed); });
  return gcm_seal(key, nonce, one.hex("aad"), one.hex("msg")) == sealed &&
         bytes_of(gcm_open(key, one.hex("aad"), sealed).view()) == one.hex("msg");
}

TEST(Vectors, WycheproofAesGcm) {
  const std::string limit = "an IV of 257 bytes; OpenSSL 3.0 takes at most 128";
  const std::vector<CannotRun> known{{"tcId 268", limit}, {"tcId 272", limit}, {"tcId 276", limit}};
  EXPECT_EQ(complaints(wycheproof_cases("wycheproof/aes_gcm_test.json"), known,
                       [](const Case& one) {
                         if (one.result() == "valid") {
                           return gcm_seals(one) && bytes_of(gcm_opened(one).view()) == one.hex("msg") &&
                                  gcm_form_agrees(one);
                         }
                         // Without a nonce there is nothing that could be opened or not.
                         if (one.hex("iv").empty()) return failed([&] { gcm_opened(one); });
                         return refused([&] { gcm_opened(one); }) && gcm_form_agrees(one);
                       }),
            none);
}

// --- AES-CBC with PKCS#7 padding

TEST(Vectors, WycheproofAesCbcPkcs5) {
  EXPECT_EQ(complaints(wycheproof_cases("wycheproof/aes_cbc_pkcs5_test.json"), nothing,
                       [](const Case& one) {
                         const Bytes key = one.hex("key");
                         const EVP_CIPHER* const cbc = aes_cbc(key.size());
                         const auto opened = [&] { return cbc_decrypt(cbc, key, one.hex("iv"), one.hex("ct")); };
                         if (one.result() == "invalid") return refused(opened);
                         const Bytes plain = one.hex("msg");
                         Bytes ciphertext((plain.size() / 16 + 1) * 16);
                         cbc_encrypt(cbc, key, one.hex("iv"), {plain}, ciphertext);
                         return ciphertext == one.hex("ct") && opened() == plain;
                       }),
            none);
}

// --- AES Key Wrap

TEST(Vectors, WycheproofAesKeyWrap) {
  EXPECT_EQ(complaints(wycheproof_cases("wycheproof/aes_wrap_test.json"), nothing,
                       [](const Case& one) {
                         const Bytes key = one.hex("key");
                         const Bytes plain = one.hex("msg");
                         const auto opened = [&] { return aes_key_unwrap(key, one.hex("ct")); };
                         // "acceptable": wraps of 8 bytes, which RFC 3394 does not know. We take none.
                         if (one.result() != "valid") {
                           const bool too_small = plain.size() < 16 || plain.size() % 8 != 0;
                           return refused(opened) && (!too_small || failed([&] { aes_key_wrap(key, plain); }));
                         }
                         return aes_key_wrap(key, plain) == one.hex("ct") && bytes_of(opened().view()) == plain;
                       }),
            none);
}

TEST(Vectors, WycheproofAesKeyWrapPadded) {
  EXPECT_EQ(complaints(wycheproof_cases("wycheproof/aes_kwp_test.json"), nothing,
                       [](const Case& one) {
                         const Bytes key = one.hex("key");
                         const auto opened = [&] { return aes_key_unwrap_padded(key, one.hex("ct")); };
                         if (one.result() == "invalid") return refused(opened);
                         return aes_key_wrap_padded(key, one.hex("msg")) == one.hex("ct") &&
                                bytes_of(opened().view()) == one.hex("msg");
                       }),
            none);
}

TEST(Vectors, Rfc3394) {
  EXPECT_EQ(complaints(rfc_cases("rfc/rfc3394_rfc5649.json", 3394), nothing,
                       [](const Case& one) {
                         const Bytes key = one.hex("kek");
                         return aes_key_wrap(key, one.hex("plain")) == one.hex("wrapped") &&
                                bytes_of(aes_key_unwrap(key, one.hex("wrapped")).view()) == one.hex("plain");
                       }),
            none);
}

TEST(Vectors, Rfc5649) {
  EXPECT_EQ(complaints(rfc_cases("rfc/rfc3394_rfc5649.json", 5649), nothing,
                       [](const Case& one) {
                         const Bytes key = one.hex("kek");
                         return aes_key_wrap_padded(key, one.hex("plain")) == one.hex("wrapped") &&
                                bytes_of(aes_key_unwrap_padded(key, one.hex("wrapped")).view()) == one.hex("plain");
                       }),
            none);
}

// --- Key derivation

bool hkdf_agrees(Digest digest, const Case& one) {
  const Bytes info = one.hex("info");
  const auto derived = [&] { return hkdf(digest, one.hex("ikm"), one.hex("salt"), text_of(info), one.number("size")); };
  return one.result() == "valid" ? bytes_of(derived().view()) == one.hex("okm") : failed(derived);
}

TEST(Vectors, WycheproofHkdf) {
  EXPECT_EQ(complaints(wycheproof_cases("wycheproof/hkdf_sha256_test.json"), nothing,
                       [](const Case& one) { return hkdf_agrees(Digest::sha256, one); }),
            none);
  EXPECT_EQ(complaints(wycheproof_cases("wycheproof/hkdf_sha512_test.json"), nothing,
                       [](const Case& one) { return hkdf_agrees(Digest::sha512, one); }),
            none);
}

TEST(Vectors, Rfc5869) {
  const auto agrees = [](Digest digest) {
    return [digest](const Case& one) {
      const Bytes info = one.hex("info");
      const std::size_t size = std::stoul(one.text("L"));
      return bytes_of(hkdf(digest, one.hex("IKM"), one.hex("salt"), text_of(info), size).view()) == one.hex("OKM");
    };
  };
  EXPECT_EQ(complaints(text_cases("kdf/rfc-5869-HKDF-SHA256.txt"), nothing, agrees(Digest::sha256)), none);
  EXPECT_EQ(complaints(text_cases("kdf/rfc-5869-HKDF-SHA1.txt"), nothing, agrees(Digest::sha1)), none);
}

bool pbkdf2_agrees(Digest digest, const Case& one) {
  const auto iterations = one.fields.at("iterationCount").get<std::uint32_t>();
  return bytes_of(pbkdf2_hmac(digest, one.hex("password"), one.hex("salt"), iterations, one.number("dkLen")).view()) ==
         one.hex("dk");
}

TEST(Vectors, WycheproofPbkdf2) {
  EXPECT_EQ(complaints(wycheproof_cases("wycheproof/pbkdf2_hmacsha256_test.json"), nothing,
                       [](const Case& one) { return pbkdf2_agrees(Digest::sha256, one); }),
            none);
  EXPECT_EQ(complaints(wycheproof_cases("wycheproof/pbkdf2_hmacsha512_test.json"), nothing,
                       [](const Case& one) { return pbkdf2_agrees(Digest::sha512, one); }),
            none);
}

/// RFC 6070 writes a zero byte as "\0".
Bytes with_zero_bytes(std::string text) {
  for (std::size_t at = 0; (at = text.find("\\0", at)) != std::string::npos; ++at) {
    text.replace(at, 2, std::string(1, '\0'));
  }
  return bytes_of(view_of(text));
}

// One case has 16,777,216 iterations, which take some seconds.
TEST(Vectors, Rfc6070) {
  EXPECT_EQ(complaints(text_cases("kdf/rfc-6070-PBKDF2-SHA1.txt"), nothing,
                       [](const Case& one) {
                         const auto iterations = static_cast<std::uint32_t>(std::stoul(one.text("ITERATIONS")));
                         return bytes_of(pbkdf2_hmac(Digest::sha1, with_zero_bytes(one.text("PASSWORD")),
                                                     with_zero_bytes(one.text("SALT")), iterations,
                                                     std::stoul(one.text("LENGTH")))
                                             .view()) == one.hex("DERIVED_KEY");
                       }),
            none);
}

// --- RSA-OAEP

class OaepVectors : public ::testing::TestWithParam<int> {};

TEST_P(OaepVectors, Wycheproof) {
  const std::string file = "wycheproof/rsa_oaep_" + std::to_string(GetParam()) + "_sha256_mgf1sha256_test.json";
  EXPECT_EQ(complaints(wycheproof_cases(file), nothing,
                       [](const Case& one) {
                         const Bytes key = testing::Case{"", nullptr, one.group}.hex("privateKeyPkcs8");
                         const auto opened = [&] { return oaep_decrypt(key, one.hex("label"), one.hex("ct")); };
                         return one.result() == "valid" ? bytes_of(opened().view()) == one.hex("msg") : refused(opened);
                       }),
            none);
}

INSTANTIATE_TEST_SUITE_P(Bits, OaepVectors, ::testing::Values(2048, 3072, 4096),
                         [](const auto& bits) { return std::to_string(bits.param); });

// --- The rule itself: without it a file could be skipped in silence.

TEST(Complaints, AreMadeOfWhateverIsNotRun) {
  const std::vector<Case> cases{{"tcId 1", nullptr, nullptr}, {"tcId 2", nullptr, nullptr}};
  const auto runs = [](const Case&) { return true; };
  const auto second_does_not_run = [](const Case& one) {
    if (one.name == "tcId 2") throw CryptoFailure("too long");
    return true;
  };
  const std::vector<CannotRun> second{{"tcId 2", "too long"}};
  EXPECT_EQ(complaints(cases, {}, runs), none);
  EXPECT_EQ(complaints(cases, second, second_does_not_run), none);

  EXPECT_EQ(complaints({}, {}, runs).size(), 1u);
  EXPECT_EQ(complaints(cases, {}, second_does_not_run).size(), 1u);
  EXPECT_EQ(complaints(cases, second, runs).size(), 1u);
  EXPECT_EQ(complaints(cases, {{"tcId 3", "no such case"}}, runs).size(), 1u);
  EXPECT_EQ(complaints(cases, {}, [](const Case& one) { return one.name == "tcId 1"; }).size(), 1u);
  EXPECT_EQ(complaints(cases, {}, [](const Case&) -> bool { throw std::runtime_error("?"); }).size(), 2u);
}

TEST(Complaints, AFileThatIsNotThereIsAnError) {
  EXPECT_THROW(wycheproof_cases("wycheproof/no_such_test.json"), std::runtime_error);
}

}  // namespace
}  // namespace keycell::crypto
