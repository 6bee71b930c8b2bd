// What is wrapped under an RSA pair is opened with its private half.

#include "crypto/rsa.h"

using namespace keycell::crypto;

#ifndef WITHOUT_THE_FAULT
DataKey shortcut(const Wrapped<DataKey, RsaPrivate>& wrapped, const RsaPublic& half) { return unwrap(wrapped, half); }
#endif
