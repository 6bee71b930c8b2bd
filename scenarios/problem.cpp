#include "scenarios/problem.h"

#include "scenarios/wording.h"

namespace keycell::scenarios {

std::string Problem::str() const {
  return one_line(file + ":" + std::to_string(line) + ":" + std::to_string(column) + ": " + text);
}

}  // namespace keycell::scenarios
