#include "measures/kms_meter.h"

#include <fmt/format.h>

#include <algorithm>

#include "measures/durations.h"
#include "measures/results/json.h"
#include "measures/seconds.h"
#include "model/kms/capacity.h"

namespace keycell::measures {
namespace {

using model::Nanos;

}  // namespace

KmsMeter::KmsMeter(const scenarios::Scenario& scenario) {
  for (const auto& kms : scenario.kms) {
    if (!is_node(kms)) continue;
    const auto capacity = model::kms_capacity(kms.values, scenario.costs.kms_service);
    queues_[kms.name].workers = capacity.nodes * capacity.workers;
  }
}

void KmsMeter::count(Queue& queue, Nanos now) {
  const Nanos passed = now - queue.counted_until;
  queue.area += static_cast<Area>(passed.count()) * queue.open.size();
  if (!queue.open.empty()) queue.busy += passed;
  queue.counted_until = now;
}

KmsMeter::Area KmsMeter::told_until(const Queue& queue, Nanos end) {
  Area told = queue.told;
  for (const auto& [call, since] : queue.open) told += static_cast<Area>((end - since).count());
  return told;
}

void KmsMeter::on(const model::Event& event) {
  end_ = event.time;
  const auto& body = event.body;
  const auto queue_here = [&]() -> Queue* {
    const auto found = queues_.find(event.host);
    if (found == queues_.end()) return nullptr;
    count(found->second, event.time);
    return &found->second;
  };
  if (const auto* arrival = std::get_if<model::KmsArrival>(&body)) {
    Queue* queue = queue_here();
    if (queue == nullptr) return;
    ++queue->arrived;
    queue->open.emplace(arrival->call, event.time);
    queue->most = std::max(queue->most, queue->open.size());
  } else if (const auto* served = std::get_if<model::KmsServed>(&body)) {
    Queue* queue = queue_here();
    if (queue == nullptr || queue->open.erase(served->call) == 0) return;
    queue->told += static_cast<Area>((served->queued + served->worked).count());
    queue->served.push_back({served->queued, served->worked});
  } else if (const auto* turned_away = std::get_if<model::KmsTurnedAway>(&body)) {
    Queue* queue = queue_here();
    if (queue == nullptr) return;
    switch (turned_away->limit) {
      case model::TurnedAwayBy::rateLimit: ++queue->beyond_rate; break;
      case model::TurnedAwayBy::fullQueue: ++queue->beyond_queue; break;
      case model::TurnedAwayBy::overload: ++queue->overloaded; break;
    }
  } else if (std::holds_alternative<model::HostDown>(body)) {
    Queue* queue = queue_here();
    if (queue == nullptr) return;
    queue->told = told_until(*queue, event.time);
    queue->cut_off += queue->open.size();
    queue->open.clear();
  }
}

std::string KmsMeter::contradiction() const {
  for (const auto& [name, queue] : queues_) {
    Queue whole = queue;
    count(whole, end_);
    if (whole.area == told_until(whole, end_)) continue;
    return fmt::format(
        "Little's law does not hold at {}: its requests tell of {} ns in the system, and {} ns were counted", name,
        static_cast<double>(told_until(whole, end_)), static_cast<double>(whole.area));
  }
  return {};
}

KmsQueues KmsMeter::queues() const {
  KmsQueues told;
  for (const auto& [name, queue] : queues_) {
    Queue whole = queue;
    count(whole, end_);
    std::vector<double> responses;
    std::vector<double> queued;
    std::vector<double> worked;
    Nanos all_work{0};
    for (const Request& request : whole.served) {
      responses.push_back(seconds(request.queued + request.worked));
      queued.push_back(seconds(request.queued));
      worked.push_back(seconds(request.worked));
      all_work += request.worked;
    }
    const auto mean_over = [&](Nanos span) {
      return span > Nanos::zero() ? static_cast<double>(whole.area) / static_cast<double>(span.count()) : 0.0;
    };
    const double capacity = seconds(whole.busy) * whole.workers;
    told[name] = {.workers = whole.workers,
                  .arrived = whole.arrived,
                  .served = whole.served.size(),
                  .cut_off = whole.cut_off,
                  .still_there = whole.open.size(),
                  .turned_away = {.rate_limit = whole.beyond_rate,
                                  .full_queue = whole.beyond_queue,
                                  .overload = whole.overloaded},
                  .response = durations_of(responses),
                  .queue = durations_of(queued),
                  .service = durations_of(worked),
                  .in_system = {.mean = mean_over(end_), .mean_while_busy = mean_over(whole.busy), .most = whole.most},
                  .busy_s = seconds(whole.busy),
                  .use_while_busy = capacity > 0 ? seconds(all_work) / capacity : 0.0};
  }
  return told;
}

std::string KmsMeter::result() const { return result_text(queues()); }

}  // namespace keycell::measures
