#include "reports/night_screen.h"

#include "reports/night/parts.h"
#include "scenarios/units.h"

namespace keycell::reports {

void draw_night(LabelledText& page, const measures::RunSummary& summary) {
  if (!summary.cell) return;
  Start start;
  if (summary.scenario.start) start = scenarios::parse_date(*summary.scenario.start);
  if (start) page.line("calendar", scenarios::first_day_text(*start));
  if (summary.jobs) {
    draw_jobs(page, *summary.jobs);
    draw_windows(page, summary.jobs->nights, start);
  }
  draw_data(page, summary);
  if (summary.ageing) draw_ageing(page, *summary.ageing);
  if (summary.libraries) draw_libraries(page, *summary.libraries);
  page.gap();
  draw_inventory(page, *summary.cell);
  if (summary.revoked) draw_revoked(page, *summary.revoked, false, start);
  if (summary.key_work) {
    draw_key_work(page, summary.key_work->costs);
    draw_kms(page, summary.key_work->costs.kms, start);
    if (summary.kms) draw_queues(page, *summary.kms);
    draw_custody(page, *summary.key_work);
  }
  draw_crossings(page, *summary.cell);
  draw_faults(page, *summary.cell, summary.faults_that_never_acted);
  page.gap();
}

}  // namespace keycell::reports
