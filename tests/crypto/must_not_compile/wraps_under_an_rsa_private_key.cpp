// An RSA private key is no wrapping key of AES: wraps for its holder are made with the public half.

#include "crypto/rsa.h"

using namespace keycell::crypto;

#ifndef WITHOUT_THE_FAULT
Wrapped<DataKey, RsaPrivate> wrong_half(const DataKey& key, const RsaPrivate& by) { return wrap(key, by); }
#endif
