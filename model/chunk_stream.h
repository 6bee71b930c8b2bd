#pragma once
// A data stream: chunks that follow each other as fast as the way takes them. What the way and the receiver need until
// a chunk is acknowledged, the next ones use.

#include <deque>
#include <string>

#include "model/messenger.h"
#include "model/work_in_hand.h"

namespace keycell::model {

class ChunkStream {
 public:
  struct Way {
    std::string to;
    DataEnd from_end;
    DataEnd to_end;
  };
  /// At most `in_flight` chunks, from the oldest that is not acknowledged, are sent.
  ChunkStream(Messenger& messenger, const WorkInHand::Work& work, Way way, std::uint32_t in_flight)
      : messenger_(messenger), work_(work), way_(std::move(way)), in_flight_(in_flight) {}

  /// Waits until one more chunk may be sent. Throws what became of an earlier one, and Interrupted when somebody asked
  /// the work to stop: then all that was sent is acknowledged.
  void await_turn();
  /// The call with which this chunk is to be sent.
  PacketHeader begin(const protocol::Request& chunk, std::uint64_t wire_bytes);
  /// Returns when the chunk's last byte has left. Throws as World::transfer does.
  void send(const PacketHeader& call, const protocol::Request& chunk, std::uint64_t wire_bytes);
  /// Waits until all that was sent is acknowledged. Throws what became of it.
  void finish();

 private:
  void await_oldest();

  Messenger& messenger_;
  const WorkInHand::Work& work_;
  Way way_;
  std::uint32_t in_flight_;
  std::deque<Messenger::Sent> unacknowledged_;  // oldest first
};

}  // namespace keycell::model
