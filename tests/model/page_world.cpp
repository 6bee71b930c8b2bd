#include "tests/model/page_world.h"

#include "model/csdb/vfs.h"

namespace keycell::model::testing {

// --- a host ----------------------------------------------------------------------------------------------------------

PageWorld::PageWorld(PageCell& cell, std::uint32_t number, std::string name)
    : cell_(cell), number_(number), name_(std::move(name)), witness_(name_, cell.secrets_, cell, {}) {}

void PageWorld::gate() const {
  check_waiting_allowed();
  if (!disk_.has_power()) throw PowerCut();
}

Nanos PageWorld::now() const { return cell_.now_; }

void PageWorld::sleep(Nanos duration) {
  gate();
  cell_.advance(duration);
  gate();
}

void PageWorld::begin_key_operation(crypto::KeyOperation operation, crypto::SecretId with) {
  gate();
  witness_.begin(operation, with, use_);
  witness_.is_next(operation);
}

PacketHeader PageWorld::begin_call(const Call& call) {
  if (!disk_.has_power()) throw PowerCut();
  const auto found = cell_.hosts_.find(std::string(call.to));
  const bool known = found != cell_.hosts_.end();
  return {.call = nth_call_of(number_, ++calls_begun_),
          .direction = Direction::request,
          .from = name_,
          .to = known ? std::string_view(found->second->name_) : call.to,
          .service = call.service,
          .kind = call.kind,
          .caller_epoch = epoch_,
          .callee_epoch = known ? found->second->epoch_ : 0,
          .deadline = now() + std::min(call.deadline, Nanos::max() - now()),
          .use = use_};
}

std::optional<Bytes> PageWorld::answer_of(PageWorld& peer, const Served& service, const PacketHeader& header,
                                          View request) {
  if (now() >= header.deadline) return std::nullopt;
  switch (peer.known_calls_.standing_of(header.call)) {
    case KnownCalls::Standing::inWork: return std::nullopt;
    case KnownCalls::Standing::answered: return bytes_of(peer.known_calls_.answer_to(header.call));
    case KnownCalls::Standing::unknown: break;
  }
  const auto& admit = service.capacity.admit;
  if (admit && admit({.header = header, .node = 0, .must_wait = false, .waiting = 0}) == Admission::turnedAway)
    throw Busy(peer.name_ + ": turns requests away");
  peer.known_calls_.begin(header, now());
  Reply reply;
  const bool answered = cell_.run_on(peer, [&] {
    const UsingKeys as_the_caller(peer, header.use);
    reply = service.handler({header, request, now()});
    peer.known_calls_.finish(header.call, reply);
  });
  gate();
  if (!answered) throw PeerDown(peer.name_ + ": went down");
  if (now() >= header.deadline) return std::nullopt;
  return std::move(reply.bytes);
}

Bytes PageWorld::exchange(const PacketHeader& header, View request) {
  const auto found = cell_.hosts_.find(std::string(header.to));
  if (found == cell_.hosts_.end()) throw PeerDown(std::string(header.to) + ": no such host");
  PageWorld& peer = *found->second;
  std::optional<Bytes> reply;
  if (peer.reach != Reach::silent) {
    const auto service = peer.services_.find(header.service);
    if (peer.reach == Reach::down || !peer.disk_.has_power() || peer.epoch_ != header.callee_epoch)
      throw PeerDown(peer.name_ + ": is down");
    if (service == peer.services_.end()) throw ConnectionRefused(peer.name_ + ": refuses connections");
    reply = answer_of(peer, service->second, header, request);
  }
  if (!reply || peer.reach == Reach::answersLost) {
    sleep(std::max(header.deadline - now(), Nanos::zero()));
    throw DeadlinePassed(peer.name_ + ": gave no answer in time");
  }
  peer.emit(Crossing{Place::wire, peer.name_, name_, "reply", *reply, {}, header.call});
  return std::move(*reply);
}

Bytes PageWorld::call(const PacketHeader& header, View request) {
  gate();
  emit(Crossing{Place::wire, name_, header.to, "request", request, {}, header.call});
  return exchange(header, request);
}

namespace {

/// What came of a transfer, for the moment at which somebody asks. The receiver answered while the sender sent.
class Done final : public Transfer {
 public:
  explicit Done(const std::function<Bytes()>& exchange) {
    try {
      answer_ = exchange();
    } catch (const CallFailed&) {
      failure_ = std::current_exception();
    }
  }
  bool is_answered() const override { return true; }
  Bytes answer() override {
    if (failure_) std::rethrow_exception(failure_);
    return std::move(answer_);
  }

 private:
  Bytes answer_;
  std::exception_ptr failure_;
};

}  // namespace

std::unique_ptr<Transfer> PageWorld::transfer(const PacketHeader& header, const DataFlow& flow) {
  gate();
  const auto peer = cell_.hosts_.find(std::string(header.to));
  if (peer == cell_.hosts_.end()) {
    emit(DataMoved{name_, flow.from_end, header.to, flow.to_end, flow.wire_bytes, 0, Nanos::zero(), header.call});
    throw PeerDown(std::string(header.to) + ": no such host");
  }
  emit(Crossing{Place::wire, name_, header.to, "data", flow.payload, {}, header.call});
  sleep(transferTime);
  emit(DataMoved{name_, flow.from_end, header.to, flow.to_end, flow.wire_bytes, flow.wire_bytes, transferTime,
                 header.call});
  return std::make_unique<Done>([&] { return exchange(header, flow.payload); });
}

void PageWorld::spawn(std::string, std::function<void()> body) { cell_.spawned_.push_back({this, std::move(body)}); }

/// One attempt at a name: its bytes come from name, attempt and part.
class PageWorld::PageDraws final : public Draws {
 public:
  PageDraws(std::map<std::string, int>& counts, std::string name) : counts_(counts), name_(std::move(name)) {}
  void fill(std::span<std::uint8_t> out) override {
    if (attempt_ == 0) attempt_ = ++counts_[name_];
    if (!bytes_) bytes_.emplace(name_ + "/" + std::to_string(attempt_) + "/" + std::to_string(part_.number()));
    part_.draws();
    bytes_->fill(out);
  }
  crypto::Rng& part(std::uint32_t number) override {
    part_.go_to(number);
    bytes_.reset();
    return *this;
  }

 private:
  std::map<std::string, int>& counts_;
  std::string name_;
  int attempt_ = 0;
  DrawnPart part_;
  std::optional<crypto::testing::CounterRng> bytes_;
};

std::unique_ptr<Draws> PageWorld::random(Stream stream, const DrawName& name) {
  std::string whole = name_ + "/" + std::to_string(static_cast<int>(stream)) + "/";
  whole += text_of(name.bytes());
  return std::make_unique<PageDraws>(draws_, std::move(whole));
}

void PageWorld::emit(const EventBody& event) { cell_.post(name_, event); }

void PageWorld::log(LogLevel level, std::string_view text) {
  emit(Crossing{Place::logLine, name_, name_, name_of(level), view_of(text), {}});
}

// --- the cell --------------------------------------------------------------------------------------------------------

PageCell::PageCell() { vfs::register_once(); }

PageWorld& PageCell::add(const std::string& name, Program program) {
  const auto number = static_cast<std::uint32_t>(hosts_.size() + 1);
  PageWorld& host = *hosts_.emplace(name, std::make_unique<PageWorld>(*this, number, name)).first->second;
  host.program_ = std::move(program);
  boot(host);
  return host;
}

void PageCell::boot(PageWorld& host) {
  host.disk_.power_up(PageDisk::Unsynced::dropped);
  host.witness_.set_power_cut(false);
  ++host.epoch_;
  run_on(host, [&] { host.part_ = host.program_(host); });
}

void PageCell::restart(std::string_view name) {
  PageWorld& machine = host(name);
  machine.disk_.power_off();
  machine.witness_.set_power_cut(true);
  if (machine.running_ != 0) return reboot_later(machine);  // its handlers must leave the stack first
  std::erase_if(spawned_, [&](const Spawned& job) { return job.host == &machine; });
  machine.part_.reset();
  machine.services_.clear();
  machine.known_calls_ = {};
  boot(machine);
}

bool PageCell::run_on(PageWorld& host, const std::function<void()>& body) {
  struct Running {
    int& count;
    explicit Running(int& c) : count(++c) {}
    ~Running() { --count; }
  };
  try {
    const Running running(host.running_);
    host.gate();
    body();
    host.gate();
    return true;
  } catch (const PowerCut&) {
    host.witness_.set_power_cut(true);
    reboot_later(host);
    return false;
  }
}

void PageCell::reboot_later(PageWorld& host) {
  if (std::exchange(host.reboot_is_due_, true)) return;
  after(reboot, [this, &host] {
    host.reboot_is_due_ = false;
    restart(host.name_);
  });
}

void PageCell::after(Nanos duration, std::function<void()> action) {
  timers_.emplace(now_ + duration, std::move(action));
}

void PageCell::advance(Nanos duration) {
  const Nanos end = now_ + duration;
  if (end > horizon) throw std::logic_error("the story does not end");
  while (!timers_.empty() && timers_.begin()->first <= end) {
    auto timer = timers_.extract(timers_.begin());
    now_ = std::max(now_, timer.key());
    timer.mapped()();
  }
  now_ = std::max(now_, end);
  run_spawned();
}

void PageCell::run_spawned() {
  while (!spawned_.empty()) {
    const Spawned next = std::move(spawned_.front());
    spawned_.pop_front();
    run_on(*next.host, [&next] {
      const World::UsingKeys nothing(*next.host, KeyUse::none);  // whoever sleeps meanwhile goes on with his own
      next.body();
    });
  }
}

void PageCell::post(std::string_view host, const EventBody& event) { heard_.on({events_++, now_, host, event}); }

}  // namespace keycell::model::testing
