// Writes the seeds of every fuzzer: make_corpus FOLDER. Whole records, wraps, rows and keys, so that fuzzing starts
// behind the checks that random bytes never pass.

#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

#include "crypto/aead.h"
#include "crypto/key_delivery.h"
#include "crypto/primitives.h"
#include "crypto/record_cipher.h"
#include "crypto/row_codec.h"
#include "crypto/rsa.h"
#include "tests/crypto/counter_rng.h"
#include "tests/fuzz/keys.h"

namespace keycell::crypto::fuzz {
namespace {

class Corpus {
 public:
  explicit Corpus(const std::filesystem::path& folder) : folder_(folder) {
    std::filesystem::create_directories(folder);
  }

  void add(std::size_t choice, View rest) {
    Bytes seed{static_cast<std::uint8_t>(choice)};
    append(seed, rest);
    std::ofstream file(folder_ / ("seed-" + std::to_string(++seeds_)), std::ios::binary);
    file.write(text_of(seed).data(), static_cast<std::streamsize>(seed.size()));
    if (!file) throw std::runtime_error("cannot write into " + folder_.string());
  }

 private:
  std::filesystem::path folder_;
  int seeds_ = 0;
};

void records_into(Corpus corpus) {
  testing::CounterRng ivs("ivs");
  for (std::size_t cipher = 0; cipher < allDataCiphers.size(); ++cipher) {
    const DataCipher which = allDataCiphers[cipher];
    const DataKey key = key_named<DataKey>("dek", which.key_size_bytes());
    const auto in_clear = make_record_cipher(which.name, which.key_bits, RecordCrc::clear);
    const auto inside = make_record_cipher(which.name, which.key_bits, RecordCrc::inside);
    for (const std::size_t size : {0u, 5u, 16u, 100u}) {
      const Bytes record = in_clear->seal(key, Bytes(size, 'p'), ivs);
      corpus.add(2 * cipher, record);
      corpus.add(2 * cipher + 1, inside->seal(key, Bytes(size, 'p'), ivs));
      // A whole ciphertext whose text does not end in a CRC.
      corpus.add(2 * cipher + 1, View(record).first(record.size() - crc32SizeBytes));
    }
  }
}

void wraps_into(Corpus corpus) {
  for (std::size_t i = 0; i < 3; ++i) {
    const WipedBuffer key = bytes_named("wrapping key", 16 + 8 * i);
    const Bytes plain(32, 'k');
    corpus.add(16 * i + 0, aes_key_wrap(key.view(), plain));
    corpus.add(16 * i + 1, aes_key_wrap_padded(key.view(), Bytes(33, 'k')));
    corpus.add(16 * i + 2, aes_key_wrap_crc32(key.view(), plain));
    corpus.add(16 * i + 3, aes_key_wrap_padded_crc32(key.view(), Bytes(7, 'k')));
    if (i != 1) corpus.add(16 * i + 4, gcm_seal(key.view(), Bytes(12, 'n'), view_of("context"), plain));
  }
  testing::CounterRng salts("salts");
  corpus.add(
      5, NetworkPasswordDelivery()
             .seal(key_named<DataKey>("dek", keySizeBytes), key_named<NetworkPassword>("password", keySizeBytes), salts)
             .bytes);
}

void rows_into(Corpus corpus) {
  corpus.add(0, {});
  corpus.add(1, RowWriter().field(Bytes(52, 'w')).take());
  corpus.add(2, RowWriter().field(view_of("mk-1")).field(Bytes(52, 'w')).take());
  corpus.add(3, RowWriter().field({}).field(Bytes(300, 'w')).field(Bytes(1, 'x')).take());
}

void rsa_into(Corpus corpus) {
  const auto holder = RsaPrivate::from(WipedBuffer::copy_of(rsa_key()), Arrival::installed, nullptr);
  const RsaPublic half = public_half_of(holder);
  corpus.add(0, rsa_key());
  corpus.add(1, half.bytes);
  corpus.add(2, wrap_rsa(key_named<DataKey>("dek", keySizeBytes), half).bytes);
  corpus.add(2, oaep_encrypt(half.bytes, {}, {}));
}

}  // namespace
}  // namespace keycell::crypto::fuzz

int main(int count, char** arguments) {
  if (count != 2) {
    std::cerr << "usage: make_corpus FOLDER\n";
    return 2;
  }
  using namespace keycell::crypto::fuzz;
  const std::filesystem::path folder = arguments[1];
  records_into(Corpus(folder / "record_open"));
  wraps_into(Corpus(folder / "key_unwrap"));
  rows_into(Corpus(folder / "row_decode"));
  rsa_into(Corpus(folder / "rsa_unwrap"));
}
