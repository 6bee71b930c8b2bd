#pragma once
// Runs of one scenario with many seeds, told as one: what varies and how far, how often each property held.
//
// Figures speak of the runs that ended. Everything is in the order of the seeds and a function of the runs alone, so
// two ways to distribute the work give the same bytes.

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "reports/figures.h"
#include "reports/screen.h"
#include "scenarios/scenario.h"
#include "sim/run.h"

namespace keycell::reports {

inline constexpr int replicationsSchema = 1;

/// What is kept of one run.
struct Replication {
  sim::Seed seed;
  nlohmann::ordered_json verdicts;  ///< id -> "held", "violated", "vacuous", "not applicable", "not judged"
  std::string ending;
  std::string ending_detail;
  std::string event_hash;
  std::vector<std::string> surprises;  ///< ids of unexpected violations and of expected ones that did not happen
  std::string replay;                  ///< the command that repeats this run
  int exit_code = 0;
  std::vector<Figure> figures;
};

/// `summary` as reports/summary.h makes it.
Replication replication_of(const nlohmann::ordered_json& summary);

struct Study {
  std::string name;  ///< of the scenario, as on the command line
  const scenarios::Scenario* scenario;
  sim::Seed first;
  std::uint64_t wanted;  ///< runs; fewer were done when the study was interrupted
  std::string replay;    ///< the command that repeats the study
};

/// `runs` in the order of their seeds, at least one.
nlohmann::ordered_json summarize(const Study& study, const std::vector<Replication>& runs);

/// One row a run, one column a figure; an empty field where a run has none. RFC 4180 with line feeds.
std::string replications_csv(const nlohmann::ordered_json& study);

/// Lines of at most `columns` characters where words allow (80 or more for the table).
std::string replications_screen(const nlohmann::ordered_json& study, Colour colour, std::size_t columns);

/// A figure's value in each run that ended and has it (or has none of it, which is zero), by seed.
std::vector<std::pair<std::uint64_t, double>> values_by_seed(const nlohmann::ordered_json& study, const std::string& id,
                                                             Unit unit);

}  // namespace keycell::reports
