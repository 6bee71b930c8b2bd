#include "model/chunk_stream.h"

#include "model/flows/flows.h"

namespace keycell::model {

void ChunkStream::await_turn() {
  while (!unacknowledged_.empty() && (unacknowledged_.size() >= in_flight_ || unacknowledged_.front().is_answered()))
    await_oldest();
  if (!work_.is_to_stop()) return;
  finish();
  throw Interrupted();
}

PacketHeader ChunkStream::begin(const protocol::Request& chunk, std::uint64_t wire_bytes) {
  return messenger_.begin_call(way_.to, chunk, data_deadline(wire_bytes));
}

void ChunkStream::send(const PacketHeader& call, const protocol::Request& chunk, std::uint64_t wire_bytes) {
  unacknowledged_.push_back(messenger_.transfer(call, chunk, way_.from_end, way_.to_end, wire_bytes));
}

void ChunkStream::finish() {
  while (!unacknowledged_.empty()) await_oldest();
}

void ChunkStream::await_oldest() {
  Messenger::Sent oldest = std::move(unacknowledged_.front());
  unacknowledged_.pop_front();
  oldest.answer();
}

}  // namespace keycell::model
