#include "model/kms/capacity.h"

#include <algorithm>

namespace keycell::model {

KmsCapacity kms_capacity(const Values& values, Nanos usual_service_time) {
  const auto small = [&](std::string_view key) -> std::optional<std::uint32_t> {
    const auto said = values.number(key);
    return said ? std::optional(static_cast<std::uint32_t>(*said)) : std::nullopt;
  };
  KmsCapacity capacity{.service_time = values.time("service").value_or(usual_service_time)};
  capacity.law = values.text("service_law") == "exponential" ? ServiceLaw::exponential : ServiceLaw::fixed;
  capacity.nodes = small("nodes").value_or(capacity.nodes);
  capacity.workers = small("workers").value_or(capacity.workers);
  capacity.queue = small("queue");
  capacity.requests_per_second = small("requests_per_second");
  return capacity;
}

bool RateLimit::take(Nanos now) {
  const auto passed = static_cast<std::uint64_t>((now - filled_).count());
  filled_ = now;
  level_ = passed >= token ? full() : std::min(full(), level_ + passed * per_second_);
  if (level_ < token) return false;
  level_ -= token;
  return true;
}

}  // namespace keycell::model
