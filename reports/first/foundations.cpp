#include <map>

#include "reports/first/parts.h"
#include "reports/words.h"

namespace keycell::reports {

void draw_foundations(LabelledText& page, const measures::RunSummary& summary, std::size_t columns) {
  std::map<scenarios::ReadingTag, std::size_t> by_tag;
  std::vector<std::string> said;
  for (const measures::ReadingTold& reading : summary.readings) {
    if (reading.is_default) ++by_tag[reading.tag];
    if (!reading.is_default) said.push_back(reading.name + " = " + reading.value);
  }
  std::vector<std::string> tags;
  for (const auto& [tag, count] : by_tag)
    if (tag != scenarios::ReadingTag::documented) tags.push_back(fmt::format("{} {}", count, name_of(tag)));
  page.line("rests on",
            fmt::format("{} readings{}{}{}", summary.readings.size(), tags.empty() ? "" : ", ", join(tags, ", "),
                        said.empty() ? " (all at their default)" : "; set by the scenario: " + join(said, ", ")));
  constexpr std::string_view theVerdicts = "The verdicts speak of ";
  std::string_view scope = summary.scope;
  if (scope.starts_with(theVerdicts)) scope.remove_prefix(theVerdicts.size());
  page.line("scope", scope);
  if (const auto& story = summary.story)
    page.line("story",
              fmt::format("{}{} (kept by keycell {}, commit {}, SimGrid {}, OpenSSL {})", name_of(story->verdict),
                          story->why.empty() ? "" : ": " + story->why, story->kept_by.keycell, story->kept_by.commit,
                          story->kept_by.simgrid, story->kept_by.openssl),
              story->verdict == measures::StoryVerdict::same ? nullptr : warningPaint);
  const std::string time = fmt::format("({} in {})", time_text(summary.simulated_s), time_text(summary.wall_s));
  const bool has_room = LabelledText::labelColumns + summary.replay.size() + 4 + time.size() <= columns;
  page.whole_line("replay", has_room ? fmt::format("{}    {}", summary.replay, time) : summary.replay);
  if (!has_room) page.line("", time);
}

}  // namespace keycell::reports
