#pragma once
// A campaign over many cells, told as data (what --json prints), as a screen and as a JUnit file.

#include <string>
#include <vector>

#include "campaigns/campaign.h"
#include "measures/results/campaign.h"
#include "reports/screen.h"

namespace keycell::reports {

/// A group of failures as it is shown.
struct FailureShown {
  campaigns::Failure what;
  std::string replay{};          ///< the command that repeats the run with the lowest seed
  std::string file{};            ///< of the smaller cell that fails in the same way; empty when none was looked for
  std::string replay_of_file{};  ///< the command that runs it
  std::string found{};           ///< how it was found, a sentence
  std::vector<std::string> story{};
};

struct CampaignSubject {
  std::string name;    ///< of the scenario or space, as on the command line
  bool is_space;       ///< each seed has a cell of its own
  std::string policy;  ///< title of the boundary policy
  double wall_seconds;
  bool interrupted;
  std::string replay;  ///< the command that repeats the campaign
  std::vector<FailureShown> failures{};
};

measures::CampaignSummary summarize(const CampaignSubject& subject, const campaigns::CampaignResult& result);

/// Lines of at most `columns` characters where words allow.
std::string campaign_screen(const measures::CampaignSummary& campaign, Colour colour, std::size_t columns);

/// One test case for each property and one for runs that come to their end, as CI servers read it. No wall-clock time
/// of day gets into it.
std::string campaign_junit(const measures::CampaignSummary& campaign);
/// Whether a text is such a file.
bool is_junit_of_keycell(std::string_view text);

/// The largest probability of a failure with which `tries` seeds without one are no less likely than 5 %.
double most_when_none_failed(std::uint64_t tries);

}  // namespace keycell::reports
