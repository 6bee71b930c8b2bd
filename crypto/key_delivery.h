#pragma once
// How a data key travels to a client: protected by the client network password.

#include "crypto/errors.h"
#include "crypto/key_wrap.h"

namespace keycell::crypto {

using DeliveredKey = Wrapped<DataKey, NetworkPassword>;

/// One of the three things that a cell asks of key code (beside Hierarchy and RecordCipher).
class KeyDelivery {
 public:
  virtual ~KeyDelivery() = default;
  virtual DeliveredKey seal(const DataKey& key, const NetworkPassword& password, Rng& open_stream) const = 0;
  /// Throws Refused.
  virtual DataKey open(const DeliveredKey& delivered, const NetworkPassword& password) const = 0;
};

/// salt(16) || AES Key Wrap of the data key under HKDF-SHA256(password, salt). That the password is never itself a key
/// is a reading: the product's construction is not public.
class NetworkPasswordDelivery final : public KeyDelivery {
 public:
  static constexpr std::size_t saltSizeBytes = 16;
  DeliveredKey seal(const DataKey& key, const NetworkPassword& password, Rng& open_stream) const override;
  DataKey open(const DeliveredKey& delivered, const NetworkPassword& password) const override;
};

}  // namespace keycell::crypto
