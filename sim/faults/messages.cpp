// What befalls messages on their way: message-lost, message-duplicated, message-delayed, message-reordered,
// message-replayed, message-corrupted, message-misdelivered, reply-lost. Each meddles with the packets that its keys
// aim at, once they have left their hosts (sim/network.h), and tells each hit.

#include <map>
#include <optional>
#include <vector>

#include "model/integer_laws.h"
#include "scenarios/units.h"
#include "sim/cell.h"
#include "sim/faults/acts.h"

namespace keycell::sim {
namespace {

using namespace std::chrono_literals;
using model::Direction;
using model::Nanos;
using model::Packet;
using model::PacketHeader;
using scenarios::Fault;
using Passage = PacketFate::Passage;

/// Between whom, which way and of what kind: a packet is named by this and its place among such packets, so that no
/// other host or message moves what is drawn for it.
struct Kind {
  std::string from, to, what;
  Direction direction;
  auto operator<=>(const Kind&) const = default;
};

/// Which packets a fault aims at. Counts those that it could meet.
class Aim {
 public:
  Aim(const FaultSite& site, const Fault& fault)
      : site_(site),
        word_(fault.kind),
        what_(fault.values.text("what")),
        from_(fault.values.text("from")),
        to_(fault.values.text("to")),
        nth_(fault.values.number("nth").value_or(1)),
        at_(fault.values.time("at").value_or(0ns)),
        until_(fault.values.time("until").value_or(Nanos::max())) {
    if (const auto rate = fault.values.number("rate")) rate_ppm_ = *rate;
    const std::string direction = fault.kind == "reply-lost" ? "reply" : fault.values.text("direction");
    if (!direction.empty()) direction_ = direction == "reply" ? Direction::reply : Direction::request;
  }

  bool meets(const PacketHeader& header) {
    if (site_.fabric.now() < at_ || site_.fabric.now() >= until_) return false;
    if (direction_ && *direction_ != header.direction) return false;
    if (!what_.empty() && what_ != header.kind) return false;
    if (!from_.empty() && from_ != header.from) return false;
    if (!to_.empty() && to_ != header.to) return false;
    ++met_;
    if (!rate_ppm_) return met_ == nth_;
    of_kind_ =
        ++of_each_kind_[{std::string(header.from), std::string(header.to), std::string(header.kind), header.direction}];
    PhiloxStream chance = draws(header, "met");
    return model::below(chance, 1'000'000) < *rate_ppm_;
  }

  /// What happens to the packet that was met last.
  PhiloxStream draws(const PacketHeader& header, std::string_view what) {
    const std::string number = std::to_string(site_.number);
    const std::string place = std::to_string(rate_ppm_ ? of_kind_ : met_);
    const std::string_view direction = header.direction == Direction::request ? "request" : "reply";
    return site_.fabric.chance(model::Stream::faults,
                               {word_, {number, what, header.from, header.to, header.kind, direction, place}});
  }

 private:
  const FaultSite site_;
  const std::string word_, what_, from_, to_;
  std::optional<Direction> direction_;
  const std::uint64_t nth_;
  std::optional<std::uint64_t> rate_ppm_;
  const Nanos at_, until_;
  std::uint64_t met_ = 0;
  std::uint64_t of_kind_ = 0;
  std::map<Kind, std::uint64_t> of_each_kind_;
};

/// What a fault does to a packet that it met. Returns how that reads behind "run_backup from commserve to fs1", or
/// nothing when it could do nothing to it.
using Deed = std::function<std::optional<std::string>(Packet&, PacketFate&, Aim&)>;

std::string told(const PacketHeader& header, const std::string& how) {
  std::string text(header.direction == Direction::reply ? "the reply to " : "");
  text.append(header.kind).append(" from ").append(header.from).append(" to ").append(header.to);
  return text + how;
}

void arm(const FaultSite& site, const Fault& fault, Deed deed) {
  const auto hits = std::make_shared<std::uint64_t>(0);
  site.fabric.network().add_meddler([site, hits, aim = std::make_shared<Aim>(site, fault), word = fault.kind,
                                     deed = std::move(deed)](Packet& packet, PacketFate& fate) {
    if (!aim->meets(packet.header)) return;
    const PacketHeader header = packet.header;
    const auto how = deed(packet, fate, *aim);
    if (!how) return;
    ++*hits;
    site.fabric.post(header.from, model::FaultActed{word, told(header, *how), site.number});
  });
  const auto until = fault.values.time("until");
  if (!until || !fault.values.has("rate")) return;
  site.fabric.at(*until, [site, hits] {
    const std::string count = std::to_string(*hits) + (*hits == 1 ? " message was hit" : " messages were hit");
    site.fabric.post(scenarios::consoleName, model::FaultActed{"messages-intact", count, site.number, *hits > 0});
  });
}

Nanos delay_said(const Fault& fault, Nanos otherwise) { return fault.values.time("delay").value_or(otherwise); }

std::string after_text(Nanos delay) { return " after " + scenarios::duration_text(delay); }

/// Whom a misdelivered packet comes to; null when there is nobody else.
SimHost* another_host(const FaultSite& site, const Fault& fault, const Packet& packet, Aim& aim) {
  const auto is_other = [&](std::string_view name) { return name != packet.header.from && name != packet.header.to; };
  if (const std::string said = fault.values.text("at_host"); !said.empty())
    return is_other(said) ? site.fabric.find_host(said) : nullptr;
  std::vector<SimHost*> others;
  for (const auto& [name, host] : site.fabric.hosts())
    if (is_other(name)) others.push_back(host.get());
  if (others.empty()) return nullptr;
  PhiloxStream draws = aim.draws(packet.header, "host");
  return others[static_cast<std::size_t>(model::below(draws, others.size()))];
}

/// As whoever sends it now would write it.
void forge(Packet& packet, const SimHost& from, const SimHost& to, Nanos now) {
  constexpr Nanos deadline = 30s;
  const bool is_request = packet.header.direction == Direction::request;
  packet.header.caller_epoch = (is_request ? from : to).boot_epoch();
  packet.header.callee_epoch = (is_request ? to : from).boot_epoch();
  packet.header.deadline = now + deadline;
}

/// Packets that wait until the next one that goes the same way is ahead of them.
struct Held {
  Packet packet;
  SimHost* to;
  std::uint64_t number;
};

}  // namespace

void arm_message_lost(const FaultSite& site, const Fault& fault) {
  arm(site, fault, [](Packet&, PacketFate& fate, Aim&) {
    fate.passage = Passage::lost;
    return std::optional(std::string());
  });
}

void arm_message_delayed(const FaultSite& site, const Fault& fault) {
  arm(site, fault, [delay = delay_said(fault, 0ns)](Packet&, PacketFate& fate, Aim&) {
    fate.takes += delay;
    return std::optional(", " + scenarios::duration_text(delay) + " late");
  });
}

void arm_message_duplicated(const FaultSite& site, const Fault& fault) {
  arm(site, fault, [site, delay = delay_said(fault, 10ms)](Packet& packet, PacketFate& fate, Aim&) {
    site.fabric.network().deliver(Packet(packet), *fate.to, fate.takes + delay);
    return std::optional(", again" + after_text(delay));
  });
}

void arm_message_replayed(const FaultSite& site, const Fault& fault) {
  const bool is_forged = fault.values.text("header") == "forged";
  arm(site, fault, [site, is_forged, delay = delay_said(fault, 0ns)](Packet& packet, PacketFate& fate, Aim&) {
    Fabric& fabric = site.fabric;
    fabric.in_order_at(fabric.now() + delay, [&fabric, is_forged, recorded = packet, to = fate.to]() mutable {
      if (is_forged) forge(recorded, fabric.host(recorded.header.from), *to, fabric.now());
      fabric.network().deliver(std::move(recorded), *to, fabric.settings().latency);
    });
    return std::optional(", again" + after_text(delay) + (is_forged ? " under a new header" : ""));
  });
}

void arm_message_corrupted(const FaultSite& site, const Fault& fault) {
  arm(site, fault, [](Packet& packet, PacketFate&, Aim& aim) {
    if (packet.bytes.empty()) return std::optional<std::string>();
    PhiloxStream draws = aim.draws(packet.header, "byte");
    const auto at = static_cast<std::size_t>(model::below(draws, packet.bytes.size()));
    packet.bytes[at] ^= static_cast<std::uint8_t>(1 + model::below(draws, 255));
    return std::optional(", byte " + std::to_string(at) + " of " + std::to_string(packet.bytes.size()));
  });
}

void arm_message_misdelivered(const FaultSite& site, const Fault& fault) {
  arm(site, fault, [site, &fault](Packet& packet, PacketFate& fate, Aim& aim) {
    SimHost* const other = another_host(site, fault, packet, aim);
    if (other == nullptr) return std::optional<std::string>();
    const std::string how = ", arrives at " + std::string(other->self());
    site.fabric.network().deliver({packet.header, packet.bytes}, *other, fate.takes);
    fate.passage = Passage::lost;  // for its call
    return std::optional(how);
  });
}

void arm_message_reordered(const FaultSite& site, const Fault& fault) {
  using Way = std::pair<std::string, std::string>;
  struct Waiting {
    std::map<Way, std::vector<Held>> on;
    std::uint64_t last = 0;
  };
  const auto waiting = std::make_shared<Waiting>();
  Network& network = site.fabric.network();
  // Before the fault's own: the packet that it holds next does not let itself go.
  network.add_meddler([&network, waiting](Packet& packet, PacketFate& fate) {
    const auto held = waiting->on.find(Way(packet.header.from, packet.header.to));
    if (held == waiting->on.end()) return;
    for (Held& behind : held->second) network.deliver(std::move(behind.packet), *behind.to, fate.takes + 1ns);
    waiting->on.erase(held);
  });
  arm(site, fault, [site, waiting, longest = delay_said(fault, 1s)](Packet& packet, PacketFate& fate, Aim&) {
    const Way way(packet.header.from, packet.header.to);
    const std::uint64_t number = ++waiting->last;
    waiting->on[way].push_back({packet, fate.to, number});
    fate.passage = Passage::held;
    site.fabric.in_order_at(site.fabric.now() + longest, [site, waiting, way, number, takes = fate.takes] {
      const auto held = waiting->on.find(way);
      if (held == waiting->on.end()) return;
      const auto mine = std::ranges::find(held->second, number, &Held::number);
      if (mine == held->second.end()) return;
      site.fabric.network().deliver(std::move(mine->packet), *mine->to, takes);
      held->second.erase(mine);
    });
    return std::optional(std::string(", behind the next one"));
  });
}

}  // namespace keycell::sim
