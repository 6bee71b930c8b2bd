#pragma once
// Whether a kept case tells the same story as when it was kept.

#include <string>

#include "measures/results/made_by.h"

namespace keycell::measures {

enum class StoryVerdict {
  same,           ///< the same events
  other,          ///< other events: this program, or a library, does something else
  notApplicable,  ///< the scenario was changed since, or it is another seed
};

constexpr std::string_view name_of(StoryVerdict verdict) {
  switch (verdict) {
    case StoryVerdict::same: return "same story";
    case StoryVerdict::other: return "other story";
    case StoryVerdict::notApplicable: return "not applicable";
  }
  return "unknown";
}

struct StoryTold {
  StoryVerdict verdict{};
  MadeBy kept_by{};
  std::string why{};  ///< of another story, and where it is not applicable
  bool operator==(const StoryTold&) const = default;
};

}  // namespace keycell::measures
