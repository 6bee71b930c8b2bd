#pragma once
// keycell run SCENARIO --reps N: the same scenario with many seeds, several runs at a time.

#include <optional>
#include <string>
#include <vector>

#include "cli/output_folder.h"
#include "properties/boundaries/policy_file.h"
#include "scenarios/scenario.h"
#include "sim/fork_server.h"

namespace keycell::cli {

struct ReplicationOptions {
  std::string scenario;  ///< as on the command line
  sim::Seed first;
  std::uint64_t reps;                     ///< runs with the seeds first, first + 1, ...
  std::size_t jobs;                       ///< children at a time
  sim::Limits limits;                     ///< of each run
  std::string out;                        ///< folder, or empty
  bool force;                             ///< files there that somebody else wrote may go
  std::string limited;                    ///< its limits as options, for commands that repeat
  std::string policy;                     ///< the file that --policy named; empty: the policy of the documented steps
  std::vector<std::string> files_read{};  ///< they stay as they are
  bool json = false;
};

/// From the words of --reps and --jobs; no words of --jobs: as many as there are processors. Throws UsageError.
std::uint64_t reps_of(const std::string& words, sim::Seed first);
std::size_t jobs_of(const std::optional<std::string>& words, std::uint64_t reps);

/// Prints, writes the folder and gives the exit code: the worst of the runs', or exitInterrupted with what was done.
int replicate(const ReplicationOptions& options, const scenarios::Scenario& scenario,
              const properties::PolicyFile& policy);

}  // namespace keycell::cli
