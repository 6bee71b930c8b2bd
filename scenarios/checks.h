#pragma once
// Checks of a scenario's values, each by itself. All throw InvalidScenario at `where`, with what was expected.

#include <string>
#include <string_view>
#include <vector>

#include "scenarios/validate.h"

namespace keycell::scenarios {

[[noreturn]] void refuse(const Where& where, const std::string& why);

void in_range(const Where& where, std::uint64_t value, std::uint64_t smallest, std::uint64_t largest);
/// To largestQuantity.
void in_range(const Where& where, std::uint64_t value, std::uint64_t smallest);
void positive_size(const Where& where, std::uint64_t bytes);
void positive_rate(const Where& where, std::uint64_t bytes_per_s);
void not_negative(const Where& where, Nanos duration);
void positive(const Where& where, Nanos duration);
/// Of a host that is off for less than shortestOutage.
std::string too_short_to_be_off(Nanos duration);
/// From the start to before the horizon.
void check_time(const Where& where, Nanos at, Nanos horizon);
/// Without fractions of a second, so that the writer can write it.
void check_time_of_day(const Where& where, Nanos since_midnight);
/// What is shown: one line of at most longestTitle bytes. `what` says what an empty one should have been.
void check_line(const Where& where, const std::string& text, std::string_view what);
/// Of a host, site, pool, group, policy or copy: whatever their owner calls them, in one printable line (name_text.h).
void check_name(const Where& where, const std::string& name);
/// `kind` says what the valid words are: "media agent".
void check_known(const Where& where, const std::string& word, std::string_view kind,
                 const std::vector<std::string>& valid_words);

}  // namespace keycell::scenarios
