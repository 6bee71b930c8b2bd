#pragma once
// The network between the hosts of a cell. Requests and replies are packets, and what becomes of a packet is decided
// here and nowhere else: hosts send, and take what arrives. Faults meddle with packets here, or cut ways (sim/links.h).

#include <functional>

#include "model/packet.h"
#include "sim/links.h"

namespace keycell::sim {

class Fabric;
class SimHost;

/// Why a request was not taken. The caller learns it at once, as from a connection that is reset; only of one that is
/// broken he has to find out.
enum class Refusal {
  down,        ///< the host is off, or in another boot than the one that is asked
  notServing,  ///< it does not offer this service now
  busy,        ///< it has as many requests in work as it takes
  broken,      ///< a packet of the call was lost: the connection brings nothing any more
};

/// What becomes of a packet that goes from one host to another.
struct PacketFate {
  SimHost* to;
  model::Nanos takes;  ///< the propagation, and the time that its bytes take on the control network
  enum class Passage {
    on,
    lost,  ///< its call hears of it when its connection is given up, unless its deadline is earlier
    held,  ///< somebody has taken the packet, and may let it go later
  } passage = Passage::on;
};

class Network {
 public:
  explicit Network(Fabric& fabric) : fabric_(fabric) {}

  /// A host gives a connection up that has brought no acknowledgement for so long: the least that RFC 1122 (4.2.3.5)
  /// allows. Calls of the control network have shorter deadlines.
  static constexpr model::Nanos givenUpAfter = std::chrono::seconds(100);

  /// Sends a packet over the control network. Messages are small beside what a control link carries, so they take the
  /// time that they need and no share of it.
  void send(model::Packet packet, const SimHost& from, SimHost& to);
  /// A data flow that will bring a packet begins. Returns the propagation.
  model::Nanos begin_flow(const model::PacketHeader& header, View bytes, const SimHost& from, const SimHost& to) const;
  /// Its last byte has left.
  void end_flow(model::Packet packet, const SimHost& from, SimHost& to, model::Nanos propagation);
  /// A packet is at its destination. From an actor or a timer. A refusal takes as long back as light does.
  void arrive(model::Packet packet, SimHost& to) const;
  /// A host lost power: whoever waits for it learns that at once, or, where the way is cut, when the connection is
  /// given up.
  void reset_connections_to(const SimHost& gone) const;

  Links& links() { return links_; }
  const Links& links() const { return links_; }

  /// Sees each packet that leaves its host, in the order in which these were added, until one of them takes it or loses
  /// it: it may change the packet and its fate. Before the run.
  using Meddler = std::function<void(model::Packet&, PacketFate&)>;
  void add_meddler(Meddler meddler) { meddlers_.push_back(std::move(meddler)); }
  /// Lets a packet arrive that nobody meddles with any more.
  void deliver(model::Packet packet, SimHost& to, model::Nanos after);

  /// For tests: hears of every packet when it is sent. May be empty.
  std::function<void(const model::Packet&)> tap;
  /// For tests: lets a packet arrive that nobody sent now. Throws std::out_of_range for a host that does not exist.
  void inject(const model::Packet& packet) const;

 private:
  /// Decides the fate of a packet, and lets it happen.
  void dispatch(model::Packet packet, const SimHost& from, PacketFate fate);
  void lose(const model::PacketHeader& header);
  /// A clone takes a request of its original, or not; whoever asks does not learn that.
  void hear_too(const model::Packet& packet, SimHost& clone) const;

  Fabric& fabric_;
  Links links_{fabric_};
  std::vector<Meddler> meddlers_;
};

}  // namespace keycell::sim
