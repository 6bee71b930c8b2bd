// A data key under a KEK is opened by a KEK, not by a master key.

#include "crypto/key_wrap.h"

using namespace keycell::crypto;

#ifndef WITHOUT_THE_FAULT
DataKey shortcut(const Wrapped<DataKey, Kek>& wrapped, const MasterKey& master) { return unwrap(wrapped, master); }
#endif
