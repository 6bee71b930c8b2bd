// What sends or stores takes Bytes: a secret is none.

#include "crypto/secret.h"

using namespace keycell;

void send(const Bytes& bytes);

#ifndef WITHOUT_THE_FAULT
void leak(const crypto::DataKey& key) { send(key); }
#endif
