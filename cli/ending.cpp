#include "cli/ending.h"

#include <fmt/format.h>

#include "scenarios/units.h"

namespace keycell::cli {

std::string ending_detail(const sim::Run& run, const sim::Limits& limits) {
  switch (run.ending) {
    case sim::Ending::outOfMemory:
      return fmt::format("it needs more than its limit of {}; keycell run --memory \"{}\" gives it twice as much",
                         scenarios::size_text(limits.memory_bytes), scenarios::size_text(2 * limits.memory_bytes));
    case sim::Ending::overDeadline:
      return fmt::format("it takes longer than its limit of {}; keycell run --deadline \"{}\" gives it twice as long",
                         scenarios::duration_text(limits.deadline), scenarios::duration_text(2 * limits.deadline));
    default: return run.detail;
  }
}

}  // namespace keycell::cli
