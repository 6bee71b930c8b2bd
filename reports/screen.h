#pragma once
// A run's summary as one screen of text.

#include <nlohmann/json.hpp>
#include <string>

namespace keycell::reports {

/// Colours say what words say too.
enum class Colour { off, on };

/// Lines of at most `columns` characters where words allow (40 to 120 are used).
std::string screen(const nlohmann::ordered_json& summary, Colour colour, std::size_t columns);

/// "3.2 GB", "45 B".
std::string bytes_text(double bytes);
/// "2 h 3 min", "1.5 s", "200 us".
std::string time_text(double seconds);
/// Of a time since the start: "day 2 05:13".
std::string moment_text(double seconds);

}  // namespace keycell::reports
