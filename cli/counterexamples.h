#pragma once
// For each kind of failure of a campaign: a smaller cell that fails in the same way, with the story of what happens in
// it.

#include <functional>
#include <string>
#include <vector>

#include "cli/output_folder.h"
#include "properties/campaign.h"
#include "reports/campaign_report.h"

namespace keycell::cli {

struct CounterexampleOptions {
  std::string folder;  ///< of --out, as it was written
  const OutputFolder* out;
  properties::CellSource cell_of;
  sim::Limits limits;
  const properties::PolicyFile* policy;
  std::string policy_path;                       ///< as --policy named it
  std::string limit_options;                     ///< for commands that repeat
  std::function<std::string(sim::Seed)> replay;  ///< the command that repeats one run of the campaign
  std::function<bool()> stop;
};

/// Writes a file for each and tells what there is to show; without a folder nothing is written.
std::vector<reports::FailureShown> find_counterexamples(const properties::CampaignResult& result,
                                                        const CounterexampleOptions& options);

}  // namespace keycell::cli
