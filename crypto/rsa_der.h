#pragma once
// Internal to crypto/: RSA keys as DER, read and written here and not by OpenSSL, whose decoder leaves the whole
// private key 19 times on the heap that it frees, and its encoder twice. Reading takes 0.1 us, and handing the numbers
// to OpenSSL 25 us; its decoder takes 600 us (OpenSSL 3.0.19, RSA-3072).

#include "crypto/errors.h"
#include "crypto/wiped_buffer.h"

namespace keycell::crypto {

/// Numbers are big-endian, without leading zeros. The views look at the bytes that were read.
struct RsaPublicNumbers {
  View n, e;
};
struct RsaPrivateNumbers {
  View n, e, d, p, q, dp, dq, qinv;
};

/// Of a SubjectPublicKeyInfo (RFC 5280) of rsaEncryption; of a PrivateKeyInfo without attributes (RFC 5208) that holds
/// an RSAPrivateKey of two primes (RFC 8017, A.1.2). Only DER with nothing behind it is read, only moduli of 2,048 to
/// 4,096 bits, exponents e of at most 64 bits, and no number greater than the modulus's size: that bounds what a
/// hostile key costs. That the numbers fit together is not looked at. Throw Refused.
RsaPublicNumbers read_rsa_public(View spki);
RsaPrivateNumbers read_rsa_private(View pkcs8);

Bytes write_rsa_public(const RsaPublicNumbers& numbers);
WipedBuffer write_rsa_private(const RsaPrivateNumbers& numbers);

}  // namespace keycell::crypto
