#pragma once
// Quantities in words, for every text that a person reads.

#include <optional>
#include <string>

#include "model/calendar.h"

namespace keycell::measures {

/// "3.2 GB", "45 B".
std::string bytes_text(double bytes);
/// "2 h 3 min 20 s", "41 min", "1.5 s", "200 us".
std::string time_text(double seconds);
/// Of a time since the start: "day 2 05:13".
std::string moment_text(double seconds);
/// "day 2 05:13 (Sat)" where day 1 has a date.
std::string moment_text(double seconds, const std::optional<model::Date>& start);

}  // namespace keycell::measures
