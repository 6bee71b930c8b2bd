#pragma once
// model::World in a page: hosts of one process that call each other's handlers as functions, a clock that moves when
// somebody sleeps, and disks in memory. No actors: where the simulator parks the actors of a host without power,
// PowerCut is thrown and stops at the host's edge (its handler, its job, the test).

#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "model/host_witness.h"
#include "model/kms/retry.h"
#include "model/known_calls.h"
#include "model/world.h"
#include "tests/crypto/counter_rng.h"
#include "tests/model/page_disk.h"
#include "tests/model/recorder.h"

namespace keycell::model::testing {

inline constexpr KmsRetry kms_retry{
    .first = std::chrono::milliseconds(100), .longest = std::chrono::seconds(5), .jitter_ppm = 200'000};

/// No std::exception: nothing in the product may catch it by accident.
struct PowerCut {};

/// How a host looks from outside.
enum class Reach {
  up,
  silent,       ///< takes no request and sends no answer: DeadlinePassed
  answersLost,  ///< does what it is asked, but its answers get lost: DeadlinePassed
  down,         ///< PeerDown
};

class PageCell;

/// Starts what runs on a host, at every boot; what it returns lives until the host goes down.
using Program = std::function<std::shared_ptr<void>(World&)>;

class PageWorld final : public World {
 public:
  PageWorld(PageCell& cell, std::uint32_t number, std::string name);

  Reach reach = Reach::up;
  PageDisk& page_disk() { return disk_; }

  std::string_view self() const override { return name_; }
  Nanos now() const override;
  void sleep(Nanos duration) override;
  PacketHeader begin_call(const Call& call) override;
  Bytes call(const PacketHeader& header, View request) override;
  using World::serve;
  /// Nobody waits for a worker here: a handler runs where its caller stands.
  void serve(std::string service, Handler handler, Capacity capacity) override {
    services_[std::move(service)] = {std::move(handler), std::move(capacity)};
  }
  void spawn(std::string name, std::function<void()> body) override;
  std::unique_ptr<Transfer> transfer(const PacketHeader& header, const DataFlow& flow) override;
  void compute(Nanos cpu_time) override { sleep(cpu_time); }
  void begin_key_operation(crypto::KeyOperation operation, crypto::SecretId with) override;
  void settle_key_operations() override { gate(); }
  Disk& disk() override { return disk_; }
  void settle() override { gate(); }
  std::unique_ptr<Draws> random(Stream stream, const DrawName& name) override;
  crypto::Witness& witness() override { return witness_.of(use_); }
  KeyUse key_use() const override { return use_; }
  void use_keys_for(KeyUse use) override { use_ = use; }
  void emit(const EventBody& event) override;
  bool logs(LogLevel) const override { return true; }
  void log(LogLevel level, std::string_view text) override;

 private:
  friend class PageCell;
  struct Served {
    Handler handler;
    Capacity capacity;
  };
  class PageDraws;
  /// Every data flow takes this long, whatever it moves; others work meanwhile.
  static constexpr Nanos transferTime = std::chrono::seconds(1);

  void gate() const;
  /// Brings a request to its host and the answer back. A caller learns that its deadline passed when the handler is
  /// done, not before: there is nobody else who could go on.
  Bytes exchange(const PacketHeader& header, View request);
  /// What the called host answers; nothing to a request that it drops.
  std::optional<Bytes> answer_of(PageWorld& peer, const Served& service, const PacketHeader& header, View request);

  PageCell& cell_;
  std::uint32_t number_;
  std::string name_;
  HostWitness witness_;
  KeyUse use_ = KeyUse::none;  // of what is on the stack
  PageDisk disk_;
  std::map<std::string, int> draws_;  // how often each name was drawn, over all boots
  Program program_;
  std::shared_ptr<void> part_;
  std::map<std::string, Served, std::less<>> services_;
  KnownCalls known_calls_;
  std::uint64_t calls_begun_ = 0;
  std::uint32_t epoch_ = 0;
  int running_ = 0;  // handlers and jobs of this host on the stack
  bool reboot_is_due_ = false;
};

/// Hosts by name, one clock, one event stream. One at a time: databases are mounted by the names of hosts. A host that
/// loses power boots again after `reboot`.
class PageCell final : private EventSink {
 public:
  static constexpr Nanos reboot = std::chrono::minutes(5);
  /// A story that is not over by then never ends.
  static constexpr Nanos horizon = std::chrono::days(30);

  PageCell();

  /// Adds a host and boots it.
  PageWorld& add(const std::string& name, Program program);
  PageWorld& add(const std::string& name) {
    return add(name, [](World&) { return nullptr; });
  }
  PageWorld& host(std::string_view name) { return *hosts_.at(std::string(name)); }
  Recorder& heard() { return heard_; }

  /// Cuts the power of a host and boots it again: unsynced writes are dropped, what was spawned is gone.
  void restart(std::string_view name);
  /// Does something once the clock has moved on by this much.
  void after(Nanos duration, std::function<void()> action);
  /// Runs what was spawned, in order. Sleeping does the same, so that others work while a job waits.
  void run_spawned();

 private:
  friend class PageWorld;
  struct Spawned {
    PageWorld* host;
    std::function<void()> body;
  };

  void post(std::string_view host, const EventBody& event) override;
  void advance(Nanos duration);
  void boot(PageWorld& host);
  void reboot_later(PageWorld& host);
  /// Runs what belongs to this host; false when the host lost power in it.
  bool run_on(PageWorld& host, const std::function<void()>& body);

  Nanos now_{0};
  std::uint64_t events_ = 0;
  SecretRegistry secrets_;
  Recorder heard_;
  std::multimap<Nanos, std::function<void()>> timers_;
  std::deque<Spawned> spawned_;
  std::map<std::string, std::unique_ptr<PageWorld>> hosts_;
};

}  // namespace keycell::model::testing
