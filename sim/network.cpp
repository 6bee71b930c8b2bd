#include "sim/network.h"

#include "sim/fabric.h"

namespace keycell::sim {
namespace {

using model::Nanos;
using model::Packet;
using model::PacketHeader;

/// What a message costs on the wire beside its payload: headers of TCP/IP and of the record.
constexpr std::size_t overheadBytes = 60;

std::uint32_t epoch_addressed(const PacketHeader& header) {
  return header.direction == model::Direction::request ? header.callee_epoch : header.caller_epoch;
}

std::string_view caller_in(const PacketHeader& header) {
  return header.direction == model::Direction::request ? header.from : header.to;
}

}  // namespace

Nanos Network::begin_flow(const PacketHeader& header, View bytes, const SimHost& from, const SimHost& to) const {
  if (tap) tap({header, bytes_of(bytes)});
  if (&from == &to) return Nanos::zero();
  return fabric_.settings().latency + from.wan_latency_to(to) + links_.added_latency(from, to);
}

void Network::end_flow(Packet packet, const SimHost& from, SimHost& to, Nanos propagation) {
  dispatch(std::move(packet), from, {.to = &to, .takes = propagation});
}

void Network::send(Packet packet, const SimHost& from, SimHost& to) {
  PacketFate fate{.to = &to, .takes = begin_flow(packet.header, packet.bytes, from, to)};
  if (&from != &to) {
    constexpr std::uint64_t second = 1'000'000'000;
    constexpr std::uint64_t whole = 1'000'000;
    const std::uint64_t full_rate = fabric_.settings().control_bytes_per_s;
    const std::uint64_t left = links_.rate_left(from, to);
    const std::uint64_t rate = left == whole ? full_rate : std::max<std::uint64_t>(1, full_rate / whole * left);
    fate.takes += Nanos(((packet.bytes.size() + overheadBytes) * second + rate / 2) / rate);
  }
  dispatch(std::move(packet), from, fate);
}

void Network::dispatch(Packet packet, const SimHost& from, PacketFate fate) {
  if (&from != fate.to) {  // else nothing of it crosses the network
    if (!links_.passes(from, *fate.to)) return lose(packet.header);
    for (const Meddler& meddler : meddlers_) {
      meddler(packet, fate);
      if (fate.passage == PacketFate::Passage::lost) return lose(packet.header);
      if (fate.passage == PacketFate::Passage::held) return;
    }
  }
  deliver(std::move(packet), *fate.to, fate.takes);
}

void Network::deliver(Packet packet, SimHost& to, Nanos after) {
  fabric_.in_order_at(fabric_.now() + after,
                      [this, packet = std::move(packet), &to]() mutable { arrive(std::move(packet), to); });
}

void Network::lose(const PacketHeader& header) {
  SimHost* const caller = fabric_.find_caller(header.call, caller_in(header));
  if (caller == nullptr || header.deadline - fabric_.now() <= givenUpAfter) return;
  fabric_.in_order_at(fabric_.now() + givenUpAfter,
                      [caller, header] { caller->take_refusal(header, Refusal::broken); });
}

void Network::arrive(Packet packet, SimHost& to) const {
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
  if (!refusal || !is_request || !links_.passes(to, *caller)) return;
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
  for (const auto& [name, each] : fabric_.hosts()) {
    SimHost& host = *each;
    const std::uint32_t epoch = gone.boot_epoch();
    if (links_.passes(gone, host)) {
      host.lose_connections_to(gone, epoch);
    } else {
      fabric_.in_order_at(fabric_.now() + givenUpAfter,
                          [&host, &gone, epoch] { host.lose_connections_to(gone, epoch); });
    }
  }
}

void Network::inject(const Packet& packet) const { arrive(packet, fabric_.host(packet.header.to)); }

}  // namespace keycell::sim
