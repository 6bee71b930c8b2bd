// A secret's bytes are reached with a stated reason only.

#include "crypto/secret.h"

using namespace keycell;

#ifndef WITHOUT_THE_FAULT
View peek(const crypto::DataKey& key) { return key.bytes(); }
#endif
