#pragma once
// Names one call of the cell for the whole run. Events and packets carry it, so that nobody has to guess which answer
// belongs to which question.

#include <compare>
#include <cstdint>

namespace keycell::model {

/// Never used twice, not after a reboot either, and the same in every run of the same seed. No call has the value 0.
struct CallId {
  std::uint64_t value = 0;
  friend constexpr auto operator<=>(CallId, CallId) = default;
};

/// Bits that number the calls of one host: at a million a second they last for twelve days.
inline constexpr int callCountBits = 40;

/// `host` numbers the hosts of the cell, `count` the calls that it has begun since it was installed; both from 1.
constexpr CallId nth_call_of(std::uint32_t host, std::uint64_t count) {
  return {(std::uint64_t{host} << callCountBits) | count};
}

/// The number of the host that began the call.
constexpr std::uint32_t caller_number(CallId call) { return static_cast<std::uint32_t>(call.value >> callCountBits); }

}  // namespace keycell::model
