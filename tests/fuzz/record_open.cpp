// Any bytes as a record of each cipher: the first byte chooses the cipher and the place of its CRC. What opens has at
// most 64 KiB, and sealed again it has the size that it came in.

#include "crypto/record_cipher.h"
#include "tests/crypto/counter_rng.h"
#include "tests/fuzz/keys.h"

using namespace keycell;
using namespace keycell::crypto;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const DataCipher cipher = allDataCiphers[data[0] / 2 % allDataCiphers.size()];
  const auto records =
      make_record_cipher(cipher.name, cipher.key_bits, data[0] % 2 == 0 ? RecordCrc::clear : RecordCrc::inside);
  const DataKey key = fuzz::key_named<DataKey>("dek", cipher.key_size_bytes());
  const View record(data + 1, size - 1);
  try {
    const Bytes plain = records->open(key, record);
    fuzz::demand(plain.size() <= CbcRecords::maxPlainBytes);
    crypto::testing::CounterRng ivs("ivs");
    fuzz::demand(records->seal(key, plain, ivs).size() == record.size());
  } catch (const Refused&) {
  }
  return 0;
}
