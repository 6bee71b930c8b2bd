// What key code costs beside OpenSSL used directly: records, wraps and unwraps of data keys, and the RSA private
// operation's share of opening a data key in the profiles that have one.

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <array>

#include "bench/measure.h"
#include "crypto/aead.h"
#include "crypto/profiles.h"
#include "crypto/record_cipher.h"
#include "crypto/row_codec.h"
#include "tests/crypto/counter_rng.h"
#include "tests/crypto/memory_kms.h"
#include "tests/crypto/published_rsa_pairs.h"

namespace keycell::bench {
namespace {

using namespace crypto;

constexpr std::size_t recordBytes = CbcRecords::maxPlainBytes;
constexpr int repetitions = 21;
constexpr double secondsPerFigure = 0.02;

/// Microseconds of one call.
template <class Call>
double microseconds(Call&& call) {
  int calls = 0;
  const double started = cpu_seconds();
  double spent = 0;
  do {
    for (int i = 0; i < 8; ++i) call();
    calls += 8;
    spent = cpu_seconds() - started;
  } while (spent < secondsPerFigure);
  return spent * 1e6 / calls;
}

/// A kept context and buffers that are there already: the least that OpenSSL can cost.
class RawCipher {
 public:
  RawCipher(const EVP_CIPHER* cipher, std::size_t key_bytes, std::size_t iv_bytes)
      : cipher_(cipher), key_(key_bytes, 1), iv_(iv_bytes, 2), context_(EVP_CIPHER_CTX_new()), out_(recordBytes + 64) {
    if (iv_bytes == 8) EVP_CIPHER_CTX_set_flags(context_, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
  }
  ~RawCipher() { EVP_CIPHER_CTX_free(context_); }
  RawCipher(const RawCipher&) = delete;
  RawCipher& operator=(const RawCipher&) = delete;

  View encrypt(View plain) {
    int size = 0;
    int rest = 0;
    EVP_EncryptInit_ex2(context_, cipher_, key_.data(), iv_.data(), nullptr);
    EVP_EncryptUpdate(context_, out_.data(), &size, plain.data(), static_cast<int>(plain.size()));
    EVP_EncryptFinal_ex(context_, out_.data() + size, &rest);
    return View(out_).first(static_cast<std::size_t>(size + rest));
  }
  void decrypt(View ciphertext) {
    int size = 0;
    int rest = 0;
    EVP_DecryptInit_ex2(context_, cipher_, key_.data(), iv_.data(), nullptr);
    EVP_DecryptUpdate(context_, out_.data(), &size, ciphertext.data(), static_cast<int>(ciphertext.size()));
    EVP_DecryptFinal_ex(context_, out_.data() + size, &rest);
  }

 private:
  const EVP_CIPHER* cipher_;
  Bytes key_;
  Bytes iv_;
  EVP_CIPHER_CTX* context_;
  Bytes out_;
};

/// What the format demands beside the cipher.
void crc_of(View plain) {
  Bytes crc;
  append_crc32(crc, plain);
}

struct Row {
  std::string name;
  std::function<void()> raw;
  std::function<void()> ours;
  double target;
};

void print_rows(const std::vector<Row>& rows) {
  fmt::print("{:<44}{:>12}{:>12}{:>10}{:>10}\n", "", "raw us", "ours us", "rate", "target");
  for (const Row& row : rows) {
    const Figures figures(
        {{"raw", [&] { return microseconds(row.raw); }}, {"ours", [&] { return microseconds(row.ours); }}},
        repetitions);
    fmt::print("{:<44}{:>12.3f}{:>12.3f}{:>10.2f}{:>10}\n", row.name, figures.median_of(0), figures.median_of(1),
               figures.median_of(0) / figures.median_of(1), row.target > 0 ? fmt::format(">= {}", row.target) : "");
  }
}

void print_symmetric() {
  testing::CounterRng random("bench");
  const DataKey data_key = DataKey::generate(keySizeBytes, random, nullptr);
  const Kek kek = Kek::generate(keySizeBytes, random, nullptr);
  const Bytes plain(recordBytes, 7);
  const CbcCrc32Records records;
  const Bytes record = records.seal(data_key, plain, random);
  const auto wrapped = wrap(data_key, kek);

  RawCipher cbc(EVP_aes_256_cbc(), 32, 16);
  const Bytes raw_record = bytes_of(cbc.encrypt(plain));
  RawCipher key_wrap(EVP_aes_256_wrap(), 32, 8);
  const Bytes raw_key(32, 3);
  const Bytes raw_wrap = bytes_of(key_wrap.encrypt(raw_key));
  const CbcRecords inside("AES", 256, RecordCrc::inside);
  const Bytes inside_record = inside.seal(data_key, plain, random);

  fmt::print("Key code beside OpenSSL's EVP with a kept context and buffers; median processor time of {} rounds\n\n",
             repetitions);
  print_rows(
      {{"record of 64 KiB, encrypt (AES-256-CBC, CRC32)", [&] { cbc.encrypt(plain); },
        [&] { records.seal(data_key, plain, random); }, 0.8},
       {"record of 64 KiB, open", [&] { cbc.decrypt(raw_record); }, [&] { records.open(data_key, record); }, 0.8},
       {"encrypt, beside EVP and a CRC32",
        [&] {
          cbc.encrypt(plain);
          crc_of(plain);
        },
        [&] { records.seal(data_key, plain, random); }, 0},
       {"open, beside EVP and a CRC32",
        [&] {
          cbc.decrypt(raw_record);
          crc_of(plain);
        },
        [&] { records.open(data_key, record); }, 0},
       {"open with the CRC32 inside", [&] { cbc.decrypt(raw_record); }, [&] { inside.open(data_key, inside_record); },
        0},
       {"key of 32 bytes, wrap (AES Key Wrap, CRC32)", [&] { key_wrap.encrypt(raw_key); }, [&] { wrap(data_key, kek); },
        0.5},
       {"key of 32 bytes, unwrap", [&] { key_wrap.decrypt(raw_wrap); }, [&] { unwrap(wrapped, kek); }, 0.5}});
}

void print_rsa() {
  testing::CounterRng secret("secret");
  testing::CounterRng open("open");
  testing::CounterRng of_kms("kms");
  testing::MemoryKms kms(of_kms, nullptr);
  testing::MemoryKmsDirectory directory{{"kms", &kms}};
  testing::PublishedRsaPairs pairs;
  const RsaPair pair = pairs.draw({.of = {}}, nullptr);
  const DataKey data_key = DataKey::generate(keySizeBytes, secret, nullptr);
  const auto wrapped = wrap_rsa(data_key, pair.public_half);

  fmt::print("\n{:<44}{:>12}{:>24}\n", "RSA-3072", "us", "RSA private operation");
  const double wrap_us = microseconds([&] { wrap_rsa(data_key, pair.public_half); });
  const double unwrap_us = microseconds([&] { unwrap(wrapped, pair.private_half); });
  fmt::print("{:<44}{:>12.1f}\n{:<44}{:>12.1f}\n", "data key wrapped under the public half", wrap_us,
             "data key opened with the private half", unwrap_us);
  for (const char* name : {"per-copy-rsa", "pool-kek"}) {
    testing::PublishedRsaPairs fresh;
    const auto profile = make_profile(name, {});
    const KeyServices services{
        .kms = kms, .all_kms = directory, .random = {.secret = secret, .open = open}, .rsa = fresh, .witness = nullptr};
    const KeyContext of{.owner = {.commcell_id = "F00D", .policy = "Gold", .copy = "Primary"}};
    const ProtectionRow row = profile->create(of, services);
    const NewDataKey made = profile->new_data_key(row, of, services);
    const double us = microseconds([&] { profile->open_data_key(row, made.row, of, services); });
    fmt::print("{:<44}{:>12.1f}{:>24}\n", fmt::format("{}: open_data_key, KMS in memory", name), us,
               profile->draws_rsa_pairs() ? fmt::format("{:.0f} %", 100 * unwrap_us / us) : "none");
  }
}

}  // namespace
}  // namespace keycell::bench

int main() {
  keycell::bench::print_symmetric();
  keycell::bench::print_rsa();
}
