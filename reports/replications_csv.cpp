#include <fmt/format.h>

#include "reports/replications_report.h"

namespace keycell::reports {

std::string replications_csv(const measures::StudySummary& study) {
  std::string text = "seed,ending,event_hash,exit_code";
  for (const measures::StudyFigure& figure : study.figures) text += "," + figure.id;
  text += "\n";
  for (const measures::StudyRun& run : study.runs) {
    text += fmt::format("{},{},{},{}", run.seed, name_of(run.ending), run.event_hash, run.exit_code);
    for (const measures::StudyFigure& figure : study.figures) {
      const double* value = run.figure(figure.id);
      text += value == nullptr ? "," : fmt::format(",{}", *value);
    }
    text += "\n";
  }
  return text;
}

}  // namespace keycell::reports
