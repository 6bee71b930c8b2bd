#pragma once
// run --check-determinism: the same scenario twice, and whether anything that reaches the user differs.

#include <string>

#include "properties/boundaries/policy_file.h"
#include "scenarios/scenario.h"
#include "sim/fork_server.h"

namespace keycell::cli {

/// What run was asked to look at.
struct CheckedRun {
  std::string scenario;  ///< as on the command line
  sim::Seed seed;
  sim::Limits limits;
  std::string options;  ///< what the replay command has behind the seed
  bool json = false;
};

/// Returns the exit code: that of the run, or 1 when something differs.
int check_determinism(const CheckedRun& run, const scenarios::Scenario& scenario, const properties::PolicyFile& policy);

}  // namespace keycell::cli
