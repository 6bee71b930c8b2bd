#pragma once
// Some times in words that are true of them.

#include <string>

#include "measures/results/durations.h"
#include "reports/words.h"

namespace keycell::reports {

/// "41 min 40 s each", "half within 3 min, 95 % within 5 min, 1 min 40 s to 16 min 40 s".
inline std::string spread(const measures::Durations& times) {
  const std::string longest = measures::time_text(times.longest_s);
  if (times.count == 1) return longest;
  if (longest == measures::time_text(times.shortest_s)) return longest + " each";
  std::string text;
  const auto add = [&](const char* what, const std::optional<double>& within) {
    if (within) text += fmt::format("{} within {}, ", what, measures::time_text(*within));
  };
  add("half", times.p50_s);
  add("95 %", times.p95_s);
  add("99 %", times.p99_s);
  return text + fmt::format("{} to {}", measures::time_text(times.shortest_s), longest);
}

}  // namespace keycell::reports
