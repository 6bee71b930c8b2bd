// What may be done with secrets compiles: if this file does not, the refusals beside it say nothing.

#include <ostream>

#include "crypto/disclose.h"
#include "crypto/key_wrap.h"
#include "crypto/rsa.h"

using namespace keycell;
using namespace keycell::crypto;

void store(View bytes);

DataKey same_holder(DataKey key) { return key; }

DataKey opened(const Wrapped<DataKey, Kek>& wrapped, const Kek& kek) { return unwrap(wrapped, kek); }

void stored(const DataKey& key, const Kek& kek) { store(wrap(key, kek).bytes); }

void named(std::ostream& out, const DataKey& key) { out << name_of(key.key_class()) << key.id().ordinal; }

Disclosed sent(const Kek& kek) { return disclose(kek, Disclosure::kekToBeWrappedByKms); }

View looked_at(const DataKey& key) { return key.bytes(SecretAccess::because("control of the tests beside this file")); }

Wrapped<DataKey, RsaPrivate> sealed_for(const DataKey& key, const RsaPublic& half) { return wrap_rsa(key, half); }

DataKey opened_by(const Wrapped<DataKey, RsaPrivate>& wrapped, const RsaPrivate& half) { return unwrap(wrapped, half); }

Wrapped<RsaPrivate, MasterKey> kept(const RsaPrivate& half, const MasterKey& master) { return wrap(half, master); }
