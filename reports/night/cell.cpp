#include "reports/night/parts.h"
#include "reports/words.h"

namespace keycell::reports {

void draw_crossings(LabelledText& page, const measures::CellCounts& cell) {
  std::vector<std::string> crossings;
  for (const auto& [place, counted] : cell.crossings)
    crossings.push_back(counted.count == 0 ? fmt::format("{} none", name_of(place))
                                           : fmt::format("{} {} ({})", name_of(place), counted.count,
                                                         bytes_text(static_cast<double>(counted.bytes))));
  page.line("crossed", join(crossings, ", "));
}

void draw_faults(LabelledText& page, const measures::CellCounts& cell, const std::vector<std::string>& never_acted) {
  constexpr std::size_t most = 5;
  std::size_t shown = 0;
  for (const std::string& fault : cell.faults)
    if (shown++ < most) page.line("fault", fault, warningPaint);
  if (shown > most) page.line("", fmt::format("and {} more faults", shown - most), warningPaint);
  shown = 0;
  for (const std::string& fault : never_acted)
    if (shown++ < most) page.line("fault", fault + ": never acted", warningPaint);
  if (shown > most) page.line("", fmt::format("and {} more that never acted", shown - most), warningPaint);
  shown = 0;
  for (const std::string& error : cell.errors_logged)
    if (shown++ < most) page.line("refused", error, warningPaint);
  if (shown > most) page.line("", fmt::format("and {} more refusals", shown - most), warningPaint);
  if (cell.reboots > 0)
    page.line("", fmt::format("{} {}", cell.reboots, plural(cell.reboots, "reboot", "reboots")), warningPaint);
}

}  // namespace keycell::reports
