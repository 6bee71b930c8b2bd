#pragma once
// What hosts send to each other: requests and replies, each with a header that says of which call it is.

#include <string_view>
#include <utility>

#include "crypto/bytes.h"
#include "model/call_id.h"
#include "model/events.h"

namespace keycell::model {

enum class Direction : std::uint8_t { request, reply };

/// In clear on the wire. Its names are those of hosts, services and kinds of message: whoever makes a header sees to it
/// that they live as long as the run.
struct PacketHeader {
  CallId call;
  Direction direction;
  std::string_view from;
  std::string_view to;
  std::string_view service;
  std::string_view kind;       ///< of the request, also in its reply: "run_backup"
  std::uint32_t caller_epoch;  ///< which boot of the caller asks
  std::uint32_t callee_epoch;  ///< which boot of the other end is asked; 0 when the caller knows none
  Nanos deadline;              ///< the caller's, as a moment of the run: nobody waits for an answer from then on
  KeyUse use{};                ///< for what the caller uses keys, and whoever works for it; no part of the packet

  /// The header of the answer to this request.
  PacketHeader reply() const {
    PacketHeader answer = *this;
    answer.direction = Direction::reply;
    std::swap(answer.from, answer.to);
    return answer;
  }
};

struct Packet {
  PacketHeader header;
  Bytes bytes;
};

}  // namespace keycell::model
