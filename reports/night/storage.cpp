#include <algorithm>
#include <tuple>

#include "reports/night/parts.h"
#include "reports/words.h"

namespace keycell::reports {

void draw_ageing(LabelledText& page, const measures::Ageing& ageing) {
  const std::uint64_t files = ageing.aged.archive_files;
  const std::size_t days = ageing.days.size() + ageing.days_not_listed;
  std::string text =
      fmt::format("{} let {} go",
                  ageing.runs == 1 ? "one run"
                  : files == 0     ? fmt::format("{} runs", ageing.runs)
                                   : fmt::format("{} runs, on {} {},", ageing.runs, days, plural(days, "day", "days")),
                  files == 0 ? "nothing"
                             : fmt::format("{} archive {} ({})", files, plural(files, "file", "files"),
                                           bytes_text(static_cast<double>(ageing.aged.stored_bytes))));
  if (files > 0)
    text +=
        fmt::format(", the first on day {}, the last on day {}; {} data key {} deleted", ageing.days.front().day,
                    ageing.last_day.value(), ageing.key_rows_deleted, plural(ageing.key_rows_deleted, "row", "rows"));
  if (ageing.abandoned > 0) text += fmt::format("; {} of them never complete", ageing.abandoned);
  page.line("aged", text + fmt::format("; {} kept at the last run", ageing.kept));
  if (ageing.left_on_media > 0)
    page.line("", fmt::format("{} aged and still on the media at the end", ageing.left_on_media), warningPaint);
}

void draw_libraries(LabelledText& page, const measures::Libraries& libraries) {
  std::vector<std::pair<std::string, measures::LibraryFilling>> fullest(libraries.begin(), libraries.end());
  std::ranges::sort(fullest, {}, [](const auto& library) {
    return std::tuple(!library.second.full_at_s.has_value(), -library.second.most_share, library.first);
  });
  constexpr std::size_t most = 3;
  std::string label = "library";
  for (std::size_t i = 0; i < std::min(most, fullest.size()); ++i) {
    const auto& [name, library] = fullest[i];
    page.line(std::exchange(label, ""),
              fmt::format("{}: at most {} of {}, {}; {} at the end", name, percent(library.most_share),
                          bytes_text(static_cast<double>(library.capacity_bytes)), moment_text(library.most_at_s),
                          percent(library.at_the_end_share)));
    if (!library.full_at_s) continue;
    page.line(
        "",
        fmt::format("library full: {}, {} for the first time; {} {} did not fit", name, moment_text(*library.full_at_s),
                    library.refused_chunks, plural(library.refused_chunks, "chunk", "chunks")),
        warningPaint);
  }
  if (fullest.size() > most) page.line("", fmt::format("and {} more, less full (--json)", fullest.size() - most));
}

}  // namespace keycell::reports
