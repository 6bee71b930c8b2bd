#include "sim/fabric.h"

#include <simgrid/Exception.hpp>

#include <cstdlib>

#include "sim/platform.h"

namespace keycell::sim {
namespace {

namespace sg = simgrid::s4u;
using model::DataEnd;
using model::Nanos;

/// Thrown out of the engine.
struct Closed {};

bool sends(DataEnd end) { return end != DataEnd::clientWrite && end != DataEnd::libraryWrite; }

}  // namespace

Fabric::Fabric(Seed seed, FabricSettings settings, std::span<model::Fold* const> folds)
    : seed_(seed),
      settings_(settings),
      folds_(folds.begin(), folds.end()),
      fold_randomness_(seed),
      engine_(platform().engine),
      zone_(platform().zone) {
  engine_.on_deadlock_cb([this] { deadlocked_at_ = now(); });
}

Fabric::~Fabric() = default;

void Fabric::add_resources(const std::vector<DataResource>& resources) {
  for (const DataResource& resource : resources) {
    auto& links = resources_.emplace_back();
    for (std::uint32_t i = 0; i < resource.streams; ++i) {
      const std::string name = i == 0 ? resource.name : resource.name + "-" + std::to_string(i);
      links.push_back(zone_->create_link(name, resource.stored_bytes_per_s));
      rates_.emplace(name, resource.stored_bytes_per_s);
    }
  }
}

SimHost& Fabric::add_host(const std::string& name, int cores, const DataPaths::Ends& ends,
                          const DataPaths::Place& place) {
  SimHost& host = make_host(name, name, cores, ends, place);
  by_name_.emplace(name, &host);
  return host;
}

SimHost& Fabric::add_clone(const SimHost& original, int cores, const DataPaths::Ends& ends,
                           const DataPaths::Place& place) {
  const std::string name(original.self());
  std::string told_as = name + " (clone)";
  while (hosts_.contains(told_as)) told_as += " (clone)";
  return make_host(name, told_as, cores, ends, place);
}

SimHost& Fabric::make_host(const std::string& name, const std::string& told_as, int cores, const DataPaths::Ends& ends,
                           const DataPaths::Place& place) {
  using LinkList = std::vector<sg::Link*>;
  constexpr double flops = 1e9;
  const auto make = [&](const std::string& host_name, const LinkList& links) {
    sg::Host* host = zone_->create_host(host_name, flops)->set_core_count(cores);
    std::vector<sg::LinkInRoute> route;
    for (const sg::Link* link : links) route.emplace_back(link, sg::LinkInRoute::Direction::NONE);
    zone_->add_route(host->get_netpoint(), nullptr, nullptr, nullptr, route, true);
    return host;
  };
  const auto link_of = [&](ResourceId resource, std::size_t stream) {
    const LinkList& links = resources_.at(resource);
    return links[links.size() > 1 ? stream : 0];
  };
  SimHost::DataEnds data_ends{};
  for (const auto& [end, way] : ends) {
    std::size_t streams = 1;
    for (const ResourceId resource : way.within) streams = std::max(streams, resources_.at(resource).size());
    for (std::size_t stream = 0; stream < streams; ++stream) {
      const std::string point_name = told_as + betweenNames + std::string(name_of(end)) +
                                     (stream == 0 ? std::string() : "-" + std::to_string(stream));
      LinkList links;
      for (const ResourceId resource : way.within) links.push_back(link_of(resource, stream));
      SimHost::DataEndPoint point;
      if (way.stays_within == DataPaths::StaysWithin::some) point.within = make(point_name + "-within", links);
      links.push_back(link_of(way.network, stream));
      point.near = point.far = make(point_name, links);
      if (place.is_remote) {
        links.push_back(link_of(sends(end) ? place.wan_up : place.wan_down, stream));
        point.far = make(point_name + "-far", links);
      }
      data_ends[static_cast<std::size_t>(end)].push_back(point);
    }
  }
  const auto number = static_cast<std::uint32_t>(hosts_.size() + 1);
  auto made = std::make_unique<SimHost>(*this, number, name, told_as, make(told_as, {}), std::move(data_ends), place);
  SimHost& host = *hosts_.emplace(told_as, std::move(made)).first->second;
  by_number_.push_back(&host);
  return host;
}

void Fabric::seal() { zone_->seal(); }

SimHost* Fabric::find_host(std::string_view name) {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : found->second;
}

SimHost* Fabric::find_caller(model::CallId call, std::string_view name) const {
  const std::size_t number = model::caller_number(call);
  if (number == 0 || number > by_number_.size()) return nullptr;
  SimHost* host = by_number_[number - 1];
  return host->self() == name ? host : nullptr;
}

SimHost& Fabric::host(std::string_view name) {
  if (SimHost* found = find_host(name)) return *found;
  throw std::out_of_range("no host " + std::string(name));
}

Nanos Fabric::now() const { return Nanos(static_cast<std::int64_t>(sg::Engine::get_clock() * 1e9 + 0.5)); }

void Fabric::post(std::string_view host, const model::EventBody& body) {
  if (closed_) return;
  if (is_reacting_) std::abort();  // events would reach the folds out of their order
  const model::Event event{events_++, now(), host, body};
  {
    is_reacting_ = true;
    const auto over = [this](void*) { is_reacting_ = false; };  // also when a reaction throws
    const std::unique_ptr<void, decltype(over)> reacting(this, over);
    for (const Reaction& reaction : reactions_) reaction(event);
  }
  const RandomnessApart apart(fold_randomness_);
  for (model::Fold* fold : folds_) fold->on(event);
}

Fabric::InOrder Fabric::in_order_at(Nanos when, std::function<void()> action) {
  const InOrder set(std::max(when, now()), set_in_order_++);
  const auto entry = in_order_.emplace(set, std::move(action)).first;
  if (entry == in_order_.begin()) arm_first_in_order();
  return set;
}

void Fabric::take_back(const InOrder& set) {
  const auto entry = in_order_.find(set);
  if (entry == in_order_.end()) return;
  const bool was_first = entry == in_order_.begin();
  in_order_.erase(entry);
  if (was_first) arm_first_in_order();
}

void Fabric::arm_first_in_order() {
  if (first_in_order_ != nullptr) first_in_order_->remove();
  first_in_order_ = nullptr;
  if (in_order_.empty()) return;
  const Nanos moment = in_order_.begin()->first.first;
  first_in_order_ = at(moment, [this, moment] {
    first_in_order_ = nullptr;
    // Of this moment, in order; what they set for it too comes after them.
    while (!in_order_.empty() && in_order_.begin()->first.first <= moment) {
      const auto due = in_order_.extract(in_order_.begin());
      due.mapped()();
    }
    arm_first_in_order();
  });
}

void Fabric::guarded(const std::function<void()>& body) {
  try {
    body();
    return;
  } catch (const simgrid::ForcefulKillException&) {
    throw;
  } catch (...) {
    if (!error_) error_ = std::current_exception();
  }
  closed_ = true;
  closed_at_ = now();
  sg::Actor::kill_all();
}

void Fabric::enforce_horizon() {
  if (now() < horizon_ || closed_) return;
  closed_at_ = horizon_;
  const AtHorizon work = at_horizon_ ? at_horizon_() : AtHorizon{};
  has_backlog_ = work.is_at_work;
  horizon_passed_ = !work.is_done;
  if (work.is_done) {
    complete_ = work.complete;
    post("console", model::WorkloadEnded{complete_});
  }
  closed_ = true;
  sg::Actor::kill_all();
  sg::this_actor::exit();
}

void Fabric::close(bool complete) {
  complete_ = complete;
  closed_at_ = now();
  post("console", model::WorkloadEnded{complete});
  closed_ = true;
  // The engine is left where it stands: to end its actors one by one would cost as much as to start them.
  at(closed_at_, [] { throw Closed(); });
  for (;;) sg::this_actor::suspend();
}

Run Fabric::run(Nanos horizon) {
  Run run;
  horizon_ = horizon;
  try {
    engine_.run();
  } catch (const Closed&) {
  }
  run.simulated = closed_at_;
  if (error_) {
    run.ending = Ending::internalError;
    try {
      std::rethrow_exception(error_);
    } catch (const std::exception& error) {
      run.detail = error.what();
    } catch (...) {
      run.detail = "something that is no std::exception was thrown";
    }
  } else if (horizon_passed_ && has_backlog_) {
    run.ending = Ending::ended;
    run.has_backlog = true;
  } else if (horizon_passed_) {
    run.ending = Ending::horizonPassed;
    run.detail = "not all was asked for, or nothing went on any more";
  } else if (closed_) {
    run.ending = Ending::ended;
    if (!complete_) run.detail = "some of the workload was refused";
  } else {
    run.ending = Ending::deadlocked;
    run.detail = "every actor waits for another";
    run.simulated = deadlocked_at_;
  }
  closed_ = true;
  run.events = events_;
  run.drawn_by_chance = drew_by_chance_;
  for (const auto& [name, host] : hosts_) {
    run.disks.push_back({name, host->sim_disk().durable_operations()});
    run.drawn_by_chance |= host->drew_by_chance();
  }
  return run;
}

}  // namespace keycell::sim
