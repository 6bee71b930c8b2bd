// Access to a secret's bytes comes from SecretAccess::because only, so that one grep lists it.

#include "crypto/secret.h"

using namespace keycell;

#ifndef WITHOUT_THE_FAULT
View peek(const crypto::DataKey& key) { return key.bytes({}); }
#endif
