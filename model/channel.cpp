#include "model/channel.h"

#include <algorithm>

#include "crypto/aead.h"
#include "crypto/kdf.h"

namespace keycell::model {
namespace {

/// What a header says beside who speaks to whom, which the key says; in widths and lengths that leave no two headers
/// with the same bytes. Authenticated with each message, not sent: whoever opens has the header, of the request that
/// came or of the call that it made itself.
Bytes binding_to(const PacketHeader& header) {
  std::array<std::uint8_t, 29> numbers;
  auto out = numbers.begin();
  const auto number = [&]<class Number>(Number value) {
    for (std::size_t byte = sizeof value; byte-- > 0;) *out++ = static_cast<std::uint8_t>(value >> (8 * byte));
  };
  number(header.call.value);
  number(static_cast<std::uint8_t>(header.direction));
  number(header.caller_epoch);
  number(header.callee_epoch);
  number(static_cast<std::uint64_t>(header.deadline.count()));
  number(static_cast<std::uint32_t>(header.service.size()));
  Bytes bytes;
  bytes.reserve(numbers.size() + header.service.size() + header.kind.size());
  append(bytes, numbers);
  append(bytes, view_of(header.service));
  append(bytes, view_of(header.kind));
  return bytes;
}

}  // namespace

Channels::Keys& Channels::keys_with(std::string_view peer) {
  if (const auto found = known_.find(peer); found != known_.end()) return *found->second;
  const World::UsingKeys nothing(world_, KeyUse::none);  // whoever speaks to that host first makes them for all
  const std::string_view self = world_.self();
  std::string info("keycell channel ");
  info.append(std::min(self, peer)).append("\n").append(std::max(self, peer));
  const auto credential = installation_.channel_credential(self, peer, world_.witness());
  const auto access = crypto::SecretAccess::because("derives the keys of both directions of a channel");
  const auto both = crypto::hkdf_sha256(credential.bytes(access), {}, info, 2 * crypto::keySizeBytes);
  const auto key = [&](bool first_half) {
    const View half = first_half ? both.view().first(crypto::keySizeBytes) : both.view().last(crypto::keySizeBytes);
    return crypto::ChannelKey::from(crypto::WipedBuffer::copy_of(half), crypto::Arrival::derived, &world_.witness());
  };
  // The first half is of what the host that sorts first says; a host that talks to itself has one key.
  Keys& made = keys_
                   .emplace(peer, Keys{.sending = key(self <= peer),
                                       .receiving = key(peer <= self),
                                       .nonces = world_.random(Stream::cryptoOpen, {"channel nonces", {peer}})})
                   .first->second;
  known_.emplace(peer, &made);
  return made;
}

Bytes Channels::seal(const PacketHeader& header, std::string_view what, View payload,
                     std::span<const FieldSpan> fields) {
  world_.emit(Crossing{Place::payload, world_.self(), header.to, what, payload, fields, header.call});
  switch (kind_) {
    case ChannelKind::plain: return bytes_of(payload);
    case ChannelKind::sealed: {
      std::array<std::uint8_t, crypto::gcmNonceSizeBytes> nonce;
      Keys& keys = keys_with(header.to);
      keys.nonces->fill(nonce);
      world_.emit(MessageSealed{world_.self(), header.to, header.call, header.direction == Direction::reply, nonce});
      const auto access = crypto::SecretAccess::because("seals a message under the channel key");
      return crypto::gcm_seal(keys.sending.bytes(access), nonce, binding_to(header), payload);
    }
  }
  throw std::logic_error("no such channel kind");
}

crypto::WipedBuffer Channels::open(const PacketHeader& header, View wire) {
  switch (kind_) {
    case ChannelKind::plain: return crypto::WipedBuffer::copy_of(wire);
    case ChannelKind::sealed: {
      const auto access = crypto::SecretAccess::because("opens a message with the channel key");
      return crypto::gcm_open(keys_with(header.from).receiving.bytes(access), binding_to(header), wire);
    }
  }
  throw std::logic_error("no such channel kind");
}

}  // namespace keycell::model
