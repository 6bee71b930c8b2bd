// A secret has one holder: it is moved, never copied.

#include "crypto/secret.h"

using namespace keycell::crypto;

#ifndef WITHOUT_THE_FAULT
DataKey second_holder(const DataKey& key) { return key; }
#endif
