#pragma once
// A line of a kept case that says which story it was: with the same program it is told again, event for event.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "measures/results/run.h"
#include "measures/results/story.h"

namespace keycell::campaigns {

struct KeptStory {
  std::uint64_t seed = 0;
  std::string event_hash{};
  std::string scenario_sha256{};
  measures::MadeBy made_by{};
  bool operator==(const KeptStory&) const = default;
};

/// "# kept: seed 3, event hash ..., scenario ..., keycell ..., commit ..., SimGrid ..., OpenSSL ...\n".
std::string comment_of(const KeptStory& story);

/// In the text of a scenario file; nothing when it has no such line, or none that can be read.
std::optional<KeptStory> kept_story_in(std::string_view text);

/// What a run of the file says of it.
measures::StoryTold compared(const KeptStory& story, const measures::RunSummary& run);

}  // namespace keycell::campaigns
