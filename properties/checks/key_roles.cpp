#include "properties/checks/key_roles.h"

#include "crypto/key_delivery.h"

namespace keycell::properties {
namespace {

using crypto::KeyClass;
using crypto::SecretId;

/// Whether this is an AES Key Wrap of a data key under these very bytes, with or without a salt before it.
bool opens_under(View key, View wrapped) {
  constexpr std::size_t smallest = 24;
  constexpr std::size_t largest = 40;
  for (const std::size_t salt : {std::size_t{0}, crypto::NetworkPasswordDelivery::saltSizeBytes}) {
    if (wrapped.size() < salt + smallest || wrapped.size() > salt + largest) continue;
    if (crypto::opens_aes_key_wrap(key, wrapped.subspan(salt))) return true;
  }
  return false;
}

}  // namespace

void KeyRoles::on(const model::Event& event) {
  const auto& body = event.body;
  if (const auto* held = std::get_if<model::SecretHeld>(&body)) {
    hold(event, *held);
  } else if (const auto* wrapped = std::get_if<model::KeyWrapped>(&body)) {
    wrap(event, *wrapped);
  } else if (const auto* sealed = std::get_if<model::DataSealed>(&body)) {
    use_for_data(event, sealed->key, " seals data");
    seal(event, sealed->key);
  } else if (const auto* opened = std::get_if<model::DataOpened>(&body)) {
    use_for_data(event, opened->key, " opens data");
  } else if (const auto* disclosed = std::get_if<model::SecretDisclosed>(&body)) {
    mark_exercised();
    if (!secrets_.is(disclosed->secret, KeyClass::masterKey) && !secrets_.is(disclosed->secret, KeyClass::kek))
      violated(event, secrets_.about(disclosed->secret), secrets_.name_of(disclosed->secret) + " is disclosed");
  }
}

void KeyRoles::hold(const model::Event& event, const model::SecretHeld& held) {
  if (secrets_.learn(held.secret, held.key_class)) {
    if (held.key_class == KeyClass::networkPassword)
      passwords_.emplace(held.secret, crypto::WipedBuffer::copy_of(held.bytes.bytes));
  } else if (!secrets_.is(held.secret, held.key_class)) {
    violated(
        event, secrets_.about(held.secret),
        "the bytes of " + secrets_.name_of(held.secret) + " serve as " + std::string(name_of(held.key_class)) + " too");
  }
}

void KeyRoles::wrap(const model::Event& event, const model::KeyWrapped& wrapped) {
  mark_exercised();
  const auto by = secrets_.class_of(wrapped.by);
  const auto what = secrets_.class_of(wrapped.what);
  if (!by || !what || !policy_.allows_wrapping(*by, *what))
    violated(event, secrets_.about(wrapped.by),
             secrets_.name_of(wrapped.by) + " wraps " + secrets_.name_of(wrapped.what));
  const auto password = passwords_.find(wrapped.by);
  if (password != passwords_.end() && opens_under(password->second.view(), wrapped.result))
    violated(event, secrets_.about(wrapped.by),
             secrets_.name_of(wrapped.by) + " is itself the key that wraps " + secrets_.name_of(wrapped.what));
}

void KeyRoles::use_for_data(const model::Event& event, SecretId key, std::string_view what) {
  mark_exercised();
  if (!secrets_.is(key, KeyClass::dataKey))
    violated(event, secrets_.about(key), secrets_.name_of(key) + std::string(what));
}

void KeyRoles::seal(const model::Event& event, SecretId key) {
  if (roles_.role_of(event.host) != Role::client) return;  // a MediaAgent seals again, for whichever client
  const auto known = clients_.find(key);
  if (known == clients_.end()) {
    clients_.emplace(key, event.host);
  } else if (known->second != event.host) {
    violated(event, secrets_.about(key),
             secrets_.name_of(key) + " seals data of " + std::string(event.host) + " and of " + known->second);
  }
}

}  // namespace keycell::properties
