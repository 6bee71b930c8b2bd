#include "sim/host.h"

#include <simgrid/Exception.hpp>

#include <algorithm>
#include <iterator>

#include "sim/fabric.h"

namespace keycell::sim {
namespace {

namespace sg = simgrid::s4u;
using model::Nanos;
using model::PacketHeader;
using model::Place;

std::string no_answer(std::string_view host, const char* why) { return std::string(host) + ": " + why; }

}  // namespace

SimHost::SimHost(Fabric& fabric, std::uint32_t number, std::string name, std::string told_as, sg::Host* control,
                 DataEnds data_ends, DataPaths::Place place)
    : fabric_(fabric),
      number_(number),
      name_(std::move(name)),
      told_as_(std::move(told_as)),
      control_(control),
      data_ends_(std::move(data_ends)),
      place_(place),
      randomness_(fabric.seed(), name_),
      disk_draws_(randomness_.sequence(model::Stream::disk)),
      foreign_draws_(randomness_.sequence(model::Stream::foreign)),
      witness_(told_as_, fabric.secrets(), fabric, fabric.settings().keys),
      disk_(disk_draws_) {
  control_->set_data(this);
  disk_.done = [this](const model::DiskOperation& operation) { emit(operation); };
  disk_.harmed = [this](std::string_view file, std::string_view how) {
    fabric_.post(told_as_, model::StorageHarmed{file, disk_.object(file), how});
  };
}

SimHost::~SimHost() = default;

SimHost* SimHost::that_runs() {
  sg::Actor* actor = sg::Actor::self();
  return actor != nullptr ? actor->get_host()->get_data<SimHost>() : nullptr;
}

// --- being up and down ---------------------------------------------------------------------------------------------

void SimHost::park() {
  for (;;) sg::this_actor::sleep_for(1e9);
}

void SimHost::gate() {
  check_waiting_allowed();
  if (fabric_.is_reacting()) std::abort();
  if (dead_) park();
  if (is_paused()) wait_until_it_goes_on();
  witness_.none_is_next();
  fabric_.enforce_horizon();
}

void SimHost::wait_until_it_goes_on() {
  while (is_paused()) {
    ++waiting_actors_;
    pause_bell_->acquire();
  }
  if (dead_) park();
}

void SimHost::pause() {
  if (pauses_++ > 0) return;
  pause_bell_ = sg::Semaphore::create(0);
  for (const auto& [key, flow] : fabric_.active_flows())
    if (flow->from == this || flow->to == this) flow->comm->suspend();
}

void SimHost::go_on() {
  if (--pauses_ > 0) return;
  for (; waiting_actors_ > 0; --waiting_actors_) pause_bell_->release();
  for (const auto& [key, flow] : fabric_.active_flows())
    if ((flow->from == this || flow->to == this) && !flow->from->is_paused() && !flow->to->is_paused())
      flow->comm->resume();
  for (model::Packet& packet : std::exchange(waiting_packets_, {})) fabric_.network().arrive(std::move(packet), *this);
}

void SimHost::boot() {
  dead_ = false;
  ++epoch_;
  fabric_.post(told_as_, model::HostUp{epoch_});
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
  for (const auto& points : data_ends_)
    for (const DataEndPoint& point : points)
      for (sg::Host* end : {point.within, point.near, point.far})
        if (end != nullptr && end->is_on() != on) on ? end->turn_on() : end->turn_off();
}

void SimHost::switch_off(const std::string& why, Nanos off_for) {
  for (const auto& [key, flow] : fabric_.active_flows())
    if ((flow->from == this || flow->to == this) && !flow->is_broken)
      flow->remaining_bytes = flow->comm->get_remaining();
  fabric_.post(told_as_, model::HostDown{why});
  control_->turn_off();
  switch_data_ends(false);
  fabric_.network().reset_connections_to(*this);
  // The killed actors unwind in the rounds that follow at this instant; what they used goes after them.
  fabric_.at(fabric_.now() + std::chrono::microseconds(1), [this] { bury(); });
  fabric_.at(fabric_.now() + std::max(off_for, scenarios::shortestOutage), [this] { reboot(); });
}

void SimHost::bury() {
  part_.reset();
  services_.clear();
  known_calls_ = {};
  bodies_.clear();
  idle_actors_ = 0;
  work_bell_ = sg::Semaphore::create(0);
  pauses_ = 0;
  waiting_actors_ = 0;
  waiting_packets_.clear();
  witness_.take_owed();
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
  if (duration > Nanos::zero()) {
    // Not a sleep of the engine: those that end at one moment end in any order.
    sg::SemaphorePtr bell = take_bell();
    {
      const Nanos until = now() + std::min(duration, Nanos::max() - now());
      const Fabric::WhileWaiting asleep(fabric_, until, [bell] { bell->release(); });
      bell->acquire();
    }
    idle_bells_.push_back(std::move(bell));
  }
  gate();
}

void SimHost::compute(Nanos cpu_time) {
  gate();
  if (cpu_time > Nanos::zero()) sg::this_actor::execute(seconds(cpu_time) * control_->get_speed());
  gate();
}

void SimHost::begin_key_operation(crypto::KeyOperation operation, crypto::SecretId with) {
  gate();
  compute(witness_.begin(operation, with, key_use()));
  witness_.is_next(operation);
}

void SimHost::settle_key_operations() {
  gate();
  if (witness_.owed() >= model::leastChargedAlone) compute(witness_.take_owed());
}

// An actor carries what it uses keys for: a place in the table of uses.
model::KeyUse SimHost::key_use() const {
  const sg::Actor* actor = sg::Actor::self();
  const auto* use = actor != nullptr ? actor->get_data<const model::KeyUse>() : nullptr;
  return use != nullptr ? *use : model::KeyUse::none;
}

void SimHost::use_keys_for(model::KeyUse use) {
  sg::Actor* actor = sg::Actor::self();
  if (actor == nullptr) return;
  actor->set_data(const_cast<model::KeyUse*>(&model::allKeyUses[static_cast<std::size_t>(use)]));
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
  fabric_.post(told_as_, event);
  if (const auto meanwhile = fabric_.taken_hold()) {
    check_waiting_allowed();
    meanwhile(*this);
  }
}

void SimHost::log(model::LogLevel level, std::string_view text) {
  if (!logs(level)) return;
  emit(model::Crossing{Place::logLine, name_, name_, name_of(level), view_of(text), {}});
}

void SimHost::spawn(std::string name, std::function<void()> body) {
  bodies_.push_back(std::move(body));
  if (idle_actors_ > 0) {
    --idle_actors_;
    work_bell_->release();
    return;
  }
  // An actor costs its stack, so one that is done waits for the next body.
  sg::Actor::create(told_as_ + "/" + name, control_, [this] {
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
  sg::Actor::create(told_as_ + "/" + name, control_, [this, body = std::move(body)] { fabric_.guarded(body); });
}

// --- sending -------------------------------------------------------------------------------------------------------

Nanos SimHost::wan_latency_to(const SimHost& peer) const {
  return place_ == peer.place_ ? Nanos::zero() : place_.wan_latency + peer.place_.wan_latency;
}

void SimHost::tell_wire(const SimHost& peer, std::string_view what, View bytes, model::CallId call) {
  if (&peer != this) fabric_.post(told_as_, model::Crossing{Place::wire, name_, peer.name_, what, bytes, {}, call});
}

void SimHost::carry(model::Packet packet, SimHost& to) { fabric_.network().send(std::move(packet), *this, to); }

// --- calling -------------------------------------------------------------------------------------------------------

/// In the table of its host for as long as it lives.
class SimHost::PendingCall {
 public:
  enum class State { waiting, answered, busy, notServing, peerDown, broken, late };

  PendingCall(SimHost& caller, const PacketHeader& header, const SimHost& peer)
      : caller_(caller), header_(header), peer_(peer) {
    auto& all = caller_.pending_calls_;
    all.insert(std::ranges::upper_bound(all, id(), {}, &PendingCall::id), this);
  }
  ~PendingCall() { std::erase(caller_.pending_calls_, this); }
  PendingCall(const PendingCall&) = delete;
  PendingCall& operator=(const PendingCall&) = delete;

  model::CallId id() const { return header_.call; }
  const SimHost& peer() const { return peer_; }
  Nanos deadline() const { return header_.deadline; }
  std::uint32_t peer_epoch() const { return header_.callee_epoch; }
  State state() const { return state_; }
  std::uint64_t place_in_line() const { return place_in_line_; }
  Bytes take_reply() { return std::move(reply_); }

  /// Its caller waits at this bell from now on.
  sg::Semaphore& wait_at(sg::SemaphorePtr bell) {
    place_in_line_ = ++caller_.waits_begun_;
    bell_ = std::move(bell);
    return *bell_;
  }
  sg::SemaphorePtr take_bell() { return std::move(bell_); }

  /// The first that comes decides.
  void end(State state, Bytes reply = {}) {
    if (state_ != State::waiting) return;
    state_ = state;
    reply_ = std::move(reply);
    if (bell_) bell_->release();
  }

 private:
  SimHost& caller_;
  const PacketHeader& header_;
  const SimHost& peer_;
  State state_ = State::waiting;
  Bytes reply_;
  sg::SemaphorePtr bell_;
  std::uint64_t place_in_line_ = 0;  // 0 while the request is on its way
};

PacketHeader SimHost::begin_call(const model::Call& call) {
  if (dead_) park();
  SimHost* peer = fabric_.find_host(call.to);
  last_called_ = peer;
  const Nanos moment = now();
  return {.call = model::nth_call_of(number_, ++calls_begun_),
          .direction = model::Direction::request,
          .from = name_,
          .to = peer != nullptr ? std::string_view(peer->name_) : call.to,
          .service = call.service,
          .kind = call.kind,
          .caller_epoch = epoch_,
          .callee_epoch = peer != nullptr ? peer->epoch_ : 0,
          .deadline = moment + std::min(call.deadline, Nanos::max() - moment),
          .use = key_use()};
}

SimHost* SimHost::reach(const PacketHeader& header) {
  gate();
  // Nearly always the host that this one has just begun to call.
  SimHost* peer =
      last_called_ != nullptr && last_called_->name_ == header.to ? last_called_ : fabric_.find_host(header.to);
  if (peer != nullptr && !peer->dead_) return peer;
  sleep(std::min(header.deadline - now(), connectTimeout));
  return nullptr;
}

Bytes SimHost::call(const PacketHeader& header, View request) {
  SimHost* const reached = reach(header);
  if (reached == nullptr) throw model::PeerDown(no_answer(header.to, "is down"));
  SimHost& peer = *reached;
  PendingCall call(*this, header, peer);
  tell_wire(peer, "request", request, header.call);
  carry({header, bytes_of(request)}, peer);
  return await_answer(call);
}

class SimHost::PendingTransfer final : public model::Transfer {
 public:
  PendingTransfer(SimHost& sender, const PacketHeader& header, const SimHost& peer)
      : sender_(sender), header_(header), call_(sender, header_, peer) {}

  bool is_answered() const override {
    return call_.state() != PendingCall::State::waiting || sender_.now() >= header_.deadline;
  }
  Bytes answer() override {
    sender_.gate();
    return sender_.await_answer(call_);
  }

 private:
  SimHost& sender_;
  PacketHeader header_;
  PendingCall call_;
};

std::unique_ptr<model::Transfer> SimHost::transfer(const PacketHeader& header, const model::DataFlow& flow) {
  const Nanos asked = now();
  SimHost* reached = reach(header);
  if (reached != nullptr && !fabric_.network().links().connects(*this, *reached)) {
    sleep(std::min(header.deadline - now(), connectTimeout));  // nothing comes back, as from a host that is off
    reached = nullptr;
  }
  if (reached == nullptr) {
    emit(
        model::DataMoved{name_, flow.from_end, header.to, flow.to_end, flow.wire_bytes, 0, now() - asked, header.call});
    throw model::PeerDown(no_answer(header.to, "is down"));
  }
  SimHost& peer = *reached;
  auto pending = std::make_unique<PendingTransfer>(*this, header, peer);
  tell_wire(peer, "data", flow.payload, header.call);
  const Nanos propagation = fabric_.network().begin_flow(header, flow.payload, *this, peer);
  const Nanos started = now();
  const std::uint64_t left_behind = flow_to(peer, flow);
  gate();
  emit(model::DataMoved{name_, flow.from_end, peer.name_, flow.to_end, flow.wire_bytes, flow.wire_bytes - left_behind,
                        now() - started, header.call});
  if (left_behind > 0) throw model::PeerDown(no_answer(peer.name_, "went down in the middle of a data flow"));
  // Links that carry data have no latency (it would weigh their shares): the propagation comes after the last byte.
  fabric_.network().end_flow({header, bytes_of(flow.payload)}, *this, peer, propagation);
  return pending;
}

std::uint64_t SimHost::flow_to(SimHost& peer, const model::DataFlow& flow) {
  auto& points = data_ends_[static_cast<std::size_t>(flow.from_end)];
  auto& peers_points = peer.data_ends_[static_cast<std::size_t>(flow.to_end)];
  if (points.empty() || peers_points.empty()) throw std::logic_error("no such data end-point");
  const auto of = [&](const DataEndPoint& point) {
    if (&peer == this) return point.within;
    return place_ == peer.place_ ? point.near : point.far;
  };
  // More streams than settings allow are there only where a CommServe came back and asked again for work in hand.
  DataEndPoint& point = *std::ranges::min_element(points, {}, &DataEndPoint::flows);
  DataEndPoint& peers_point = *std::ranges::min_element(peers_points, {}, &DataEndPoint::flows);
  sg::Host* const from = of(point);
  sg::Host* const to = of(peers_point);
  if (from == nullptr || to == nullptr) throw std::logic_error("no such way of data");
  if (!to->is_on()) return flow.wire_bytes;
  const auto left = [](DataEndPoint* at) { --at->flows; };
  ++point.flows;
  ++peers_point.flows;
  const std::unique_ptr<DataEndPoint, decltype(left)> here(&point, left);  // also when this host goes down
  const std::unique_ptr<DataEndPoint, decltype(left)> there(&peers_point, left);
  Fabric::ActiveFlow active{.from = this, .to = &peer, .comm = sg::Comm::sendto_init(from, to)};
  active.comm->set_payload_size(flow.wire_bytes);
  const Fabric::FlowInFlight in_flight(fabric_, active);
  if (is_paused() || peer.is_paused()) {
    active.comm->start();
    active.comm->suspend();
  }
  try {
    active.comm->wait();
  } catch (const simgrid::NetworkFailureException&) {
    return std::max<std::uint64_t>(1, static_cast<std::uint64_t>(active.remaining_bytes));
  } catch (const simgrid::CancelException&) {
    return std::max<std::uint64_t>(1, static_cast<std::uint64_t>(active.remaining_bytes));
  }
  return 0;
}

sg::SemaphorePtr SimHost::take_bell() {
  if (idle_bells_.empty()) return sg::Semaphore::create(0);
  sg::SemaphorePtr bell = std::move(idle_bells_.back());
  idle_bells_.pop_back();
  return bell;
}

Bytes SimHost::await_answer(PendingCall& call) {
  using State = PendingCall::State;
  if (call.state() == State::waiting) {
    sg::Semaphore& bell = call.wait_at(take_bell());
    {
      const Fabric::WhileWaiting until(fabric_, call.deadline(), [&call] { call.end(State::late); });
      bell.acquire();
    }
    gate();
    idle_bells_.push_back(call.take_bell());
  }
  const std::string_view peer = call.peer().name_;
  switch (call.state()) {
    case State::answered: return call.take_reply();
    case State::busy: throw model::Busy(no_answer(peer, "turns requests away"));
    case State::notServing: throw model::ConnectionRefused(no_answer(peer, "refuses connections"));
    case State::peerDown: throw model::PeerDown(no_answer(peer, "went down"));
    case State::broken: throw model::PeerDown(no_answer(peer, "the connection broke"));
    case State::waiting:
    case State::late: break;
  }
  throw model::DeadlinePassed(no_answer(peer, "gave no answer in time"));
}

SimHost::PendingCall* SimHost::pending(model::CallId id) {
  const auto found = std::ranges::lower_bound(pending_calls_, id, {}, &PendingCall::id);
  return found != pending_calls_.end() && (*found)->id() == id ? *found : nullptr;
}

void SimHost::take_reply(model::Packet& reply) {
  if (PendingCall* call = pending(reply.header.call); call != nullptr)
    call->end(PendingCall::State::answered, std::move(reply.bytes));
}

void SimHost::take_refusal(const PacketHeader& request, Refusal refusal) {
  PendingCall* call = is_up_in(request.caller_epoch) ? pending(request.call) : nullptr;
  if (call == nullptr) return;
  switch (refusal) {
    case Refusal::down: return call->end(PendingCall::State::peerDown);
    case Refusal::notServing: return call->end(PendingCall::State::notServing);
    case Refusal::busy: return call->end(PendingCall::State::busy);
    case Refusal::broken: return call->end(PendingCall::State::broken);
  }
}

void SimHost::lose_connections_to(const SimHost& gone, std::uint32_t epoch) {
  if (dead_) return;
  std::vector<PendingCall*> lost;
  std::ranges::copy_if(pending_calls_, std::back_inserter(lost),
                       [&](const PendingCall* call) { return &call->peer() == &gone && call->peer_epoch() <= epoch; });
  std::ranges::sort(lost, {}, [](const PendingCall* call) { return std::pair(call->place_in_line(), call->id()); });
  for (PendingCall* call : lost) call->end(PendingCall::State::peerDown);
}

// --- serving -------------------------------------------------------------------------------------------------------

void SimHost::serve(std::string service, model::Handler handler, model::Capacity capacity) {
  Service& served = services_[std::move(service)];
  served.handler = std::move(handler);
  served.nodes.resize(capacity.nodes);
  served.capacity = std::move(capacity);
}

std::optional<Refusal> SimHost::take_request(model::Packet& request) {
  const auto found = services_.find(request.header.service);
  if (found == services_.end()) return Refusal::notServing;
  switch (known_calls_.standing_of(request.header.call)) {
    case model::KnownCalls::Standing::inWork: return std::nullopt;
    case model::KnownCalls::Standing::answered:
      spawn("worker", [this, header = request.header, reply = bytes_of(known_calls_.answer_to(request.header.call))] {
        respond(header, reply);
      });
      return std::nullopt;
    case model::KnownCalls::Standing::unknown: break;
  }
  if (refusals_ > 0) return Refusal::notServing;
  Service& service = found->second;
  const model::Capacity& capacity = service.capacity;
  const auto number = static_cast<std::uint32_t>(service.requests++ % service.nodes.size());
  Node& node = service.nodes[number];
  const bool must_wait = capacity.workers && node.workers >= *capacity.workers;
  auto admission = model::Admission::taken;
  if (capacity.admit)
    admission = capacity.admit(
        {.header = request.header, .node = number, .must_wait = must_wait, .waiting = node.queue.size()});
  if (admission == model::Admission::turnedAway) return Refusal::busy;
  known_calls_.begin(request.header, now());
  Queued next{std::move(request), now()};
  if (admission == model::Admission::apart) {
    spawn("worker", [this, &service, next = std::move(next)] { work_on(service, next); });
  } else if (must_wait) {
    node.queue.push_back(std::move(next));
  } else {
    ++node.workers;
    spawn("worker", [this, &service, &node, next = std::move(next)] { work(service, node, next); });
  }
  return std::nullopt;
}

void SimHost::work(Service& service, Node& node, const Queued& first) {
  work_on(service, first);
  while (!node.queue.empty()) {
    const Queued next = std::move(node.queue.front());
    node.queue.pop_front();
    work_on(service, next);
  }
  --node.workers;
}

void SimHost::work_on(Service& service, const Queued& next) {
  const model::PacketHeader& header = next.request.header;
  const UsingKeys as_the_caller(*this, header.use);
  model::Reply reply = service.handler({header, next.request.bytes, next.came});
  gate();
  known_calls_.finish(header.call, reply);
  respond(header, std::move(reply.bytes));
}

void SimHost::respond(const PacketHeader& request, Bytes reply) {
  SimHost* caller = fabric_.find_caller(request.call, request.from);
  // An answer that nobody waits for is not sent: the deadline is known here, and a connection that is gone shows.
  if (caller == nullptr || !caller->is_up_in(request.caller_epoch) || now() >= request.deadline) return;
  tell_wire(*caller, "reply", reply, request.call);
  carry({request.reply(), std::move(reply)}, *caller);
}

}  // namespace keycell::sim
