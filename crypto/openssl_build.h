#pragma once
// Which OpenSSL runs, and what it uses of the processor: for whoever writes down what was measured with it.

#include <string>

namespace keycell::crypto {

std::string openssl_version();  ///< of the library that is loaded, e.g. "3.0.11"

/// The processor's capabilities as OpenSSL takes them, and the mask in the environment that hides some, e.g.
/// "OPENSSL_ia32cap=0x7ffaf3ffffebffff:0x18c07fcef3bfa7eb"; empty where OpenSSL does not say.
std::string openssl_processor();

}  // namespace keycell::crypto
