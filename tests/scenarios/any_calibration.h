#pragma once
// Calibrations for tests: one whose values all differ, and arbitrary ones.

#include "scenarios/calibration.h"
#include "tests/scenarios/any_scenario.h"

namespace keycell::scenarios::test {

/// Values count up in the order of the file, so that one in the wrong place is seen: rates from 1 GB/s, times from
/// 1 us.
inline Calibration counting_calibration() {
  Calibration calibration{.title = "counting", .machine = "none", .openssl = "3.0.0", .measured = "2026-11-22"};
  std::uint64_t next = 0;
  each_value(calibration, [&]<class Value>(std::string_view, const std::string&, Value& value) {
    ++next;
    if constexpr (std::is_same_v<Value, std::uint64_t>)
      value = 1'000'000'000 * next;
    else
      value = 1us * next;
  });
  return calibration;
}

inline Calibration any_calibration() {
  Calibration calibration{.title = any_title(),
                          .machine = any_title(),
                          .openssl = any_title(),
                          .measured = *rc::gen::element<std::string>("2026-11-22", "2024-02-29", "0001-01-01")};
  each_value(calibration, []<class Value>(std::string_view, const std::string&, Value& value) {
    if constexpr (std::is_same_v<Value, std::uint64_t>)
      value = any_rate();
    else
      value = any_duration(1ns);
  });
  return calibration;
}

}  // namespace keycell::scenarios::test
