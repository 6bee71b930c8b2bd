// What may be done with secrets compiles: if this file does not, the refusals beside it say nothing.

#include <ostream>

#include "crypto/disclose.h"
#include "crypto/key_wrap.h"

using namespace keycell;
using namespace keycell::crypto;

void store(View bytes);

DataKey same_holder(DataKey key) { return key; }

DataKey opened(const Wrapped<DataKey, Kek>& wrapped, const Kek& kek) { return unwrap(wrapped, kek); }

void stored(const DataKey& key, const Kek& kek) { store(wrap(key, kek).bytes); }

void named(std::ostream& out, const DataKey& key) { out << name_of(key.key_class()) << key.id().ordinal; }

Disclosed sent(const Kek& kek) { return disclose(kek, Disclosure::kekToBeWrappedByKms); }

View looked_at(const DataKey& key) { return key.bytes(SecretAccess::because("control of the tests beside this file")); }
