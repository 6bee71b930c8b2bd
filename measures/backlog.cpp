#include "measures/backlog.h"

#include <fmt/format.h>

#include "measures/quantity_text.h"

namespace keycell::measures {

std::string backlog_text(const CopyBacklog& copy) {
  const auto amount = [&](double value) {
    return copy.source.empty() ? fmt::format("{:.3g} {}", value, value == 1 ? "backup" : "backups") : bytes_text(value);
  };
  const std::string what = copy.source.empty() ? " not over" : " of " + copy.source + " not copied";
  if (copy.never_catches_up && copy.at_the_end == 0)
    return fmt::format("{}: {} more{} each night, at most {}: it catches up only because the nights end", copy.copy,
                       amount(*copy.growth_a_night), what, amount(static_cast<double>(copy.most)));
  std::string text = fmt::format("{}: {}{} at the end", copy.copy, amount(static_cast<double>(copy.at_the_end)), what);
  if (copy.never_catches_up) {
    text += fmt::format(", {} more each night: it never catches up", amount(*copy.growth_a_night));
  } else {
    text += fmt::format(", at most {}", amount(static_cast<double>(copy.most)));
  }
  return text;
}

}  // namespace keycell::measures
