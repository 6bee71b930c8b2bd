#include "reports/check_screens.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "reports/labelled_text.h"
#include "reports/words.h"

namespace keycell::reports {
namespace {

using measures::CrashPointsTold;
using measures::CrashPointTold;

struct Counts {
  std::uint64_t points = 0;
  std::uint64_t recovered = 0;
};

/// Those with most points that are not recovered first, then those with most points.
std::vector<std::pair<std::string, Counts>> counted_by(const CrashPointsTold& told, std::string CrashPointTold::*by) {
  std::map<std::string, Counts> counts;
  for (const CrashPointTold& point : told.points) {
    Counts& here = counts[point.*by];
    ++here.points;
    here.recovered += point.recovered ? 1 : 0;
  }
  std::vector<std::pair<std::string, Counts>> sorted(counts.begin(), counts.end());
  std::ranges::sort(sorted, {}, [](const auto& entry) {
    const auto points = static_cast<std::int64_t>(entry.second.points);
    return std::tuple(static_cast<std::int64_t>(entry.second.recovered) - points, -points, entry.first);
  });
  return sorted;
}

void draw_counts(LabelledText& page, std::string label, const std::vector<std::pair<std::string, Counts>>& counts) {
  constexpr std::size_t most = 8;
  for (std::size_t i = 0; i < std::min(most, counts.size()); ++i) {
    const auto& [what, here] = counts[i];
    page.line(std::exchange(label, ""),
              fmt::format("{}: {} of {} recovered", what.empty() ? "not told" : what, counted(here.recovered),
                          counted(here.points)),
              here.recovered < here.points ? failurePaint : nullptr);
  }
  if (counts.size() > most) page.line("", fmt::format("and {} more (--json)", counts.size() - most));
}

}  // namespace

std::string determinism_screen(const measures::DeterminismTold& told, Colour colour, std::size_t columns) {
  LabelledText page(colour, columns);
  page.title(told.scenario.title, fmt::format("{}, seed {}", told.scenario.name, told.seed));
  if (const auto& difference = told.first_difference) {
    page.line("FAILED",
              fmt::format("the two runs differ, first at event {} (exit {})", difference->event, told.exit_code),
              failurePaint);
    page.line("first", difference->first_run);
    page.line("second", difference->second_run);
  } else if (!told.deterministic) {
    page.line("FAILED",
              fmt::format("the events are equal, and what is told of them differs: {} (exit {})",
                          told.folds_that_differ.empty() ? "the summary" : five_of(told.folds_that_differ, ", "),
                          told.exit_code),
              failurePaint);
  } else {
    page.line("EQUAL",
              fmt::format("{} events, twice: the second time with another heap, and with the folds on a thread of "
                          "their own; every fold's result and the summary are equal too{}",
                          counted(told.events),
                          told.exit_code == 0 ? ""
                                              : fmt::format(" (the run itself ends with exit {}: {})", told.exit_code,
                                                            five_of(told.unexpected, ", "))),
              successPaint);
  }
  page.line("", "event hash " + told.event_hash);
  page.line("scope", told.scope);
  page.whole_line("replay", told.replay);
  return page.take();
}

std::string crash_points_screen(const CrashPointsTold& told, Colour colour, std::size_t columns) {
  constexpr std::size_t most = 5;
  LabelledText page(colour, columns);
  page.title(told.scenario.title, fmt::format("{}, seed {}", told.scenario.name, told.seed));
  const std::string of_all = fmt::format("{} of {} crash points recovered",
                                         counted(told.points.size() - told.not_recovered), counted(told.points.size()));
  if (told.exit_code == 0) {
    page.line("PASSED", of_all + ": the workload was done, and every verdict is that of the run without a cut",
              successPaint);
  } else if (told.not_recovered == 0) {
    page.line(
        "FAILED",
        fmt::format("without any power cut already (exit {}); {}: each comes to the same", told.exit_code, of_all),
        failurePaint);
  } else {
    page.line("FAILED", fmt::format("{} (exit {})", of_all, told.exit_code), failurePaint);
  }
  if (!told.undisturbed_surprises.empty() || told.undisturbed_ending != sim::Ending::ended)
    page.line("",
              fmt::format("without any power cut: {} {}; a point is recovered when it comes to the same",
                          name_of(told.undisturbed_ending), join(told.undisturbed_surprises, ", ")),
              warningPaint);
  std::size_t shown = 0;
  for (const CrashPointTold& point : told.points) {
    if (point.recovered || shown++ >= most) continue;
    page.line(
        "lost",
        fmt::format("{} at operation {}, during {}: {}", point.host, point.operation, point.during, point.why_not),
        failurePaint);
  }
  if (shown > most) page.line("", fmt::format("and {} more (--json)", counted(shown - most)), failurePaint);
  page.gap();
  draw_counts(page, "cut at", counted_by(told, &CrashPointTold::host));
  draw_counts(page, "during", counted_by(told, &CrashPointTold::during));
  page.gap();
  page.line("scope", told.scope);
  page.whole_line("replay", told.replay);
  return page.take();
}

}  // namespace keycell::reports
