#include "sim/network.h"

#include "sim/fabric.h"

namespace keycell::sim {
namespace {

using model::Nanos;
using model::PacketHeader;

/// What a message costs on the wire beside its payload: headers of TCP/IP and of the record.
constexpr std::size_t overheadBytes = 60;

std::uint32_t epoch_addressed(const PacketHeader& header) {
  return header.direction == model::Direction::request ? header.callee_epoch : header.caller_epoch;
}

}  // namespace

PacketFate Network::send(const PacketHeader& header, View bytes, const SimHost& from, const SimHost& to) const {
  if (tap) tap({header, bytes_of(bytes)});
  if (&from == &to) return {.propagation = Nanos::zero(), .transmission_s = 0};
  const FabricSettings& settings = fabric_.settings();
  return {.propagation = settings.latency + from.wan_latency_to(to),
          .transmission_s =
              static_cast<double>(bytes.size() + overheadBytes) / static_cast<double>(settings.control_bytes_per_s)};
}

void Network::arrive(model::Packet packet, SimHost& to) const {
  const bool is_request = packet.header.direction == model::Direction::request;
  SimHost* const caller = fabric_.find_caller(packet.header.call, packet.header.from);
  // A request of an earlier boot, or of another host's call: whoever it is from does not wait for it.
  if (is_request && (caller == nullptr || !caller->is_up_in(packet.header.caller_epoch))) return;
  std::optional<Refusal> refusal;
  if (!to.is_up_in(epoch_addressed(packet.header))) {
    refusal = Refusal::down;
  } else if (fabric_.now() < packet.header.deadline) {
    if (is_request)
      refusal = to.take_request(packet);
    else
      to.take_reply(packet);
  }
  if (refusal && is_request) caller->take_refusal(packet.header, *refusal);
}

void Network::reset_connections_to(const SimHost& gone) const {
  for (const auto& [name, host] : fabric_.hosts()) host->lose_connections_to(gone);
}

void Network::inject(const model::Packet& packet) const { arrive(packet, fabric_.host(packet.header.to)); }

}  // namespace keycell::sim
