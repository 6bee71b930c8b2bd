#include "scenarios/checks.h"

#include <algorithm>

#include "scenarios/name_text.h"
#include "scenarios/units.h"
#include "scenarios/wording.h"

namespace keycell::scenarios {

void refuse(const Where& where, const std::string& why) {
  throw InvalidScenario(where, std::string(where.key.empty() ? where.table : where.key) + ": " + why);
}

// ---- values, each by itself

void in_range(const Where& where, std::uint64_t value, std::uint64_t smallest) {
  in_range(where, value, smallest, largestQuantity);
}

void in_range(const Where& where, std::uint64_t value, std::uint64_t smallest, std::uint64_t largest) {
  if (value < smallest)
    refuse(where, std::to_string(value) + " is too small; expected at least " + std::to_string(smallest));
  if (value > largest)
    refuse(where, std::to_string(value) + " is too large; expected at most " + std::to_string(largest));
}

void positive_size(const Where& where, std::uint64_t bytes) {
  if (bytes == 0) refuse(where, "0 B is too small; expected more, " + std::string(sizeExample));
  in_range(where, bytes, 1);
}

void positive_rate(const Where& where, std::uint64_t bytes_per_s) {
  if (bytes_per_s == 0) refuse(where, "a rate of 0 never ends; expected more, " + std::string(rateExample));
  in_range(where, bytes_per_s, 1);
}

void not_negative(const Where& where, Nanos duration) {
  if (duration < Nanos::zero()) refuse(where, "is negative; " + std::string(durationExample));
  if (duration > longestTime && duration != unlimitedTime)
    refuse(where, quoted(duration_text(duration)) + " is too long; expected at most " +
                      quoted(duration_text(longestTime)) + ", a century");
}

void positive(const Where& where, Nanos duration) {
  not_negative(where, duration);
  if (duration == Nanos::zero()) refuse(where, "0 s is too short; expected more, " + std::string(durationExample));
}

std::string too_short_to_be_off(Nanos duration) {
  return quoted(duration_text(duration)) + " is too short for a host to be off; expected at least " +
         quoted(duration_text(shortestOutage));
}

void check_time(const Where& where, Nanos at, Nanos horizon) {
  if (at < Nanos::zero()) refuse(where, "is before the start; " + std::string(instantExample));
  if (at >= horizon) {
    refuse(where, quoted(instant_text(at)) + " is not before the end of the run; expected less than the horizon, " +
                      quoted(duration_text(horizon)));
  }
}

void check_time_of_day(const Where& where, Nanos since_midnight) {
  not_negative(where, since_midnight);
  if (since_midnight >= std::chrono::days(1) || since_midnight % 1s != Nanos::zero())
    refuse(where, "is no time of day; " + std::string(timeOfDayExample));
}

void check_line(const Where& where, const std::string& text, std::string_view what) {
  if (text.empty()) refuse(where, "is empty; expected " + std::string(what));
  if (text.size() > longestTitle || text.find('\n') != std::string::npos)
    refuse(where, "does not fit; expected one line of at most " + std::to_string(longestTitle) + " bytes");
  if (const std::string why = no_line_because(text); !why.empty()) refuse(where, why);
}

void check_name(const Where& where, const std::string& name) {
  if (name.empty()) refuse(where, "is empty; expected a name");
  if (name.size() > longestName)
    refuse(where, quoted(name) + " has " + std::to_string(name.size()) + " bytes; expected at most " +
                      std::to_string(longestName));
  if (const std::string why = no_name_because(name); !why.empty()) refuse(where, quoted(name) + " " + why);
}

void check_known(const Where& where, const std::string& word, std::string_view kind,
                 const std::vector<std::string>& valid_words) {
  if (std::ranges::find(valid_words, word) == valid_words.end()) refuse(where, no_such(word, kind, valid_words));
}

}  // namespace keycell::scenarios
