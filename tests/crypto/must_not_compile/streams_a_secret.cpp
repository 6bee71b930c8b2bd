// A secret is unprintable.

#include <ostream>

#include "crypto/secret.h"

using namespace keycell::crypto;

#ifndef WITHOUT_THE_FAULT
void print(std::ostream& out, const DataKey& key) { out << key; }
#endif
