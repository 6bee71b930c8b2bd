#pragma once
// How much a KMS does at once: workers, queue, rate. A request waits for a worker, first come first served, and then
// takes its service time; how long it was there is the sum of the two.

#include <optional>

#include "model/values.h"
#include "model/world.h"

namespace keycell::model {

/// How the service times of requests differ.
enum class ServiceLaw {
  fixed,
  exponential,  ///< drawn, about the same mean
};

struct KmsCapacity {
  Nanos service_time;
  ServiceLaw law = ServiceLaw::fixed;
  std::uint32_t nodes = 1;               ///< get requests in turn, each with workers and a queue of its own
  std::uint32_t workers = 8;             ///< of a node, each on one request
  std::optional<std::uint32_t> queue{};  ///< requests that wait at a node; none: as many as come
  std::optional<std::uint32_t> requests_per_second{};  ///< of all nodes together; none: as many as come
};

/// What a scenario says of a KMS by these keys; the service time is the usual one where it says none.
KmsCapacity kms_capacity(const Values& values, Nanos usual_service_time);

/// A bucket of tokens, which holds those of one second, or one where that is less, and is full at first: a request
/// takes one. In whole numbers, so that no rate is rounded.
class RateLimit {
 public:
  explicit RateLimit(std::uint32_t per_second) : per_second_(per_second), level_(full()) {}

  /// Whether there is a token for a request that comes now; times never go back.
  bool take(Nanos now);

 private:
  // In parts of a token: a nanosecond brings as many as there are requests in a second.
  static constexpr std::uint64_t token = 1'000'000'000;
  std::uint64_t full() const { return token * per_second_; }

  std::uint32_t per_second_;
  std::uint64_t level_;
  Nanos filled_{0};
};

}  // namespace keycell::model
