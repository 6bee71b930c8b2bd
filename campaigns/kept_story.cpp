#include "campaigns/kept_story.h"

#include <fmt/format.h>

#include <charconv>

namespace keycell::campaigns {
namespace {

using measures::StoryVerdict;

constexpr std::string_view begin = "# kept: ";

/// What stands behind a name, up to the comma or the end.
std::optional<std::string> value_of(std::string_view line, std::string_view name) {
  const std::string looked_for = std::string(name) + " ";
  const std::size_t at = line.find(looked_for);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view behind = line.substr(at + looked_for.size());
  return std::string(behind.substr(0, behind.find(", ")));
}

}  // namespace

std::string comment_of(const KeptStory& story) {
  return fmt::format("{}seed {}, event hash {}, scenario {}, keycell {}, commit {}, SimGrid {}, OpenSSL {}\n", begin,
                     story.seed, story.event_hash, story.scenario_sha256, story.made_by.keycell, story.made_by.commit,
                     story.made_by.simgrid, story.made_by.openssl);
}

std::optional<KeptStory> kept_story_in(std::string_view text) {
  const std::size_t at = text.starts_with(begin) ? 0 : text.find("\n" + std::string(begin));
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view line = text.substr(text.find(begin, at) + begin.size());
  line = line.substr(0, line.find('\n'));
  const auto seed = value_of(line, "seed");
  const auto hash = value_of(line, "event hash");
  const auto scenario = value_of(line, "scenario");
  const auto keycell = value_of(line, "keycell");
  const auto commit = value_of(line, "commit");
  const auto simgrid = value_of(line, "SimGrid");
  const auto openssl = value_of(line, "OpenSSL");
  if (!seed || !hash || !scenario || !keycell || !commit || !simgrid || !openssl) return std::nullopt;
  KeptStory story{.event_hash = *hash,
                  .scenario_sha256 = *scenario,
                  .made_by = {.keycell = *keycell, .commit = *commit, .simgrid = *simgrid, .openssl = *openssl}};
  const auto [end, error] = std::from_chars(seed->data(), seed->data() + seed->size(), story.seed);
  if (error != std::errc() || end != seed->data() + seed->size()) return std::nullopt;
  return story;
}

measures::StoryTold compared(const KeptStory& story, const measures::RunSummary& run) {
  measures::StoryTold told{.kept_by = story.made_by};
  if (run.scenario.sha256 != story.scenario_sha256) {
    told.verdict = StoryVerdict::notApplicable;
    told.why = "the scenario was changed since it was kept";
  } else if (run.seed != story.seed) {
    told.verdict = StoryVerdict::notApplicable;
    told.why = fmt::format("it was kept with seed {}", story.seed);
  } else if (run.event_hash != story.event_hash) {
    told.verdict = StoryVerdict::other;
    told.why = run.made_by == story.made_by ? "the same program tells other events: a defect of determinism"
                                            : "kept by another program, see kept_by";
  } else {
    told.verdict = StoryVerdict::same;
  }
  return told;
}

}  // namespace keycell::campaigns
