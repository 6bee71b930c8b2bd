// RSA keys as DER: OpenSSL reads and writes the same, and what is read is the only way to write it.

#include "crypto/rsa_der.h"

#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <rapidcheck/gtest.h>

#include "crypto/evp.h"
#include "tests/crypto/damage.h"
#include "tests/crypto/hex.h"
#include "tests/crypto/rsa_keys.h"

namespace keycell::crypto {
namespace {

using testing::every_damage;
using testing::from_hex;
using testing::published_rsa_key;

KeyObject read_by_openssl(const Bytes& pkcs8) {
  const std::uint8_t* at = pkcs8.data();
  return KeyObject(d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(pkcs8.size())));
}

Bytes number_by_openssl(const KeyObject& key, const char* name) {
  BIGNUM* number = nullptr;
  EXPECT_EQ(EVP_PKEY_get_bn_param(key.get(), name, &number), 1);
  Bytes bytes(static_cast<std::size_t>(BN_num_bytes(number)));
  BN_bn2bin(number, bytes.data());
  BN_clear_free(number);
  return bytes;
}

Bytes public_by_openssl(const KeyObject& key) {
  std::uint8_t* der = nullptr;
  const int size = i2d_PUBKEY(key.get(), &der);
  const Bytes bytes(der, der + size);
  OPENSSL_free(der);
  return bytes;
}

Bytes public_of(const Bytes& pkcs8) {
  const RsaPrivateNumbers numbers = read_rsa_private(pkcs8);
  return write_rsa_public({.n = numbers.n, .e = numbers.e});
}

Bytes rewritten_private(const Bytes& pkcs8) { return bytes_of(write_rsa_private(read_rsa_private(pkcs8)).view()); }
Bytes rewritten_public(const Bytes& spki) { return write_rsa_public(read_rsa_public(spki)); }

class RsaDer : public ::testing::TestWithParam<int> {
 protected:
  Bytes pkcs8 = published_rsa_key(GetParam());
};

INSTANTIATE_TEST_SUITE_P(Bits, RsaDer, ::testing::Values(2048, 3072, 4096),
                         [](const auto& bits) { return std::to_string(bits.param); });

TEST_P(RsaDer, OpenSslReadsTheSameNumbers) {
  const KeyObject key = read_by_openssl(pkcs8);
  const RsaPrivateNumbers numbers = read_rsa_private(pkcs8);
  EXPECT_EQ(bytes_of(numbers.n), number_by_openssl(key, OSSL_PKEY_PARAM_RSA_N));
  EXPECT_EQ(bytes_of(numbers.e), number_by_openssl(key, OSSL_PKEY_PARAM_RSA_E));
  EXPECT_EQ(bytes_of(numbers.d), number_by_openssl(key, OSSL_PKEY_PARAM_RSA_D));
  EXPECT_EQ(bytes_of(numbers.p), number_by_openssl(key, OSSL_PKEY_PARAM_RSA_FACTOR1));
  EXPECT_EQ(bytes_of(numbers.q), number_by_openssl(key, OSSL_PKEY_PARAM_RSA_FACTOR2));
  EXPECT_EQ(bytes_of(numbers.dp), number_by_openssl(key, OSSL_PKEY_PARAM_RSA_EXPONENT1));
  EXPECT_EQ(bytes_of(numbers.dq), number_by_openssl(key, OSSL_PKEY_PARAM_RSA_EXPONENT2));
  EXPECT_EQ(bytes_of(numbers.qinv), number_by_openssl(key, OSSL_PKEY_PARAM_RSA_COEFFICIENT1));
}

TEST_P(RsaDer, OpenSslWritesTheSameBytes) {
  EXPECT_EQ(public_of(pkcs8), public_by_openssl(read_by_openssl(pkcs8)));
  EXPECT_EQ(rewritten_private(pkcs8), pkcs8);
}

// A flip within a number makes another number; any other damage is refused. Either way nothing is read that would be
// written differently.
TEST_P(RsaDer, DamageIsRefusedOrIsAnotherKey) {
  std::size_t refused = 0;
  for (const Bytes& damaged : every_damage(pkcs8)) {
    try {
      EXPECT_EQ(rewritten_private(damaged), damaged);
      EXPECT_EQ(damaged.size(), pkcs8.size());  // a cut or a byte too many is always refused
    } catch (const Refused&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, pkcs8.size());
  const Bytes spki = public_of(pkcs8);
  for (const Bytes& damaged : every_damage(spki)) {
    try {
      EXPECT_EQ(rewritten_public(damaged), damaged);
      EXPECT_EQ(damaged.size(), spki.size());
    } catch (const Refused&) {
    }
  }
}

// One key, one form: the same numbers in a longer BER are refused, or rows could differ and mean the same.

Bytes element(std::uint8_t tag, const Bytes& header_size, const Bytes& content) {
  Bytes der{tag};
  append(der, header_size);
  append(der, content);
  return der;
}

Bytes two_bytes(std::size_t size) {
  return {0x82, static_cast<std::uint8_t>(size >> 8), static_cast<std::uint8_t>(size)};
}

/// The public key of `pkcs8`, with the algorithm's size and the exponent as given.
Bytes public_in_ber(const Bytes& pkcs8, const Bytes& algorithm_size, const Bytes& exponent) {
  Bytes numbers = element(0x02, two_bytes(257), [&] {
    Bytes n{0};
    append(n, read_rsa_private(pkcs8).n);
    return n;
  }());
  append(numbers, exponent);
  Bytes bit_string{0};
  append(bit_string, element(0x30, two_bytes(numbers.size()), numbers));
  Bytes info = element(0x30, algorithm_size, from_hex("06092a864886f70d0101010500"));
  append(info, element(0x03, two_bytes(bit_string.size()), bit_string));
  return element(0x30, two_bytes(info.size()), info);
}

TEST(RsaBer, IsRefused) {
  const Bytes pkcs8 = published_rsa_key(2048);
  const Bytes size{13};
  const Bytes exponent = from_hex("0203010001");
  EXPECT_EQ(public_in_ber(pkcs8, size, exponent), public_of(pkcs8));  // the twin: this form is DER

  EXPECT_THROW(read_rsa_public(public_in_ber(pkcs8, {0x81, 13}, exponent)), Refused);
  EXPECT_THROW(read_rsa_public(public_in_ber(pkcs8, {0x82, 0, 13}, exponent)), Refused);
  EXPECT_THROW(read_rsa_public(public_in_ber(pkcs8, {0x83, 0, 0, 13}, exponent)), Refused);
  EXPECT_THROW(read_rsa_public(public_in_ber(pkcs8, {0x80}, exponent)), Refused);
  EXPECT_THROW(read_rsa_public(public_in_ber(pkcs8, size, from_hex("020400010001"))), Refused);
  EXPECT_THROW(read_rsa_public(public_in_ber(pkcs8, size, from_hex("0203810001"))), Refused);
  EXPECT_THROW(read_rsa_public(public_in_ber(pkcs8, size, from_hex("020100"))), Refused);
  EXPECT_THROW(read_rsa_public(public_in_ber(pkcs8, size, from_hex("0200"))), Refused);
}

RC_GTEST_PROP(RsaNumbers, AreReadAsTheyWereWritten, ()) {
  const auto number = [](std::size_t most) {
    auto bytes =
        *rc::gen::container<Bytes>(*rc::gen::inRange<std::size_t>(1, most + 1), rc::gen::arbitrary<std::uint8_t>());
    bytes.front() = std::max<std::uint8_t>(bytes.front(), 1);
    return bytes;
  };
  const auto n_size = *rc::gen::inRange<std::size_t>(257, 512);
  auto n = *rc::gen::container<Bytes>(n_size, rc::gen::arbitrary<std::uint8_t>());
  n.front() = std::max<std::uint8_t>(n.front(), 1);
  const Bytes e = number(8), d = number(n_size), p = number(n_size), q = number(n_size), dp = number(n_size),
              dq = number(n_size), qinv = number(n_size);
  const WipedBuffer pkcs8 =
      write_rsa_private({.n = n, .e = e, .d = d, .p = p, .q = q, .dp = dp, .dq = dq, .qinv = qinv});
  const RsaPrivateNumbers read = read_rsa_private(pkcs8.view());
  RC_ASSERT(bytes_of(read.n) == n && bytes_of(read.e) == e && bytes_of(read.d) == d && bytes_of(read.p) == p &&
            bytes_of(read.q) == q && bytes_of(read.dp) == dp && bytes_of(read.dq) == dq && bytes_of(read.qinv) == qinv);

  const Bytes spki = write_rsa_public({.n = n, .e = e});
  const RsaPublicNumbers read_public = read_rsa_public(spki);
  RC_ASSERT(bytes_of(read_public.n) == n && bytes_of(read_public.e) == e);
}

Bytes public_with(std::size_t modulus_bytes, std::uint8_t first, std::size_t exponent_bytes) {
  Bytes n(modulus_bytes, 0xff);
  n.front() = first;
  return write_rsa_public({.n = n, .e = Bytes(exponent_bytes, 3)});
}

TEST(RsaLimits, BoundTheModulusAndTheExponent) {
  EXPECT_NO_THROW(read_rsa_public(public_with(256, 0x80, 8)));
  EXPECT_THROW(read_rsa_public(public_with(256, 0x7f, 3)), Refused);  // 2047 bits
  EXPECT_NO_THROW(read_rsa_public(public_with(512, 0xff, 3)));
  EXPECT_THROW(read_rsa_public(public_with(513, 0x01, 3)), Refused);  // 4097 bits
  EXPECT_THROW(read_rsa_public(public_with(256, 0x80, 9)), Refused);
}

TEST(RsaLimits, NoNumberIsLongerThanTheModulus) {
  const Bytes n(256, 0xff), e(3, 1), number(256, 0x80), longer(257, 0x80);
  const auto with = [&](const Bytes& d, const Bytes& qinv) {
    return bytes_of(write_rsa_private({.n = n, .e = e, .d = d, .p = n, .q = n, .dp = n, .dq = n, .qinv = qinv}).view());
  };
  EXPECT_NO_THROW(read_rsa_private(with(number, number)));
  EXPECT_THROW(read_rsa_private(with(longer, number)), Refused);
  EXPECT_THROW(read_rsa_private(with(number, longer)), Refused);
}

}  // namespace
}  // namespace keycell::crypto
