// What sends or stores takes a View: a secret is none.

#include "crypto/secret.h"

using namespace keycell;

void store(View bytes);

#ifndef WITHOUT_THE_FAULT
void leak(const crypto::DataKey& key) { store(key); }
#endif
