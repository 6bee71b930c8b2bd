#pragma once
// Requests and replies as bytes, for tests that damage what a plain channel carries: length (u32, big-endian), message,
// attachment.

#include <google/protobuf/message.h>

#include <stdexcept>
#include <string>

#include "crypto/bytes.h"
#include "model/protocol/commcell.pb.h"
#include "model/world.h"

namespace keycell::model::testing {

/// The service under which every part of the cell answers.
inline constexpr std::string_view commcell = "commcell";

inline Bytes payload_of(const google::protobuf::Message& message) {
  const std::string encoded = message.SerializeAsString();
  Bytes payload;
  for (int shift = 24; shift >= 0; shift -= 8) payload.push_back(static_cast<std::uint8_t>(encoded.size() >> shift));
  append(payload, view_of(encoded));
  return payload;
}

inline protocol::Reply reply_in(View payload) {
  protocol::Reply reply;
  if (payload.size() < 4 || !reply.ParseFromArray(payload.data() + 4, static_cast<int>(payload.size() - 4)))
    throw std::invalid_argument("a reply on a plain channel, without attachment");
  return reply;
}

/// What a host answers to these bytes on a plain channel.
inline protocol::Reply ask_plainly(World& from, std::string_view to, View payload) {
  return reply_in(from.ask(to, commcell, payload, std::chrono::minutes(1)));
}

}  // namespace keycell::model::testing
