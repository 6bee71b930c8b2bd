#pragma once
// The network between the hosts of a cell. Requests and replies are packets, and what becomes of a packet is decided
// here and nowhere else: hosts send, and take what arrives.

#include <functional>

#include "model/packet.h"

namespace keycell::sim {

class Fabric;
class SimHost;

/// Why a request was not taken. The caller learns it at once, as from a connection that is reset.
enum class Refusal {
  down,        ///< the host is off, or in another boot than the one that is asked
  notServing,  ///< it does not offer this service now
  busy,        ///< it has as many requests in work as it takes
};

/// What becomes of a packet. Today each arrives once; within a host at once.
struct PacketFate {
  model::Nanos takes;  ///< the propagation, and the time that its bytes take on the control network
};

class Network {
 public:
  explicit Network(Fabric& fabric) : fabric_(fabric) {}

  /// Decides the fate of a packet. Messages are small beside what a control link carries, so they take the time that
  /// they need and no share of it.
  PacketFate send(const model::PacketHeader& header, View bytes, const SimHost& from, const SimHost& to) const;
  /// Of a packet that a data flow carries. Returns the propagation.
  model::Nanos send_flow(const model::PacketHeader& header, View bytes, const SimHost& from, const SimHost& to) const;
  /// A packet is at its destination. From an actor or a timer. A refusal takes as long back as light does.
  void arrive(model::Packet packet, SimHost& to) const;
  /// A host lost power: whoever waits for it learns that at once.
  void reset_connections_to(const SimHost& gone) const;

  /// For tests: hears of every packet when it is sent. May be empty.
  std::function<void(const model::Packet&)> tap;
  /// For tests: lets a packet arrive that nobody sent now. Throws std::out_of_range for a host that does not exist.
  void inject(const model::Packet& packet) const;

 private:
  /// A clone takes a request of its original, or not; whoever asks does not learn that.
  void hear_too(const model::Packet& packet, SimHost& clone) const;

  Fabric& fabric_;
};

}  // namespace keycell::sim
