#pragma once
// How much a line of a host's log matters, and from which level on a host writes one.

#include <array>
#include <string_view>

namespace keycell::model {

enum class LogLevel {
  debug,    ///< requests and replies, with the ids that they name
  info,     ///< each request, job state and failure
  warning,  ///< what an operator asked for and did not get
  error,    ///< what the cell refused for good
};

inline constexpr std::array allLogLevels{LogLevel::debug, LogLevel::info, LogLevel::warning, LogLevel::error};

constexpr std::string_view name_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug: return "debug";
    case LogLevel::info: return "info";
    case LogLevel::warning: return "warning";
    case LogLevel::error: return "error";
  }
  return "unknown";
}

}  // namespace keycell::model
