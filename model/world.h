#pragma once
// The port between the parts of a CommCell and the world they run in. A part is written in straight-line blocking style
// against it; sim/ implements it over SimGrid, tests/model/page_world.h in a page.

#include <cstdlib>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "crypto/key_work.h"
#include "crypto/random.h"
#include "crypto/witness.h"
#include "model/disk.h"
#include "model/draws.h"
#include "model/events.h"
#include "model/log_level.h"
#include "model/packet.h"

namespace keycell::model {

/// A call or a transfer did not succeed; the other side may or may not have acted on it.
class CallFailed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The other host is down, went down, or came back with a new boot epoch.
class PeerDown final : public CallFailed {
 public:
  using CallFailed::CallFailed;
};

/// No answer within the deadline. A late answer is dropped.
class DeadlinePassed final : public CallFailed {
 public:
  using CallFailed::CallFailed;
};

/// The other host is on, and its service takes no connection: it said so at once.
class ConnectionRefused final : public CallFailed {
 public:
  using CallFailed::CallFailed;
};

/// The service turned the request away as it came: it may be asked again later.
class Busy final : public CallFailed {
 public:
  using CallFailed::CallFailed;
};

/// What randomness is for. Append only: the number of each is part of what is drawn.
enum class Stream {
  cryptoSecret,
  cryptoOpen,
  ids,
  network,
  disk,
  workload,
  faults,
  topology,
  swarm,
  database,
  foreign,
  retries,
  kmsService
};

inline constexpr std::size_t streamCount = 13;

/// Whether what is drawn there are bytes and nothing else: keys, nonces, names. Draws of the other streams decide what
/// happens, so that times and sizes vary with the seed.
constexpr bool draws_bytes_only(Stream stream) {
  switch (stream) {
    case Stream::cryptoSecret:
    case Stream::cryptoOpen:
    case Stream::ids:
    case Stream::database:
    case Stream::foreign: return true;
    case Stream::network:
    case Stream::disk:
    case Stream::workload:
    case Stream::faults:
    case Stream::topology:
    case Stream::swarm:
    case Stream::retries:
    case Stream::kmsService: return false;
  }
  return false;
}

/// What a handler gets: the header as it came, addressed to this boot of this host, and the bytes.
struct Request {
  const PacketHeader& header;
  View bytes;
  Nanos came;  ///< before it waited for a worker
};

/// Whether a receiver may keep its answer, to give the same bytes again when the request comes again.
enum class Keep {
  untilDeadline,  ///< the caller's
  never,          ///< it carries a secret: such a request is done again
};

struct Reply {
  Bytes bytes;
  Keep keep;
};

/// A request as it comes to a service.
struct NewRequest {
  const PacketHeader& header;
  std::uint32_t node;   ///< of the service, from 0
  bool must_wait;       ///< every worker of the node has one in work
  std::size_t waiting;  ///< at the node, before it
};

enum class Admission {
  taken,
  apart,  ///< it is worked on at once, beside the workers
  turnedAway,
};

/// What a service works on at once. Requests beyond that wait, first come first served, without an actor each.
struct Capacity {
  std::uint32_t nodes = 1;                 ///< get requests in turn; each has workers and a queue of its own
  std::optional<std::uint32_t> workers{};  ///< of a node, each on one request; none: as many as there are requests
  std::function<Admission(const NewRequest&)>
      admit{};  ///< asked as a request comes; it must not wait. None: all are taken
};

/// Answers a request. May block. An exception that leaves it ends the run as an internal error.
using Handler = std::function<Reply(const Request&)>;

/// What is asked of whom. `deadline` is how long the caller waits, from now.
struct Call {
  std::string_view to;
  std::string_view service;
  std::string_view kind;
  Nanos deadline;
};

/// A fluid flow of `wire_bytes` between two data end-points that brings `payload` (the real bytes it stands for) to the
/// called host when it ends.
struct DataFlow {
  DataEnd from_end;
  DataEnd to_end;
  std::uint64_t wire_bytes;
  View payload;
};

/// Data whose last byte has left the sender. Whoever lets go of it does not learn what became of it.
class Transfer {
 public:
  Transfer() = default;
  virtual ~Transfer() = default;
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  /// Whether answer() has nothing to wait for.
  virtual bool is_answered() const = 0;
  /// Waits for the receiver's answer; once. Throws CallFailed and its kinds.
  virtual Bytes answer() = 0;
};

/// The world as one host sees it. Every call may be the last: when the host loses power, it does not return.
class World {
 public:
  World() = default;
  virtual ~World() = default;
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  virtual std::string_view self() const = 0;
  virtual Nanos now() const = 0;
  virtual void sleep(Nanos duration) = 0;
  /// The header of a call to be made at once, without waiting: whoever seals the request needs it. It takes a call id.
  virtual PacketHeader begin_call(const Call& call) = 0;
  /// Sends a request and waits for its answer. Throws CallFailed and its kinds.
  virtual Bytes call(const PacketHeader& header, View request) = 0;
  /// Answers requests from now on, within the capacity; callers of what it turns away get Busy. A request that comes
  /// twice is acted on once: the second time it gets the kept answer, or none while the first is in work. One that
  /// comes after its caller's deadline, or is of an earlier boot, is dropped.
  virtual void serve(std::string service, Handler handler, Capacity capacity) = 0;
  /// Works on every request at once.
  void serve(std::string service, Handler handler) { serve(std::move(service), std::move(handler), Capacity{}); }
  /// Runs `body` as an actor of this host. It dies with the host.
  virtual void spawn(std::string name, std::function<void()> body) = 0;
  /// Moves data. Returns when the last byte has left this host: what the way and the receiver take from then on, the
  /// transfer waits for. Throws PeerDown when the receiver is down, or goes down before that.
  virtual std::unique_ptr<Transfer> transfer(const PacketHeader& header, const DataFlow& flow) = 0;
  /// Keeps one core of this host busy.
  virtual void compute(Nanos cpu_time) = 0;
  /// Before an operation with keys, which follows at once, while those that do it are alive. One of 100 us or more
  /// keeps a core busy before this returns; the time of a shorter one is owed.
  virtual void begin_key_operation(crypto::KeyOperation operation, crypto::SecretId with) = 0;
  /// Keeps one core busy for what is owed, when that comes to 100 us. To be called where no key is in hand: it is the
  /// time of operations that are over.
  virtual void settle_key_operations() = 0;
  virtual Disk& disk() = 0;
  /// Waits for the disk time of all operations since the last settle. Must follow every use of the disk, before its
  /// outcome is acted on: a host that lost power in one of them stops here.
  virtual void settle() = 0;
  /// The next attempt at what the name says. Must not outlive the host.
  virtual std::unique_ptr<Draws> random(Stream stream, const DrawName& name) = 0;
  /// Of what happens to secrets from now on, for the use of the actor that runs: a secret takes it along.
  virtual crypto::Witness& witness() = 0;
  /// For what the actor that runs uses keys, and whoever it calls.
  virtual KeyUse key_use() const = 0;
  /// Until it is set again: see UsingKeys. It neither waits nor fails.
  virtual void use_keys_for(KeyUse use) = 0;
  virtual void emit(const EventBody& event) = 0;
  /// Whether this host's log takes lines of a level now: whoever has to put one together asks first.
  virtual bool logs(LogLevel level) const = 0;
  /// A line, if the log takes those of its level.
  virtual void log(LogLevel level, std::string_view text) = 0;

  /// The actor that runs uses keys for this, as long as it lives. Such objects end in the reverse order.
  class UsingKeys {
   public:
    UsingKeys(World& world, KeyUse use) : world_(world), before_(world.key_use()) { world_.use_keys_for(use); }
    ~UsingKeys() { world_.use_keys_for(before_); }
    UsingKeys(const UsingKeys&) = delete;
    UsingKeys& operator=(const UsingKeys&) = delete;

   private:
    World& world_;
    KeyUse before_;
  };

  /// A call whose bytes nobody seals.
  Bytes ask(std::string_view to, std::string_view service, View request, Nanos deadline) {
    return call(begin_call({.to = to, .service = service, .kind = {}, .deadline = deadline}), request);
  }

  /// While one of these lives, a call that may wait is a bug and ends the process: inside a database transaction
  /// another actor's rows would share its fate.
  class NoWaiting {
   public:
    explicit NoWaiting(World& world) : alive_(*world.no_waiting_) { ++alive_; }
    ~NoWaiting() { --alive_; }
    NoWaiting(const NoWaiting&) = delete;
    NoWaiting& operator=(const NoWaiting&) = delete;

   private:
    int& alive_;
  };

 protected:
  /// For a world that stands in front of another: what forbids waiting in one of them forbids it in both.
  struct InFrontOf {
    World& world;
  };
  explicit World(InFrontOf behind) : no_waiting_(behind.world.no_waiting_) {}

  /// For implementations: at the start of every call that may wait.
  void check_waiting_allowed() const {
    if (*no_waiting_ != 0) std::abort();
  }

 private:
  int own_no_waiting_ = 0;
  int* no_waiting_ = &own_no_waiting_;  // of the world at the back
};

}  // namespace keycell::model
