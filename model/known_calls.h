#pragma once
// What a host remembers of the calls that it was asked, so that a request which comes twice is acted on once.

#include <list>
#include <unordered_map>
#include <vector>

#include "model/world.h"

namespace keycell::model {

/// Calls in work, and the answers to those that are done, until their callers' deadlines: what comes after a deadline
/// is dropped by itself. Lost with the host's power, as everything in memory.
class KnownCalls {
 public:
  enum class Standing {
    unknown,
    inWork,    ///< its answer goes out when it is ready, once
    answered,  ///< with bytes that are kept
  };

  Standing standing_of(CallId call) const;
  /// The call, which is unknown, is in work from now on.
  void begin(const PacketHeader& request, Nanos now);
  /// Keeps the answer to a call in work, or forgets the call, as the reply wants it.
  void finish(CallId call, const Reply& reply);
  /// Of a call that is answered. Throws std::out_of_range for any other.
  View answer_to(CallId call) const;

  std::size_t size() const { return size_; }

 private:
  /// Answers lie one behind the other: each in a place of its own in the heap would cost as much as the call.
  struct Page {
    std::size_t answers = 0;
    Bytes bytes;  // never grows beyond what was reserved
  };
  struct Known {
    CallId call;
    Nanos deadline;
    Page* page = nullptr;  // none while in work
    std::uint32_t offset = 0;
    std::uint32_t size = 0;
  };
  /// Of one caller, by id. Callers count upwards, so a new call is nearly always the last, and lies beside those that
  /// were looked at before: what is kept is rarely in the processor's caches.
  using Calls = std::vector<Known>;
  static constexpr std::size_t sizeOfFirstSweep = 64;
  static constexpr std::size_t firstPageBytes = std::size_t{1} << 10;
  static constexpr std::size_t largestPageBytes = std::size_t{32} << 10;

  const Known* find(CallId call) const;
  void keep(Known& known, View answer);
  /// Forgets the answers that nobody can ask for any more.
  void sweep(Nanos now);

  std::unordered_map<std::uint32_t, Calls> by_caller_;  // never iterated for anything whose order could show
  std::list<Page> pages_;                               // the last takes the next answer
  std::size_t size_ = 0;
  std::size_t sweep_at_size_ = sizeOfFirstSweep;
};

}  // namespace keycell::model
