#pragma once
// Protects what one host says to another. The payload inside a channel A > B is a boundary of its own: the channel
// reports it with its field map, the world reports what a tap on the wire sees.
//
// What is sealed is bound to its packet's header: it opens only as the same direction of the same call, of the same
// kind, between the same boots of both ends, with the same deadline. Whoever opens a reply does so with the header of
// its own call, so a recorded reply is no answer to another one. A plain channel protects nothing.

#include <map>
#include <memory>
#include <string>

#include "crypto/wiped_buffer.h"
#include "model/channel_kind.h"
#include "model/installation.h"
#include "model/world.h"

namespace keycell::model {

/// The channels of one host to all its peers. Keys are derived at first use and kept until the host goes down.
class Channels {
 public:
  Channels(World& world, const Installation& installation, ChannelKind kind)
      : world_(world), installation_(installation), kind_(kind) {}

  /// Reports the payload and returns what goes over the wire in a packet with this header. `what` names the message
  /// type.
  Bytes seal(const PacketHeader& header, std::string_view what, View payload, std::span<const FieldSpan> fields);
  /// Throws crypto::Refused for bytes that the header's sender did not seal for this host.
  crypto::WipedBuffer open(const PacketHeader& header, View wire);

 private:
  /// The two directions of the channel to one peer, and the nonces of what is sent.
  struct Keys {
    crypto::ChannelKey sending;
    crypto::ChannelKey receiving;
    std::unique_ptr<Draws> nonces;
  };
  Keys& keys_with(std::string_view peer);

  World& world_;
  const Installation& installation_;
  ChannelKind kind_;
  std::map<std::string, Keys> keys_;  // by peer; wiped in this order
  ByText<Keys*> known_;
};

}  // namespace keycell::model
