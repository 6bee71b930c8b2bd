#include "model/channel.h"

#include "crypto/aead.h"
#include "crypto/kdf.h"

namespace keycell::model {
namespace {

std::string direction(std::string_view from, std::string_view to) {
  std::string name(from);
  return name.append(">").append(to);
}

}  // namespace

const crypto::ChannelKey& Channels::key(std::string_view from, std::string_view to) {
  const std::string name = direction(from, to);
  if (const auto found = keys_.find(name); found != keys_.end()) return found->second;
  const auto credential = installation_.channel_credential(from, to, world_.witness());
  const auto access = crypto::SecretAccess::because("derives the key of one direction of a channel");
  auto derived = crypto::hkdf_sha256(credential.bytes(access), {}, "keycell channel " + name, crypto::keySizeBytes);
  return keys_
      .emplace(name, crypto::ChannelKey::from(std::move(derived), crypto::Arrival::derived, &world_.witness()))
      .first->second;
}

Bytes Channels::seal(std::string_view to, std::string_view what, View payload, std::span<const FieldSpan> fields) {
  world_.emit(Crossing{Place::payload, world_.self(), to, what, payload, fields});
  switch (kind_) {
    case ChannelKind::plain: return bytes_of(payload);
    case ChannelKind::sealed: {
      std::array<std::uint8_t, crypto::gcmNonceSizeBytes> nonce;
      world_.random(Stream::cryptoOpen).fill(nonce);
      const auto access = crypto::SecretAccess::because("seals a message under the channel key");
      return crypto::gcm_seal(key(world_.self(), to).bytes(access), nonce, {}, payload);
    }
  }
  throw std::logic_error("no such channel kind");
}

crypto::WipedBuffer Channels::open(std::string_view from, View wire) {
  switch (kind_) {
    case ChannelKind::plain: return crypto::WipedBuffer::copy_of(wire);
    case ChannelKind::sealed: {
      const auto access = crypto::SecretAccess::because("opens a message with the channel key");
      return crypto::gcm_open(key(from, world_.self()).bytes(access), {}, wire);
    }
  }
  throw std::logic_error("no such channel kind");
}

}  // namespace keycell::model
