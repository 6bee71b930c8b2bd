#include "sim/host.h"

#include <simgrid/Exception.hpp>

#include <algorithm>

#include "sim/fabric.h"

namespace keycell::sim {
namespace {

namespace sg = simgrid::s4u;
using model::Nanos;
using model::Place;

/// What a message costs on the wire beside its payload: headers of TCP/IP and of the record.
constexpr std::size_t overheadBytes = 60;

std::string no_answer(std::string_view host, const char* why) { return std::string(host) + ": " + why; }

}  // namespace

SimHost::SimHost(Fabric& fabric, std::string name, sg::Host* control, const DataEnds& data_ends, DataPaths::Place place)
    : fabric_(fabric),
      name_(std::move(name)),
      control_(control),
      data_ends_(data_ends),
      place_(place),
      streams_(fabric.seed(), name_),
      witness_(name_, fabric.secrets(), fabric),
      disk_(streams_[model::Stream::disk]) {
  disk_.done = [this](const model::DiskOperation& operation) { emit(operation); };
}

SimHost::~SimHost() = default;

// --- being up and down ---------------------------------------------------------------------------------------------

void SimHost::park() {
  for (;;) sg::this_actor::sleep_for(1e9);
}

void SimHost::gate() {
  check_waiting_allowed();
  if (dead_) park();
  fabric_.enforce_horizon();
}

void SimHost::boot() {
  dead_ = false;
  ++epoch_;
  fabric_.post(name_, model::HostUp{epoch_});
  spawn("boot", [this] { part_ = program_(*this); });
}

void SimHost::lose_power(std::string why, Nanos off_for) {
  if (dead_) return;
  dead_ = true;
  disk_.power_off();
  witness_.set_power_cut(true);
  fabric_.at(fabric_.now(), [this, why = std::move(why), off_for] { switch_off(why, off_for); });
}

void SimHost::switch_data_ends(bool on) {
  for (const DataEndPoint& point : data_ends_)
    for (sg::Host* end : {point.near, point.far})
      if (end != nullptr && end->is_on() != on) on ? end->turn_on() : end->turn_off();
}

void SimHost::switch_off(const std::string& why, Nanos off_for) {
  for (const auto& [key, flow] : fabric_.active_flows()) {
    const auto is_ours = [&](sg::Host* end) {
      return std::ranges::any_of(data_ends_,
                                 [&](const DataEndPoint& point) { return point.near == end || point.far == end; });
    };
    if (is_ours(flow->from) || is_ours(flow->to)) flow->remaining_bytes = flow->comm->get_remaining();
  }
  fabric_.post(name_, model::HostDown{why});
  control_->turn_off();
  switch_data_ends(false);
  // Callers learn at once: the connection is reset. In the order of the calls, not of the table.
  std::ranges::sort(open_calls_, {}, [](const CallPtr& call) { return std::pair(call->caller->name_, call->id); });
  for (const CallPtr& call : open_calls_) {
    call->state = Call::State::peerDown;
    call->bell->release();
  }
  open_calls_.clear();
  // The killed actors unwind in the rounds that follow at this instant; what they used goes after them.
  fabric_.at(fabric_.now() + std::chrono::microseconds(1), [this] { bury(); });
  fabric_.at(fabric_.now() + off_for, [this] { reboot(); });
}

void SimHost::bury() {
  part_.reset();
  services_.clear();
  bodies_.clear();
  idle_actors_ = 0;
  work_bell_ = sg::Semaphore::create(0);
  senders_waiting_.clear();
  sending_ = 0;
}

void SimHost::reboot() {
  disk_.power_up();
  witness_.set_power_cut(false);
  control_->turn_on();
  switch_data_ends(true);
  boot();
}

// --- time, work, disk, events --------------------------------------------------------------------------------------

Nanos SimHost::now() const { return fabric_.now(); }

void SimHost::sleep(Nanos duration) {
  gate();
  if (duration > Nanos::zero()) sg::this_actor::sleep_for(seconds(duration));
  gate();
}

void SimHost::compute(Nanos cpu_time) {
  gate();
  if (cpu_time > Nanos::zero()) sg::this_actor::execute(seconds(cpu_time) * control_->get_speed());
  gate();
}

void SimHost::settle_key_operations() {
  // A few microseconds of AES at a time are not worth an activity of the engine each: they are charged together.
  constexpr Nanos worthwhile = std::chrono::microseconds(100);
  const auto did = witness_.take_key_operations();
  const FabricSettings& costs = fabric_.settings();
  const auto cost = [](std::uint64_t count, Nanos each) { return static_cast<std::int64_t>(count) * each; };
  owed_cpu_time_ += cost(did.aes_wraps, costs.aes_wrap) + cost(did.aes_unwraps, costs.aes_unwrap) +
                    cost(did.rsa_wraps, costs.rsa_public) + cost(did.rsa_unwraps, costs.rsa_private);
  if (owed_cpu_time_ >= worthwhile) compute(std::exchange(owed_cpu_time_, Nanos::zero()));
}

void SimHost::settle() {
  gate();
  const SimDisk::Charge charge = disk_.take_charge();
  const FabricSettings& costs = fabric_.settings();
  sleep(static_cast<std::int64_t>(charge.operations) * costs.disk_operation +
        static_cast<std::int64_t>(charge.syncs) * costs.disk_sync);
}

void SimHost::emit(const model::EventBody& event) {
  if (dead_) park();
  fabric_.post(name_, event);
}

void SimHost::log(model::LogLevel level, std::string_view text) {
  constexpr std::array<std::string_view, 4> names{"debug", "info", "warning", "error"};
  emit(model::Crossing{Place::logLine, name_, name_, names[static_cast<std::size_t>(level)], view_of(text), {}});
}

void SimHost::spawn(std::string name, std::function<void()> body) {
  bodies_.push_back(std::move(body));
  if (idle_actors_ > 0) {
    --idle_actors_;
    work_bell_->release();
    return;
  }
  // An actor costs its stack, so one that is done waits for the next body.
  sg::Actor::create(name_ + "/" + name, control_, [this] {
    sg::Actor::self()->daemonize();
    for (;;) {
      while (!bodies_.empty()) {
        const auto next = std::move(bodies_.front());
        bodies_.pop_front();
        fabric_.guarded(next);
      }
      ++idle_actors_;
      work_bell_->acquire();
    }
  });
}

void SimHost::run_to_end(std::string name, std::function<void()> body) {
  sg::Actor::create(name_ + "/" + name, control_, [this, body = std::move(body)] { fabric_.guarded(body); });
}

// --- sending -------------------------------------------------------------------------------------------------------

void SimHost::take_send_slot() {
  while (sending_ >= maxSends) {
    auto bell = sg::Semaphore::create(0);
    senders_waiting_.push_back(bell);
    bell->acquire();
  }
  ++sending_;
}

void SimHost::give_send_slot() {
  --sending_;
  if (senders_waiting_.empty()) return;
  auto bell = senders_waiting_.front();
  senders_waiting_.pop_front();
  bell->release();
}

Nanos SimHost::wan_latency_to(const SimHost& peer) const {
  return place_ == peer.place_ ? Nanos::zero() : place_.wan_latency + peer.place_.wan_latency;
}

bool SimHost::carry(SimHost& to, std::size_t bytes) {
  // Messages are small beside what a control link carries, so they take the time that they need and no share of it: a
  // sleep costs a quarter of a flow.
  const std::uint32_t epoch = to.epoch_;
  const FabricSettings& network = fabric_.settings();
  const double transmission =
      static_cast<double>(bytes + overheadBytes) / static_cast<double>(network.control_bytes_per_s);
  sg::this_actor::sleep_for(seconds(network.latency + wan_latency_to(to)) + transmission);
  gate();
  return to.is_up_in(epoch);
}

SimHost& SimHost::connect(std::string_view to, Nanos deadline) {
  gate();
  SimHost* peer = fabric_.find_host(to);
  if (peer != nullptr && !peer->dead_ && peer->control_->is_on()) return *peer;
  sleep(std::min(deadline, connectTimeout));
  throw model::PeerDown(no_answer(to, "is down"));
}

Bytes SimHost::call(std::string_view to, std::string_view service, View request, Nanos deadline) {
  const Nanos started = now();
  SimHost& peer = connect(to, deadline);
  fabric_.post(name_, model::Crossing{Place::wire, name_, peer.name_, "request", request, {}});
  if (!carry(peer, request.size())) throw model::PeerDown(no_answer(to, "went down"));
  return await_answer(peer, service, request, deadline - (now() - started));
}

Bytes SimHost::transfer(const model::DataFlow& flow, Nanos deadline) {
  const Nanos started = now();
  SimHost& peer = connect(flow.to, deadline);
  fabric_.post(name_, model::Crossing{Place::wire, name_, peer.name_, "data", flow.payload, {}});
  // Links that carry data have no latency (it would weigh their shares): the propagation is slept before the flow.
  sleep(fabric_.settings().latency + wan_latency_to(peer));
  take_send_slot();
  const DataEndPoint& here = data_ends_[static_cast<std::size_t>(flow.from_end)];
  const DataEndPoint& there = peer.data_ends_[static_cast<std::size_t>(flow.to_end)];
  const bool far = place_ != peer.place_;
  Fabric::ActiveFlow active{.from = far ? here.far : here.near, .to = far ? there.far : there.near, .comm = nullptr};
  if (active.from == nullptr || active.to == nullptr) throw std::logic_error("no such data end-point");
  bool arrived = active.to->is_on();
  if (arrived) {
    active.comm = sg::Comm::sendto_init(active.from, active.to);
    active.comm->set_payload_size(flow.wire_bytes);
    const Fabric::FlowInFlight in_flight(fabric_, active);
    try {
      active.comm->wait();
    } catch (const simgrid::NetworkFailureException&) {
      arrived = false;
    }
  } else {
    active.remaining_bytes = static_cast<double>(flow.wire_bytes);
  }
  give_send_slot();
  gate();
  const std::uint64_t moved =
      arrived ? flow.wire_bytes : flow.wire_bytes - static_cast<std::uint64_t>(active.remaining_bytes);
  emit(model::DataMoved{name_, flow.from_end, peer.name_, flow.to_end, flow.wire_bytes, moved, now() - started});
  if (!arrived) throw model::PeerDown(no_answer(flow.to, "went down in the middle of a data flow"));
  return await_answer(peer, flow.service, flow.payload, deadline - (now() - started));
}

/// Rings for a caller who has waited long enough. A timer of the engine, which costs half of a wait with a timeout.
class SimHost::Deadline {
 public:
  Deadline(Fabric& fabric, const CallPtr& call, Nanos deadline)
      : timer_(fabric.at(fabric.now() + std::max(deadline, Nanos::zero()), [this, call] {
          timer_ = nullptr;
          if (call->state != Call::State::waiting) return;
          call->abandoned = true;
          call->bell->release();
        })) {}
  ~Deadline() {
    if (timer_ != nullptr) timer_->remove();
  }
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

 private:
  simgrid::kernel::timer::Timer* timer_;
};

sg::SemaphorePtr SimHost::take_bell() {
  if (idle_bells_.empty()) return sg::Semaphore::create(0);
  sg::SemaphorePtr bell = std::move(idle_bells_.back());
  idle_bells_.pop_back();
  return bell;
}

Bytes SimHost::await_answer(SimHost& peer, std::string_view service, View request, Nanos deadline) {
  auto call = std::make_shared<Call>(Call{.id = next_call_++,
                                          .caller = this,
                                          .caller_epoch = epoch_,
                                          .request = bytes_of(request),
                                          .reply = {},
                                          .bell = take_bell()});
  if (!peer.accept(service, call)) {
    if (call->state == Call::State::busy) throw model::Busy(no_answer(peer.name_, "is busy"));
    throw model::PeerDown(no_answer(peer.name_, "does not serve this now"));
  }
  {
    const Deadline until(fabric_, call, deadline);
    call->bell->acquire();
  }
  gate();
  switch (call->state) {
    case Call::State::answered: idle_bells_.push_back(std::move(call->bell)); return std::move(call->reply);
    case Call::State::busy: throw model::Busy(no_answer(peer.name_, "is busy"));
    case Call::State::peerDown: throw model::PeerDown(no_answer(peer.name_, "went down"));
    case Call::State::waiting: break;
  }
  throw model::DeadlinePassed(no_answer(peer.name_, "gave no answer in time"));
}

// --- serving -------------------------------------------------------------------------------------------------------

void SimHost::serve(std::string service, model::Handler handler) {
  services_[std::move(service)].handler = std::move(handler);
}

bool SimHost::accept(std::string_view name, const CallPtr& call) {
  const auto found = services_.find(name);
  if (dead_ || found == services_.end()) return false;
  Service& service = found->second;
  if (service.open >= maxRequests) {
    call->state = Call::State::busy;
    return false;
  }
  ++service.open;
  service.queue.push_back(call);
  open_calls_.push_back(call);
  if (service.workers < maxWorkers) {
    ++service.workers;
    spawn("worker", [this, &service] { work(service); });
  }
  return true;
}

void SimHost::work(Service& service) {
  while (!service.queue.empty()) {
    const CallPtr call = std::move(service.queue.front());
    service.queue.pop_front();
    Bytes reply = service.handler({call->caller->name_, call->request});
    gate();
    --service.open;
    respond(call, std::move(reply));
  }
  --service.workers;
}

void SimHost::respond(const CallPtr& call, Bytes reply) {
  SimHost& caller = *call->caller;
  const auto is_awaited = [&] { return !call->abandoned && caller.is_up_in(call->caller_epoch); };
  if (is_awaited()) {
    fabric_.post(name_, model::Crossing{Place::wire, name_, caller.name_, "reply", reply, {}});
    const bool arrived = carry(caller, reply.size());
    if (arrived && is_awaited()) {
      call->reply = std::move(reply);
      call->state = Call::State::answered;
      call->bell->release();
    }
  }
  forget(call);
}

void SimHost::forget(const CallPtr& call) {
  const auto found = std::ranges::find(open_calls_, call);
  if (found == open_calls_.end()) return;
  *found = std::move(open_calls_.back());
  open_calls_.pop_back();
}

}  // namespace keycell::sim
