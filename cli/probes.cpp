#include "cli/probes.h"

#include <libdeflate.h>

#include <algorithm>
#include <memory>
#include <random>

#include "crypto/aead.h"
#include "crypto/hash.h"
#include "crypto/key_wrap.h"
#include "crypto/record_cipher.h"
#include "crypto/rsa.h"
#include "scenarios/calibration.h"
#include "sim/rsa_test_keys.h"

namespace keycell::cli {
namespace {

using namespace crypto;

constexpr std::size_t recordBytes = CbcRecords::maxPlainBytes;
constexpr std::size_t messageBytes = 200;  // a control message with a wrapped key, sealed
constexpr int compressionLevel = 1;        // backups take the fastest

/// std::function asks for what can be copied, and keys cannot.
template <class State>
std::shared_ptr<const State> kept(State state) {
  return std::make_shared<const State>(std::move(state));
}

void add_ciphers(std::vector<Probe>& probes) {
  const auto plain = kept(Bytes(recordBytes, 7));  // CBC takes as long for any bytes
  for (const DataCipher& cipher : allDataCiphers) {
    SystemRng random;
    const std::shared_ptr<const RecordCipher> records =
        make_record_cipher(cipher.name, cipher.key_bits, RecordCrc::clear);
    const auto key = kept(DataKey::generate(cipher.key_size_bytes(), random, nullptr));
    const auto record = kept(records->seal(*key, *plain, random));
    const std::string word = scenarios::word_of(cipher);
    probes.push_back({std::string(scenarios::encryptTable), word, recordBytes, [=] {
                        SystemRng ivs;
                        records->seal(*key, *plain, ivs);
                      }});
    probes.push_back({std::string(scenarios::decryptTable), word, recordBytes, [=] { records->open(*key, *record); }});
  }
}

/// libdeflate's objects, each with buffers that are there already.
class Deflate {
 public:
  Deflate()
      : plain_(half_compressible(recordBytes)),
        compressor_(libdeflate_alloc_compressor(compressionLevel), libdeflate_free_compressor),
        decompressor_(libdeflate_alloc_decompressor(), libdeflate_free_decompressor),
        back_(recordBytes) {
    if (!compressor_ || !decompressor_) throw std::bad_alloc();
    compressed_.resize(libdeflate_deflate_compress_bound(compressor_.get(), recordBytes));
    compress();
  }
  void compress() {
    size_ = libdeflate_deflate_compress(compressor_.get(), plain_.data(), plain_.size(), compressed_.data(),
                                        compressed_.size());
  }
  void decompress() {
    if (libdeflate_deflate_decompress(decompressor_.get(), compressed_.data(), size_, back_.data(), back_.size(),
                                      nullptr) != LIBDEFLATE_SUCCESS)
      throw std::logic_error("what libdeflate compressed does not come back");
  }

 private:
  Bytes plain_;
  std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)> compressor_;
  std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)> decompressor_;
  Bytes compressed_;
  std::size_t size_ = 0;
  Bytes back_;
};

void add_rates(std::vector<Probe>& probes) {
  const std::string table(scenarios::ratesTable);
  const auto deflate = std::make_shared<Deflate>();
  probes.push_back({table, "compress", recordBytes, [deflate] { deflate->compress(); }});
  probes.push_back({table, "decompress", recordBytes, [deflate] { deflate->decompress(); }});
  probes.push_back({table, "hash", recordBytes, [plain = kept(Bytes(recordBytes, 7))] { sha256(*plain); }});
}

void add_times(std::vector<Probe>& probes) {
  const std::string table(scenarios::timesTable);
  SystemRng random;
  const auto data_key = kept(DataKey::generate(keySizeBytes, random, nullptr));
  const auto kek = kept(Kek::generate(keySizeBytes, random, nullptr));
  const auto wrapped = kept(wrap(*data_key, *kek));
  probes.push_back({table, "aes_wrap", 0, [=] { wrap(*data_key, *kek); }});
  probes.push_back({table, "aes_unwrap", 0, [=] { unwrap(*wrapped, *kek); }});

  const auto pair = kept(sim::RsaTestKeys(sim::Seed{1}).draw({.of = {}}, nullptr));
  const auto under_rsa = kept(wrap_rsa(*data_key, pair->public_half));
  probes.push_back({table, "rsa_public", 0, [=] { wrap_rsa(*data_key, pair->public_half); }});
  probes.push_back({table, "rsa_private", 0, [=] { unwrap(*under_rsa, pair->private_half); }});

  const auto channel_key = kept(ChannelKey::generate(keySizeBytes, random, nullptr));
  probes.push_back({table, "message", 0, [channel_key, plain = kept(Bytes(messageBytes, 7))] {
                      const auto access = SecretAccess::because("measures what sealing and opening a message costs");
                      std::array<std::uint8_t, gcmNonceSizeBytes> nonce;
                      SystemRng().fill(nonce);
                      gcm_open(channel_key->bytes(access), {}, gcm_seal(channel_key->bytes(access), nonce, {}, *plain));
                    }});
}

}  // namespace

std::vector<Probe> calibration_probes() {
  std::vector<Probe> probes;
  add_ciphers(probes);
  add_rates(probes);
  add_times(probes);
  return probes;
}

Bytes half_compressible(std::size_t size_bytes) {
  constexpr std::size_t stretch = 256;
  constexpr std::size_t window = 32 * 1024 - stretch;
  std::mt19937_64 random(1);
  Bytes bytes(size_bytes);
  for (std::size_t at = 0; at < size_bytes; at += stretch) {
    const auto here = bytes.begin() + static_cast<std::ptrdiff_t>(at);
    const std::size_t length = std::min(stretch, size_bytes - at);
    if (at / stretch % 2 == 0) {
      std::generate_n(here, length, [&] { return static_cast<std::uint8_t>(random()); });
    } else {
      const std::size_t back = stretch + random() % (std::min(at, window) - stretch + 1);
      std::copy_n(here - static_cast<std::ptrdiff_t>(back), length, here);
    }
  }
  return bytes;
}

}  // namespace keycell::cli
