#include <algorithm>
#include <utility>

#include "reports/first/parts.h"
#include "reports/words.h"

namespace keycell::reports {
namespace {

using measures::RunSummary;
using measures::VerdictTold;
using properties::Durably;
using properties::Verdict;

std::string share_looked_at(const VerdictTold& told) {
  return fmt::format("{} of {}", counted(told.exercised - std::min(told.exercised, told.violations)),
                     counted(told.exercised));
}

bool is_all_there(const properties::DurableTold& durable) {
  return std::ranges::all_of(durable.lines, [](const properties::DurableLine& line) {
    return line.is == Durably::opens || line.is == Durably::aged;
  });
}

}  // namespace

void draw_lost(LabelledText& page, const RunSummary& summary, const Start& start) {
  constexpr std::size_t most = 3;
  if (!summary.durable) return;
  std::size_t shown = 0;
  std::string label = "lost";
  for (const properties::DurableLine& line : summary.durable->lines) {
    if (line.is == Durably::opens || line.is == Durably::aged || line.is == Durably::unknown || shown++ >= most)
      continue;
    std::string text = fmt::format("{} of {} archive {}: ", bytes_text(static_cast<double>(line.front_end_bytes)),
                                   counted(line.archive_files), plural(line.archive_files, "file", "files"));
    text += (line.is == Durably::opensWhen ? "opens " : "") + line.because;
    if (line.is != Durably::opensWhen && line.since_s) text += " on " + moment_text(*line.since_s, start);
    if (line.bytes_acknowledged_after > 0)
      text += fmt::format("; {} of it acknowledged after that",
                          bytes_text(static_cast<double>(line.bytes_acknowledged_after)));
    if (line.is == Durably::gone)
      text += line.noticed_s ? fmt::format("; noticed {} later by {}", time_text(*line.noticed_s), line.noticed_by)
                             : std::string("; noticed by nobody until the end");
    page.line(std::exchange(label, ""), text, failurePaint);
  }
  if (shown > most) page.line("", fmt::format("and {} more (--json)", shown - most), failurePaint);
}

void draw_data_kept(LabelledText& page, const RunSummary& summary) {
  std::string label = "data";
  const auto draw = [&](const std::string& text, const char* paint = nullptr) {
    page.line(std::exchange(label, ""), text, paint);
  };
  const VerdictTold* restored = verdict_of(summary, "FID-1");
  if (restored == nullptr) {
    if (summary.ending == sim::Ending::ended) draw("no restore is asked for: nothing shows that backups come back");
  } else if (restored->verdict == Verdict::held) {
    draw(fmt::format("every restored chunk equals what was backed up ({})", share_looked_at(*restored)));
  } else if (restored->verdict == Verdict::vacuous) {
    draw("nothing was restored, although it is asked for", warningPaint);
  } else {
    draw(fmt::format("not everything comes back: {}, the first: {}", times_seen(restored->violations),
                     restored->evidence.empty() ? "" : restored->evidence.front()),
         failurePaint);
  }
  const VerdictTold* before = verdict_of(summary, "AVL-2");
  const bool keys_first = before != nullptr && before->verdict == Verdict::held;
  if (summary.durable && is_all_there(*summary.durable))
    draw(fmt::format("all acknowledged opens again ({} archive {}){}", counted(summary.durable->archive_files),
                     plural(summary.durable->archive_files, "file", "files"),
                     keys_first ? ", keys durable before" : ""));
  else if (keys_first)
    draw(fmt::format("no chunk acknowledged before its keys were durable ({})", counted(before->exercised)));
}

}  // namespace keycell::reports
