#pragma once
// A run as a value: what summary.json holds, and all that screens, statistics and comparisons are made of.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "measures/results/cell.h"
#include "measures/results/data_path.h"
#include "measures/results/jobs.h"
#include "measures/results/keys.h"
#include "measures/results/made_by.h"
#include "measures/results/operations.h"
#include "measures/results/revoked.h"
#include "properties/durable/durable_told.h"
#include "measures/results/storage.h"
#include "measures/results/story.h"
#include "measures/results/warning.h"
#include "measures/results/weakness.h"
#include "model/channel_kind.h"
#include "properties/checks/what_crossed.h"
#include "properties/property.h"
#include "scenarios/readings.h"
#include "sim/run.h"

namespace keycell::measures {

inline constexpr int summarySchema = 7;

struct RunScenario {
  std::string name{};  ///< as on the command line
  std::string title{};
  std::string profile{};
  std::uint64_t record_bytes = 0;
  model::ChannelKind channel{};
  std::optional<std::string> start{};  ///< the date of day 1
  std::string sha256{};                ///< of the effective scenario, as scenario.toml has it
  bool operator==(const RunScenario&) const = default;
};

struct ReadingTold {
  std::string name{};
  std::string value{};
  bool is_default = false;
  scenarios::ReadingTag tag{};  ///< of the default
  bool operator==(const ReadingTold&) const = default;
};

/// How SimGrid shares what data crosses.
struct NetworkModel {
  std::string model = "CM02";
  bool crosstraffic = false;
  int tcp_gamma = 0;
  bool operator==(const NetworkModel&) const = default;
};

struct DiskUse {
  std::uint64_t durable_operations = 0;
  bool operator==(const DiskUse&) const = default;
};

/// What a property said of the run.
struct VerdictTold {
  std::string id{};
  std::string statement{};
  properties::Verdict verdict{};
  bool expected_violated = false;
  bool known_of_profile = false;  ///< the scenario expects nothing, and its profile does this by construction
  std::uint64_t exercised = 0;    ///< how often it had something to judge
  std::string vacuous_because{};  ///< what it had to look at and did not meet; or empty
  std::uint64_t violations = 0;
  std::vector<std::string> evidence{};               ///< of the first violations
  std::optional<properties::WhatCrossed> details{};  ///< of SEC-1
  bool operator==(const VerdictTold&) const = default;
};

/// What a run that died could not tell is nothing.
struct RunSummary {
  MadeBy made_by{};
  RunScenario scenario{};
  std::vector<ReadingTold> readings{};
  std::uint64_t seed = 0;
  sim::Ending ending{};
  std::string ending_detail{};
  bool has_backlog = false;  ///< jobs were in work at the horizon
  std::string event_hash{};
  std::uint64_t events = 0;
  double simulated_s = 0;
  double wall_s = 0;
  NetworkModel network_model{};
  std::optional<Jobs> jobs{};
  std::optional<Operations> operations{};
  std::optional<properties::DurableTold> durable{};  ///< of AVL-1
  std::optional<RevokedKeys> revoked{};
  std::optional<Backlog> backlog{};
  std::optional<Ageing> ageing{};
  std::optional<Libraries> libraries{};
  std::optional<DataPathUse> data_path{};
  std::optional<KeyWork> key_work{};
  std::optional<KmsQueues> kms{};
  std::optional<JobTimes> job_time{};
  std::optional<CellCounts> cell{};
  std::vector<std::string> assumptions{};
  std::vector<std::string> faults_that_never_acted{};
  std::vector<Warning> warnings{};
  std::vector<WeaknessTold> weaknesses{};
  std::map<std::string, DiskUse> disks{};  ///< by host
  std::vector<VerdictTold> verdicts{};
  std::vector<std::string> not_applicable{};  ///< ids of properties, as in the next three
  std::vector<std::string> not_judged{};
  std::vector<std::string> unexpected{};
  std::vector<std::string> expected_but_not_violated{};
  std::optional<StoryTold> story{};  ///< of a case that was kept
  std::string scope{};
  std::string replay{};  ///< the command that repeats this run
  int exit_code = 0;
  bool operator==(const RunSummary&) const = default;
};

}  // namespace keycell::measures
