#pragma once
// Each KMS node as a queue: how long requests waited and were worked on, how many were there, how many were turned
// away. Little's law holds to the nanosecond or the run contradicts itself: the time that requests were in the system,
// as the node tells of each, is the time integral of how many were.

#include <map>
#include <string>
#include <vector>

#include "measures/results/keys.h"
#include "scenarios/scenario.h"

namespace keycell::measures {

class KmsMeter final : public model::Fold {
 public:
  explicit KmsMeter(const scenarios::Scenario& scenario);
  std::string_view name() const override { return "kms"; }
  void on(const model::Event& event) override;
  std::string result() const override;
  KmsQueues queues() const;
  std::string contradiction() const override;

 private:
  using Nanos = model::Nanos;
  /// Request-nanoseconds: a century of a million requests does not fit into 64 bits.
  using Area = unsigned __int128;

  struct Request {
    Nanos queued;
    Nanos worked;
  };
  struct Queue {
    std::uint32_t workers = 0;              ///< of all nodes
    std::map<model::CallId, Nanos> open{};  ///< since when
    Nanos counted_until{0};
    Area area = 0;  ///< under the number of open ones, until then
    Area told = 0;  ///< of those that left: what the node tells, or until they were cut off
    Nanos busy{0};  ///< at least one was open
    std::size_t most = 0;
    std::uint64_t arrived = 0;
    std::uint64_t cut_off = 0;  ///< the node lost power
    std::uint64_t beyond_rate = 0;
    std::uint64_t beyond_queue = 0;
    std::uint64_t overloaded = 0;
    std::vector<Request> served{};
  };
  static void count(Queue& queue, Nanos now);
  /// With the open ones as if they left at the end.
  static Area told_until(const Queue& queue, Nanos end);

  std::map<std::string, Queue, std::less<>> queues_;
  Nanos end_{0};
};

}  // namespace keycell::measures
