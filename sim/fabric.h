#pragma once
// What the hosts of one simulation share: the engine and platform, the event stream, the registry of secrets. One per
// process, because SimGrid's engine cannot be made twice.

#include <algorithm>
#include <exception>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <simgrid/kernel/Timer.hpp>
#include <simgrid/s4u.hpp>

#include "model/by_text.h"
#include "model/host_witness.h"
#include "sim/data_path.h"
#include "sim/foreign_randomness.h"
#include "sim/host.h"
#include "sim/network.h"
#include "sim/run.h"

namespace keycell::sim {

/// As SimGrid takes times.
inline double seconds(model::Nanos time) { return static_cast<double>(time.count()) / 1e9; }

/// Times and rates that every host of the cell has in common.
struct FabricSettings {
  model::Nanos latency;  ///< one way, between any two hosts
  std::uint64_t control_bytes_per_s;
  model::Nanos disk_operation;
  model::Nanos disk_sync;
  model::Nanos reboot;
  model::KeyCosts keys;
};

class Fabric final : public model::EventSink {
 public:
  Fabric(Seed seed, FabricSettings settings, std::span<model::Fold* const> folds);
  ~Fabric() override;

  /// The resources that data crosses; before any host.
  void add_resources(const std::vector<DataResource>& resources);
  /// `ends` says which resources a data flow crosses at each of the host's data end-points.
  SimHost& add_host(const std::string& name, int cores, const DataPaths::Ends& ends, const DataPaths::Place& place);
  /// The links of a resource, one for each of its streams.
  const std::vector<simgrid::s4u::Link*>& links_of(ResourceId resource) const { return resources_.at(resource); }
  /// What a link carries when nothing slows it.
  double rate_of(const simgrid::s4u::Link& link) const { return rates_.at(link.get_name()); }
  /// Another host that is called the same on the wire, with the same resources; who calls that name does not reach it.
  SimHost& add_clone(const SimHost& original, int cores, const DataPaths::Ends& ends, const DataPaths::Place& place);
  /// From a timer. From now on requests of this kind to the original come to the clone too.
  void let_clone_hear(const SimHost& original, std::string_view kind, SimHost& clone) {
    clones_.push_back({&original, kind, &clone});
  }
  struct Clone {
    const SimHost* original;
    std::string_view kind;
    SimHost* clone;
  };
  const std::vector<Clone>& clones() const { return clones_; }
  /// No hosts or resources after this.
  void seal();

  /// Throws std::out_of_range.
  SimHost& host(std::string_view name);
  /// Null when no host has the name: a message may name one that is not there.
  SimHost* find_host(std::string_view name);
  /// The host that began a call, and has this name. Null when there is none.
  SimHost* find_caller(model::CallId call, std::string_view name) const;
  const std::map<std::string, std::unique_ptr<SimHost>>& hosts() const { return hosts_; }
  Network& network() { return network_; }
  const FabricSettings& settings() const { return settings_; }
  Seed seed() const { return seed_; }
  /// For what is drawn on no host and decides what happens: sizes, arrivals. Times vary with the seed from now on.
  PhiloxStream chance(model::Stream stream, const model::DrawName& name) {
    drew_by_chance_ = true;
    return {seed_, stream, name};
  }
  model::SecretRegistry& secrets() { return secrets_; }

  void post(std::string_view host, const model::EventBody& event) override;

  /// Hears every event as it happens, in the simulation's own thread and before any fold: for what is to happen because
  /// of an event, as a power cut after a step of a flow. It neither waits nor tells events, or the process ends: what
  /// it does it hands to at(now()), which acts as soon as the actor that told the event waits. lose_power() may be
  /// called.
  using Reaction = std::function<void(const model::Event&)>;
  /// Before the run.
  void listen(Reaction reaction) { reactions_.push_back(std::move(reaction)); }
  /// From a reaction: the actor that tells this event does so before it goes on, and may wait. For what an actor of a
  /// host tells, and one at a time.
  void hold_teller(std::function<void(SimHost&)> meanwhile) { meanwhile_ = std::move(meanwhile); }
  /// What a reaction wants of the actor that has just told an event; empty: nothing.
  std::function<void(SimHost&)> taken_hold() {
    return meanwhile_ ? std::exchange(meanwhile_, {}) : std::function<void(SimHost&)>();
  }
  bool is_reacting() const { return is_reacting_; }
  model::Nanos now() const;

  /// Runs `action` at a moment of simulated time, outside of every actor: faults come from here and nowhere else.
  /// The timer is gone once it has run.
  template <class Action>
  simgrid::kernel::timer::Timer* at(model::Nanos when, Action action) {
    // A moment that is rounded to nanoseconds may lie a little before the engine's clock, which SimGrid takes ill.
    const double date = std::max(seconds(when), simgrid::s4u::Engine::get_clock());
    return simgrid::kernel::timer::Timer::set(date, std::move(action));
  }
  /// The same, where what is set for one moment must run in the order in which it was set; the engine's timers do not.
  /// What is returned names it.
  using InOrder = std::pair<model::Nanos, std::uint64_t>;
  InOrder in_order_at(model::Nanos when, std::function<void()> action);
  /// Does nothing when it has run.
  void take_back(const InOrder& set);
  /// Takes it back when this ends, also because its actor was killed.
  class WhileWaiting {
   public:
    WhileWaiting(Fabric& fabric, model::Nanos when, std::function<void()> action)
        : fabric_(fabric), set_(fabric.in_order_at(when, std::move(action))) {}
    ~WhileWaiting() { fabric_.take_back(set_); }
    WhileWaiting(const WhileWaiting&) = delete;
    WhileWaiting& operator=(const WhileWaiting&) = delete;

   private:
    Fabric& fabric_;
    InOrder set_;
  };
  /// Guards an actor's body: what it throws ends the run as an internal error.
  void guarded(const std::function<void()>& body);

  /// Ends the run when its horizon has passed. Called by actors as they go on, not by a timer: a timer that is left
  /// would hide that everybody waits for somebody.
  void enforce_horizon();

  /// Who knows whether a run that is cut off at its horizon was at work, or broken.
  struct AtHorizon {
    bool is_at_work = false;  ///< all was asked for, and something of it goes on
    bool is_done = false;     ///< all was asked for and is over; only nobody has looked yet
    bool complete = false;    ///< of what is done: nothing was refused
  };
  void at_horizon(std::function<AtHorizon()> ask) { at_horizon_ = std::move(ask); }

  /// The workload is done: run() returns at once. Called by an actor, which goes no further.
  [[noreturn]] void close(bool complete);

  /// Runs until the workload is done, everybody waits, or the horizon. Fills everything of the run but what folds make
  /// of it.
  Run run(model::Nanos horizon);

  /// A data flow under way, so that a fault can read what is left of it before it breaks it (afterwards SimGrid says
  /// 0).
  struct ActiveFlow {
    const SimHost* from;
    const SimHost* to;
    simgrid::s4u::CommPtr comm;
    double remaining_bytes = 0;
    bool is_broken = false;  ///< and its sender has not seen it yet
  };
  /// Lists a flow for as long as this lives.
  class FlowInFlight {
   public:
    FlowInFlight(Fabric& fabric, ActiveFlow& flow) : fabric_(fabric), key_(fabric.next_flow_++) {
      fabric_.active_flows_.emplace(key_, &flow);
    }
    ~FlowInFlight() { fabric_.active_flows_.erase(key_); }
    FlowInFlight(const FlowInFlight&) = delete;
    FlowInFlight& operator=(const FlowInFlight&) = delete;

   private:
    Fabric& fabric_;
    std::uint64_t key_;
  };
  const std::map<std::uint64_t, ActiveFlow*>& active_flows() const { return active_flows_; }

 private:
  SimHost& make_host(const std::string& name, const std::string& told_as, int cores, const DataPaths::Ends& ends,
                     const DataPaths::Place& place);

  Seed seed_;
  FabricSettings settings_;
  std::vector<model::Fold*> folds_;
  std::vector<Reaction> reactions_;
  bool is_reacting_ = false;
  std::function<void(SimHost&)> meanwhile_;
  FoldRandomness fold_randomness_;
  simgrid::s4u::Engine& engine_;
  simgrid::s4u::NetZone* zone_;
  std::vector<std::vector<simgrid::s4u::Link*>> resources_;  // the links of each
  std::map<std::string, double> rates_;                      // by link
  model::SecretRegistry secrets_;
  Network network_{*this};
  std::map<std::string, std::unique_ptr<SimHost>> hosts_;
  model::ByText<SimHost*> by_name_;
  std::vector<SimHost*> by_number_;
  std::vector<Clone> clones_;
  std::map<std::uint64_t, ActiveFlow*> active_flows_;
  void arm_first_in_order();
  std::map<InOrder, std::function<void()>> in_order_;
  std::uint64_t set_in_order_ = 0;
  simgrid::kernel::timer::Timer* first_in_order_ = nullptr;  // for the first of them
  std::uint64_t next_flow_ = 0;
  std::uint64_t events_ = 0;
  bool drew_by_chance_ = false;
  bool closed_ = false;
  model::Nanos closed_at_{};
  bool complete_ = false;
  model::Nanos horizon_ = model::Nanos::max();
  bool horizon_passed_ = false;
  std::function<AtHorizon()> at_horizon_;
  bool has_backlog_ = false;
  model::Nanos deadlocked_at_{};
  std::exception_ptr error_;
};

}  // namespace keycell::sim
