#pragma once
// What the ends of a channel say to each other, read from the bytes that crossed.

#include <optional>

#include "model/events.h"
#include "model/protocol/commcell.pb.h"

namespace keycell::properties {

/// The message of a payload: four bytes of length (big-endian), the message, then perhaps an attachment, which is left
/// alone. Nothing when the bytes are no such message.
template <class Message>
std::optional<Message> message_in(const model::Crossing& crossing) {
  constexpr std::size_t lengthBytes = 4;
  const View payload = crossing.bytes;
  if (payload.size() < lengthBytes) return std::nullopt;
  const std::size_t length = (std::size_t{payload[0]} << 24) | (std::size_t{payload[1]} << 16) |
                             (std::size_t{payload[2]} << 8) | std::size_t{payload[3]};
  if (length > payload.size() - lengthBytes) return std::nullopt;
  Message message;
  if (!message.ParseFromArray(payload.data() + lengthBytes, static_cast<int>(length))) return std::nullopt;
  return message;
}

}  // namespace keycell::properties
