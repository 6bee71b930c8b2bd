#include "tests/model/page_world.h"

#include "model/csdb/vfs.h"

namespace keycell::model::testing {

// --- a host ----------------------------------------------------------------------------------------------------------

PageWorld::PageWorld(PageCell& cell, std::string name)
    : cell_(cell), name_(std::move(name)), witness_(name_, cell.secrets_, cell) {}

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

Bytes PageWorld::ask(std::string_view to, std::string_view service, View request, Nanos deadline) {
  const auto found = cell_.hosts_.find(std::string(to));
  if (found == cell_.hosts_.end()) throw PeerDown(std::string(to) + ": no such host");
  PageWorld& peer = *found->second;
  const auto late = [&] {
    sleep(deadline);
    return DeadlinePassed(peer.name_ + ": gave no answer in time");
  };
  if (peer.reach == Reach::silent) throw late();
  const auto handler = peer.services_.find(service);
  if (peer.reach == Reach::down || !peer.disk_.has_power() || handler == peer.services_.end())
    throw PeerDown(peer.name_ + ": is down");
  Bytes reply;
  const bool answered = cell_.run_on(peer, [&] { reply = handler->second({name_, request}); });
  gate();
  if (!answered) throw PeerDown(peer.name_ + ": went down");
  if (peer.reach == Reach::answersLost) throw late();
  peer.emit(Crossing{Place::wire, peer.name_, name_, "reply", reply, {}});
  return reply;
}

Bytes PageWorld::call(std::string_view to, std::string_view service, View request, Nanos deadline) {
  gate();
  emit(Crossing{Place::wire, name_, to, "request", request, {}});
  return ask(to, service, request, deadline);
}

Bytes PageWorld::transfer(const DataFlow& flow, Nanos deadline) {
  gate();
  emit(Crossing{Place::wire, name_, flow.to, "data", flow.payload, {}});
  sleep(transferTime);
  emit(DataMoved{name_, flow.from_end, flow.to, flow.to_end, flow.wire_bytes, flow.wire_bytes, transferTime});
  return ask(flow.to, flow.service, flow.payload, deadline);
}

void PageWorld::spawn(std::string, std::function<void()> body) { cell_.spawned_.push_back({this, std::move(body)}); }

crypto::Rng& PageWorld::random(Stream stream) {
  const std::string seed = name_ + "/" + std::to_string(static_cast<int>(stream));
  return streams_.try_emplace(stream, seed).first->second;
}

void PageWorld::emit(const EventBody& event) { cell_.post(name_, event); }

void PageWorld::log(LogLevel, std::string_view text) {
  emit(Crossing{Place::logLine, name_, name_, "log", view_of(text), {}});
}

// --- the cell --------------------------------------------------------------------------------------------------------

PageCell::PageCell() { vfs::register_once(); }

PageWorld& PageCell::add(const std::string& name, Program program) {
  PageWorld& host = *hosts_.emplace(name, std::make_unique<PageWorld>(*this, name)).first->second;
  host.program_ = std::move(program);
  boot(host);
  return host;
}

void PageCell::boot(PageWorld& host) {
  host.disk_.power_up(PageDisk::Unsynced::dropped);
  host.witness_.set_power_cut(false);
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
    run_on(*next.host, next.body);
  }
}

void PageCell::post(std::string_view host, const EventBody& event) { heard_.on({events_++, now_, host, event}); }

}  // namespace keycell::model::testing
