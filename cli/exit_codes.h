#pragma once
// What the program's exit code says. Of several reasons the first in this order counts: 1, 3, 14, 11, 10, 12, 13.

namespace keycell::cli {

enum ExitCode {
  exitHeld = 0,
  exitInternal = 1,
  exitUsage = 2,
  exitBadScenario = 3,
  exitInputOutput = 4,
  exitViolated = 11,
  exitVacuous = 13,
  exitBrokenRun = 14,
  exitInterrupted = 130,  ///< what was done until then is kept
};

}  // namespace keycell::cli
