#include "sim/links.h"

#include <algorithm>

#include "sim/fabric.h"

namespace keycell::sim {
namespace {

constexpr std::uint64_t whole = 1'000'000;

}  // namespace

bool Links::passes(const SimHost& from, const SimHost& to) const {
  if (cuts_.empty() || &from == &to) return true;
  return std::ranges::none_of(cuts_, [&](const auto& cut) { return cut.second(from, to); });
}

model::Nanos Links::added_latency(const SimHost& from, const SimHost& to) const {
  model::Nanos added{0};
  if (&from == &to) return added;
  for (const auto& [id, slowness] : slow_)
    if (slowness.over(from, to)) added += slowness.added;
  return added;
}

std::uint64_t Links::rate_left(const SimHost& from, const SimHost& to) const {
  std::uint64_t left = whole;
  if (&from == &to) return left;
  for (const auto& [id, slowness] : slow_)
    if (slowness.over(from, to)) left = std::max<std::uint64_t>(1, left * slowness.rate_left / whole);
  return left;
}

Links::Id Links::cut(Ways ways) {
  for (const auto& [key, flow] : fabric_.active_flows()) {
    const bool is_hit = flow->from != flow->to && (ways(*flow->from, *flow->to) || ways(*flow->to, *flow->from));
    if (!is_hit || flow->is_broken) continue;
    flow->remaining_bytes = flow->comm->get_remaining();
    flow->is_broken = true;
    flow->comm->cancel();
  }
  cuts_.emplace(++last_, std::move(ways));
  return last_;
}

void Links::mend(Id cut) { cuts_.erase(cut); }

Links::Id Links::slow(Slowness slowness) {
  const auto& made = slow_.emplace(++last_, std::move(slowness)).first->second;
  set_rates(made.links);
  return last_;
}

void Links::speed_up(Id slowness) {
  const auto over = slow_.extract(slowness);
  if (!over.empty()) set_rates(over.mapped().links);
}

void Links::set_rates(const std::vector<simgrid::s4u::Link*>& links) const {
  for (simgrid::s4u::Link* link : links) {
    double rate = fabric_.rate_of(*link);
    for (const auto& [id, slowness] : slow_)
      if (std::ranges::count(slowness.links, link) > 0)
        rate = rate * static_cast<double>(slowness.rate_left) / static_cast<double>(whole);
    link->set_bandwidth(rate);
  }
}

}  // namespace keycell::sim
