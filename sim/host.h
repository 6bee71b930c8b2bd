#pragma once
// A host of the simulated cell: model::World over SimGrid. Knows calls with deadlines, workers that grow, boot epochs,
// and how to stop at once when it loses power.

#include <array>
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <simgrid/s4u.hpp>

#include "model/host_witness.h"
#include "model/known_calls.h"
#include "model/world.h"
#include "sim/data_path.h"
#include "sim/network.h"
#include "sim/random.h"
#include "sim/sim_disk.h"

namespace keycell::sim {

class Fabric;

/// Starts what runs on a host, at every boot; what it returns lives until the host goes down.
using Program = std::function<std::shared_ptr<void>(model::World&)>;

class SimHost final : public model::World {
 public:
  /// How long a caller waits for a host that is off before it gives up.
  static constexpr model::Nanos connectTimeout = std::chrono::seconds(30);

  /// Pseudo-hosts of a data end-point, on the same resources: for flows that stay in the host, that stay at its site,
  /// and that leave it. Null where there are no such flows.
  struct DataEndPoint {
    simgrid::s4u::Host* within = nullptr;
    simgrid::s4u::Host* near = nullptr;
    simgrid::s4u::Host* far = nullptr;
    std::uint32_t flows = 0;  ///< that leave from here, or come here
  };
  /// Where each stream has a resource of its own there is an end-point for each.
  using DataEnds = std::array<std::vector<DataEndPoint>, model::dataEndCount>;

  /// `number` counts the hosts of the cell from 1. A host is told of by another name than its own where two have that.
  SimHost(Fabric& fabric, std::uint32_t number, std::string name, std::string told_as, simgrid::s4u::Host* control,
          DataEnds data_ends, DataPaths::Place place);
  ~SimHost() override;

  /// Its name in events: another one than on the wire only of a clone.
  std::string_view told_as() const { return told_as_; }
  /// What a copy of the other host's disks and memory of what it drew has; before the first boot.
  void copy_draws_of(const SimHost& original) { randomness_.counts() = original.randomness_.counts(); }

  void install(Program program) { program_ = std::move(program); }
  void boot();
  SimDisk& sim_disk() { return disk_; }
  std::uint32_t boot_epoch() const { return epoch_; }
  bool is_up_in(std::uint32_t epoch) const { return !dead_ && epoch_ == epoch; }
  /// What the way to another host adds to the latency within a site.
  model::Nanos wan_latency_to(const SimHost& peer) const;
  const DataPaths::Place& place() const { return place_; }

  /// The host whose actor runs; null between actors.
  static SimHost* that_runs();
  /// Whether anything was drawn here that decides what happens.
  bool drew_by_chance() const { return randomness_.has_decided() || disk_draws_.was_drawn_from(); }
  /// For code that is not ours, on this host.
  PhiloxStream& foreign_draws() { return foreign_draws_; }

  /// From any context. The host does nothing more; a timer of this instant switches it off, and it boots again after
  /// this long.
  void lose_power(std::string why, model::Nanos off_for);

  /// From any context. Until it is taken back, the host is on and whoever calls it is told at once that nobody serves
  /// him. What is asked twice is taken back twice.
  void refuse_connections() { ++refusals_; }
  /// Returns whether connections are taken again.
  bool take_connections() { return --refusals_ == 0; }

  /// From a timer. The host does nothing more and keeps its memory, until it goes on: what arrives waits, what was to
  /// happen happens late. What is asked twice is taken back twice; a boot takes all back.
  void pause();
  void go_on();
  bool is_paused() const { return pauses_ > 0; }
  /// Of a paused host.
  void keep(model::Packet packet) { waiting_packets_.push_back(std::move(packet)); }

  /// An actor that the run waits for; all others die when the workload is done.
  void run_to_end(std::string name, std::function<void()> body);

  /// From any context: from now on the host's log has lines of this level and above. A boot does not change it.
  void set_log_level(model::LogLevel level) { log_level_ = level; }
  /// From any context. Until it is taken back, the log has lines of this level too. What is asked twice is taken back
  /// twice.
  void log_more(model::LogLevel level) { more_levels_.insert(level); }
  void log_no_more(model::LogLevel level) { more_levels_.erase(more_levels_.find(level)); }

  // What the network brings. Each takes the bytes of the packet that it uses.
  /// Answers a request in an actor of its own, unless it is refused; one that is known is not acted on again.
  std::optional<Refusal> take_request(model::Packet& request);
  /// A reply to a call that nobody waits for is dropped, and so is a refusal.
  void take_reply(model::Packet& reply);
  void take_refusal(const model::PacketHeader& request, Refusal refusal);
  /// Callers who wait for this boot of a host, which is gone, learn it now, in the order in which they began to wait.
  void lose_connections_to(const SimHost& gone, std::uint32_t epoch);

  std::string_view self() const override { return name_; }
  model::Nanos now() const override;
  void sleep(model::Nanos duration) override;
  model::PacketHeader begin_call(const model::Call& call) override;
  Bytes call(const model::PacketHeader& header, View request) override;
  using World::serve;
  void serve(std::string service, model::Handler handler, model::Capacity capacity) override;
  void spawn(std::string name, std::function<void()> body) override;
  std::unique_ptr<model::Transfer> transfer(const model::PacketHeader& header, const model::DataFlow& flow) override;
  void compute(model::Nanos cpu_time) override;
  void begin_key_operation(crypto::KeyOperation operation, crypto::SecretId with) override;
  void settle_key_operations() override;
  model::Disk& disk() override { return disk_; }
  void settle() override;
  std::unique_ptr<model::Draws> random(model::Stream stream, const model::DrawName& name) override {
    return randomness_.random(stream, name);
  }
  crypto::Witness& witness() override { return witness_.of(key_use()); }
  model::KeyUse key_use() const override;
  void use_keys_for(model::KeyUse use) override;
  void emit(const model::EventBody& event) override;
  bool logs(model::LogLevel level) const override {
    return level >= log_level_ || (!more_levels_.empty() && level >= *more_levels_.begin());
  }
  void log(model::LogLevel level, std::string_view text) override;

 private:
  /// A call of this host that is not over. Only its caller knows it: what comes for it is found by its id.
  class PendingCall;
  class PendingTransfer;

  struct Queued {
    model::Packet request;
    model::Nanos came;
  };
  /// Of a service: a queue, and how many workers look after it now.
  struct Node {
    std::deque<Queued> queue;
    std::size_t workers = 0;
  };
  struct Service {
    model::Handler handler;
    model::Capacity capacity;
    std::vector<Node> nodes;
    std::uint64_t requests = 0;  ///< that were taken or turned away
  };

  /// Does not return when this host has lost power.
  void gate();
  void wait_until_it_goes_on();
  [[noreturn]] static void park();

  /// Lets a packet arrive after the time that it takes over the control network. Does not wait.
  void carry(model::Packet packet, SimHost& to);
  /// What a tap on the network sees; nothing of what stays within this host.
  void tell_wire(const SimHost& peer, std::string_view what, View bytes, model::CallId call);
  /// Moves wire bytes until they have left or an end went down; returns how many have not left.
  std::uint64_t flow_to(SimHost& peer, const model::DataFlow& flow);
  /// The called host, when it is there and on; null after the time that a connection attempt takes.
  SimHost* reach(const model::PacketHeader& header);
  /// Waits for what becomes of a call whose request has been sent.
  Bytes await_answer(PendingCall& call);
  simgrid::s4u::SemaphorePtr take_bell();
  PendingCall* pending(model::CallId id);
  /// From this request on, until nobody waits.
  void work(Service& service, Node& node, const Queued& first);
  void work_on(Service& service, const Queued& next);
  void respond(const model::PacketHeader& request, Bytes reply);

  void switch_off(const std::string& why, model::Nanos off_for);
  void switch_data_ends(bool on);
  void bury();
  void reboot();

  Fabric& fabric_;
  std::uint32_t number_;
  std::string name_;
  std::string told_as_;
  simgrid::s4u::Host* control_;
  DataEnds data_ends_;
  DataPaths::Place place_;
  HostRandomness randomness_;  // it outlives every boot
  PhiloxStream disk_draws_;
  PhiloxStream foreign_draws_;
  model::HostWitness witness_;
  SimDisk disk_;
  Program program_;
  std::shared_ptr<void> part_;
  std::map<std::string, Service, std::less<>> services_;
  std::deque<std::function<void()>> bodies_;  // that actors of this host are to run
  std::size_t idle_actors_ = 0;
  simgrid::s4u::SemaphorePtr work_bell_ = simgrid::s4u::Semaphore::create(0);  // an idle actor waits at it
  SimHost* last_called_ = nullptr;
  std::vector<PendingCall*> pending_calls_;             // by call id
  model::KnownCalls known_calls_;                       // that this host was asked
  std::vector<simgrid::s4u::SemaphorePtr> idle_bells_;  // nobody waits at them: for the next calls
  std::uint64_t calls_begun_ = 0;                       // never starts again: call ids are unique across reboots
  std::uint64_t waits_begun_ = 0;
  std::uint32_t epoch_ = 0;
  bool dead_ = true;
  model::LogLevel log_level_ = model::LogLevel::info;
  std::multiset<model::LogLevel> more_levels_;  // that were asked for and not taken back
  int refusals_ = 0;                            // that are not taken back
  int pauses_ = 0;
  std::uint32_t waiting_actors_ = 0;  // until it goes on
  simgrid::s4u::SemaphorePtr pause_bell_;
  std::vector<model::Packet> waiting_packets_;
};

}  // namespace keycell::sim
