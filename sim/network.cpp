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

Nanos Network::send_flow(const PacketHeader& header, View bytes, const SimHost& from, const SimHost& to) const {
  if (tap) tap({header, bytes_of(bytes)});
  if (&from == &to) return Nanos::zero();
  return fabric_.settings().latency + from.wan_latency_to(to);
}

PacketFate Network::send(const PacketHeader& header, View bytes, const SimHost& from, const SimHost& to) const {
  if (&from == &to) return {.takes = send_flow(header, bytes, from, to)};
  constexpr std::uint64_t second = 1'000'000'000;
  const std::uint64_t rate = fabric_.settings().control_bytes_per_s;
  const std::uint64_t transmission = ((bytes.size() + overheadBytes) * second + rate / 2) / rate;
  return {.takes = send_flow(header, bytes, from, to) + Nanos(transmission)};
}

void Network::arrive(model::Packet packet, SimHost& to) const {
  const bool is_request = packet.header.direction == model::Direction::request;
  SimHost* const caller = fabric_.find_caller(packet.header.call, packet.header.from);
  // A request of an earlier boot, or of another host's call: whoever it is from does not wait for it.
  if (is_request && (caller == nullptr || !caller->is_up_in(packet.header.caller_epoch))) return;
  if (is_request)
    for (const Fabric::Clone& twin : fabric_.clones())
      if (twin.original == &to && twin.kind == packet.header.kind) hear_too(packet, *twin.clone);
  std::optional<Refusal> refusal;
  if (!to.is_up_in(epoch_addressed(packet.header))) {
    refusal = Refusal::down;
  } else if (to.is_paused()) {
    return to.keep(std::move(packet));
  } else if (fabric_.now() < packet.header.deadline) {
    if (is_request)
      refusal = to.take_request(packet);
    else
      to.take_reply(packet);
  }
  if (!refusal || !is_request) return;
  const Nanos back = fabric_.settings().latency + to.wan_latency_to(*caller);
  fabric_.in_order_at(fabric_.now() + back,
                      [caller, header = packet.header, why = *refusal] { caller->take_refusal(header, why); });
}

void Network::hear_too(const model::Packet& packet, SimHost& clone) const {
  model::Packet heard{packet.header, bytes_of(packet.bytes)};
  if (clone.is_up_in(clone.boot_epoch()) && !clone.is_paused() && fabric_.now() < heard.header.deadline)
    clone.take_request(heard);
}

void Network::reset_connections_to(const SimHost& gone) const {
  for (const auto& [name, host] : fabric_.hosts()) host->lose_connections_to(gone);
}

void Network::inject(const model::Packet& packet) const { arrive(packet, fabric_.host(packet.header.to)); }

}  // namespace keycell::sim
