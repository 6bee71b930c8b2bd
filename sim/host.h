#pragma once
// A host of the simulated cell: model::World over SimGrid. Knows calls with deadlines, workers that grow, boot epochs,
// and how to stop at once when it loses power.

#include <array>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include <simgrid/s4u.hpp>

#include "model/host_witness.h"
#include "model/world.h"
#include "sim/data_path.h"
#include "sim/random.h"
#include "sim/sim_disk.h"

namespace keycell::sim {

class Fabric;

/// Starts what runs on a host, at every boot; what it returns lives until the host goes down.
using Program = std::function<std::shared_ptr<void>(model::World&)>;

class SimHost final : public model::World {
 public:
  /// As many requests of one service are in work or queued; then callers get Busy.
  static constexpr std::size_t maxRequests = 4096;
  static constexpr std::size_t maxWorkers = 1024;
  /// SimGrid's cost is quadratic in flows in flight: more than these wait at the sender.
  static constexpr std::size_t maxSends = 256;
  /// How long a caller waits for a host that is off before it gives up.
  static constexpr model::Nanos connectTimeout = std::chrono::seconds(30);

  /// Pseudo-hosts of a data end-point, on the same resources: for flows that stay at the site, and those that leave it.
  struct DataEndPoint {
    simgrid::s4u::Host* near = nullptr;
    simgrid::s4u::Host* far = nullptr;
  };
  using DataEnds = std::array<DataEndPoint, model::dataEndCount>;

  SimHost(Fabric& fabric, std::string name, simgrid::s4u::Host* control, const DataEnds& data_ends,
          DataPaths::Place place);
  ~SimHost() override;

  void install(Program program) { program_ = std::move(program); }
  void boot();
  SimDisk& sim_disk() { return disk_; }
  std::uint32_t boot_epoch() const { return epoch_; }

  /// From any context. The host does nothing more; a timer of this instant switches it off, and it boots again after
  /// this long.
  void lose_power(std::string why, model::Nanos off_for);

  /// An actor that the run waits for; all others die when the workload is done.
  void run_to_end(std::string name, std::function<void()> body);

  std::string_view self() const override { return name_; }
  model::Nanos now() const override;
  void sleep(model::Nanos duration) override;
  Bytes call(std::string_view to, std::string_view service, View request, model::Nanos deadline) override;
  void serve(std::string service, model::Handler handler) override;
  void spawn(std::string name, std::function<void()> body) override;
  Bytes transfer(const model::DataFlow& flow, model::Nanos deadline) override;
  void compute(model::Nanos cpu_time) override;
  void settle_key_operations() override;
  model::Disk& disk() override { return disk_; }
  void settle() override;
  crypto::Rng& random(model::Stream stream) override { return streams_[stream]; }
  crypto::Witness& witness() override { return witness_; }
  void emit(const model::EventBody& event) override;
  void log(model::LogLevel level, std::string_view text) override;

 private:
  /// One request, shared by the two hosts.
  struct Call {
    enum class State { waiting, answered, busy, peerDown };
    std::uint64_t id;
    SimHost* caller;
    std::uint32_t caller_epoch;
    Bytes request;
    Bytes reply;
    State state = State::waiting;
    bool abandoned = false;
    simgrid::s4u::SemaphorePtr bell;  ///< rung once: at the answer, or when there will be none
  };
  using CallPtr = std::shared_ptr<Call>;

  struct Service {
    model::Handler handler;
    std::deque<CallPtr> queue;
    std::size_t open = 0;  ///< requests in work or queued
    std::size_t workers = 0;
  };

  /// Does not return when this host has lost power.
  void gate();
  [[noreturn]] static void park();
  bool is_up_in(std::uint32_t epoch) const { return !dead_ && epoch_ == epoch; }

  /// Takes the time that bytes take over the control network; false when the other end went off meanwhile.
  bool carry(SimHost& to, std::size_t bytes);
  /// What the way to another host adds to the latency within a site.
  model::Nanos wan_latency_to(const SimHost& peer) const;
  void take_send_slot();
  void give_send_slot();
  /// The peer, when it is there and on. Throws PeerDown after the time that a connection attempt takes.
  SimHost& connect(std::string_view to, model::Nanos deadline);
  Bytes await_answer(SimHost& peer, std::string_view service, View request, model::Nanos deadline);
  class Deadline;
  simgrid::s4u::SemaphorePtr take_bell();
  bool accept(std::string_view service, const CallPtr& call);
  void work(Service& service);
  void respond(const CallPtr& call, Bytes reply);
  void forget(const CallPtr& call);

  void switch_off(const std::string& why, model::Nanos off_for);
  void switch_data_ends(bool on);
  void bury();
  void reboot();

  Fabric& fabric_;
  std::string name_;
  simgrid::s4u::Host* control_;
  DataEnds data_ends_;
  DataPaths::Place place_;
  model::Nanos owed_cpu_time_{0};
  HostStreams streams_;
  model::HostWitness witness_;
  SimDisk disk_;
  Program program_;
  std::shared_ptr<void> part_;
  std::map<std::string, Service, std::less<>> services_;
  std::deque<std::function<void()>> bodies_;  // that actors of this host are to run
  std::size_t idle_actors_ = 0;
  simgrid::s4u::SemaphorePtr work_bell_ = simgrid::s4u::Semaphore::create(0);  // an idle actor waits at it
  std::vector<CallPtr> open_calls_;                     // asked of this host and not yet answered
  std::vector<simgrid::s4u::SemaphorePtr> idle_bells_;  // nobody waits at them or will ring them: for the next calls
  std::deque<simgrid::s4u::SemaphorePtr> senders_waiting_;
  std::size_t sending_ = 0;
  std::uint64_t next_call_ = 0;
  std::uint32_t epoch_ = 0;
  bool dead_ = true;
};

}  // namespace keycell::sim
