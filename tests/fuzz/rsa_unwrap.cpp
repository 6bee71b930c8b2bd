// Any bytes as what RSA reads: the first byte chooses between a private key, a public key and a wrapped key. A key that
// is read is written to the same bytes again; then it is used, and whatever its numbers are, that ends well or in the
// one error that there is.

#include "crypto/rsa.h"
#include "crypto/rsa_der.h"
#include "tests/fuzz/keys.h"

using namespace keycell;
using namespace keycell::crypto;

namespace {

const DataKey& data_key() {
  static const DataKey key = fuzz::key_named<DataKey>("dek", keySizeBytes);
  return key;
}

RsaPrivate private_key(View pkcs8) {
  return RsaPrivate::from(WipedBuffer::copy_of(pkcs8), Arrival::installed, nullptr);
}

void private_key_of(View pkcs8) {
  const RsaPrivateNumbers numbers = read_rsa_private(pkcs8);
  fuzz::demand(bytes_of(write_rsa_private(numbers).view()) == bytes_of(pkcs8));
  fuzz::demand(rsa_private_fields(pkcs8).size() == 6);
  unwrap(Wrapped<DataKey, RsaPrivate>{Bytes(numbers.n.size(), 1)}, private_key(pkcs8));
}

void public_key_of(View spki) {
  fuzz::demand(write_rsa_public(read_rsa_public(spki)) == bytes_of(spki));
  wrap_rsa(data_key(), RsaPublic{bytes_of(spki)});
}

void wrapped_key(View wrapped) { fuzz::demand(!unwrap({bytes_of(wrapped)}, private_key(fuzz::rsa_key())).empty()); }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const View input(data + 1, size - 1);
  try {
    switch (data[0] % 3) {
      case 0: private_key_of(input); break;
      case 1: public_key_of(input); break;
      default: wrapped_key(input);
    }
  } catch (const Refused&) {
  } catch (const CryptoFailure&) {
    fuzz::demand(data[0] % 3 == 1);  // a public key may be unfit; nothing that is opened may say so
  }
  return 0;
}
