// Faults of hosts that open data keys, or send them.

#include <chrono>
#include <list>
#include <string>

#include "crypto/kdf.h"
#include "tests/sabotage/forwarding.h"
#include "tests/sabotage/planted_faults.h"

namespace keycell::sabotage {
namespace {

using crypto::Arrival;
using crypto::DataKey;
using crypto::DeliveredKey;
using crypto::NetworkPassword;
using crypto::SecretAccess;

std::string as_it_is(View bytes) { return std::string(text_of(bytes)); }

std::string as_hex(View bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += digits[byte / 16];
    text += digits[byte % 16];
  }
  return text;
}

template <std::string (*written)(View)>
class LogsKeys final : public ForwardingDelivery {
 public:
  using ForwardingDelivery::ForwardingDelivery;
  DataKey open(const DeliveredKey& delivered, const NetworkPassword& password) const override {
    DataKey key = ForwardingDelivery::open(delivered, password);
    const auto access = SecretAccess::because("planted fault: a key in a debug log");
    world().log(model::LogLevel::info, "data key " + written(key.bytes(access)));
    return key;
  }
};

class LogsHostClock final : public ForwardingDelivery {
 public:
  using ForwardingDelivery::ForwardingDelivery;
  DataKey open(const DeliveredKey& delivered, const NetworkPassword& password) const override {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    world().log(model::LogLevel::info, "now " + std::to_string(now.count()));
    return ForwardingDelivery::open(delivered, password);
  }
};

DataKey copy_of(View key, crypto::Witness* witness) {
  return DataKey::from(crypto::WipedBuffer::copy_of(key), Arrival::remembered, witness);
}

class KeepsKeys final : public ForwardingDelivery {
 public:
  using ForwardingDelivery::ForwardingDelivery;
  DataKey open(const DeliveredKey& delivered, const NetworkPassword& password) const override {
    DataKey key = ForwardingDelivery::open(delivered, password);
    kept_.push_back(copy_of(key.bytes(SecretAccess::because("planted fault: a key that is kept")), key.witness()));
    return key;
  }

 private:
  mutable std::list<DataKey> kept_;
};

/// Who sends appends the data key that it sent before, under the same password; who receives opens both.
class SendsKeyBefore final : public ForwardingDelivery {
 public:
  using ForwardingDelivery::ForwardingDelivery;

  DeliveredKey seal(const DataKey& key, const NetworkPassword& password, crypto::Rng& open_stream) const override {
    DeliveredKey delivered = ForwardingDelivery::seal(key, password, open_stream);
    const View bytes = key.bytes(SecretAccess::because("planted fault: a key for whoever comes next"));
    const Bytes before = std::exchange(before_, bytes_of(bytes));
    if (before.empty() || before == before_) return delivered;
    const DataKey of_another = copy_of(before, key.witness());
    append(delivered.bytes, ForwardingDelivery::seal(of_another, password, open_stream).bytes);
    // What travels is a wrap of its key too.
    if (auto* witness = key.witness())
      witness->wrapped(key.id(), password.id(), crypto::WrapForm::aesKeyWrap, delivered.bytes);
    return delivered;
  }

  DataKey open(const DeliveredKey& delivered, const NetworkPassword& password) const override {
    if (delivered.bytes.size() < smallestPair) return ForwardingDelivery::open(delivered, password);
    const View pair = delivered.bytes;
    const std::size_t half = pair.size() / 2;
    DataKey own = ForwardingDelivery::open({bytes_of(pair.first(half))}, password);
    const DataKey of_another = ForwardingDelivery::open({bytes_of(pair.subspan(half))}, password);
    if (auto* witness = own.witness())
      witness->unwrapped(own.id(), password.id(), crypto::WrapForm::aesKeyWrap, delivered.bytes);
    return own;
  }

 private:
  /// A delivered key has 40 to 56 bytes, and all of a cell have the same size.
  static constexpr std::size_t smallestPair = 80;
  mutable Bytes before_;
};

/// As the product's, but for the derivation of a key from the password.
class PasswordAsKey final : public ForwardingDelivery {
 public:
  using ForwardingDelivery::ForwardingDelivery;

  DeliveredKey seal(const DataKey& key, const NetworkPassword& password, crypto::Rng& open_stream) const override {
    DeliveredKey delivered{Bytes(saltSizeBytes)};
    open_stream.fill(delivered.bytes);
    append(delivered.bytes, crypto::aes_key_wrap(bytes_of_key(password), bytes_of_key(key)));
    if (auto* witness = key.witness())
      witness->wrapped(key.id(), password.id(), crypto::WrapForm::aesKeyWrap, delivered.bytes);
    return delivered;
  }

  DataKey open(const DeliveredKey& delivered, const NetworkPassword& password) const override {
    const View bytes = delivered.bytes;
    if (bytes.size() < saltSizeBytes) throw crypto::Refused();
    DataKey key = DataKey::from(crypto::aes_key_unwrap(bytes_of_key(password), bytes.subspan(saltSizeBytes)),
                                Arrival::unwrapped, password.witness());
    if (auto* witness = password.witness())
      witness->unwrapped(key.id(), password.id(), crypto::WrapForm::aesKeyWrap, bytes);
    return key;
  }

 private:
  static constexpr std::size_t saltSizeBytes = crypto::NetworkPasswordDelivery::saltSizeBytes;
  static View bytes_of_key(const crypto::SecretBytes& key) {
    return key.bytes(SecretAccess::because("planted fault: the password is the key"));
  }
};

}  // namespace

sim::Parts log_data_key() { return with_delivery<LogsKeys<as_it_is>>(); }
sim::Parts log_data_key_as_hex() { return with_delivery<LogsKeys<as_hex>>(); }
sim::Parts keep_data_key() { return with_delivery<KeepsKeys>(); }
sim::Parts key_to_wrong_client() { return with_delivery<SendsKeyBefore>(); }
sim::Parts password_as_key() { return with_delivery<PasswordAsKey>(); }
sim::Parts read_host_clock() { return with_delivery<LogsHostClock>(); }

}  // namespace keycell::sabotage
