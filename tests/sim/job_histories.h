#pragma once
// What became of every job of a simulation, and of every data flow.

#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "sim/fork_server.h"

namespace keycell::test {

struct StateTold {
  double at_s;
  std::string state;
  std::string reason;
  model::JobCause cause = model::JobCause::none;
  bool operator==(const StateTold&) const = default;
};

struct History {
  std::string kind;
  std::string client;
  std::vector<StateTold> states;
  double due_s = 0;

  std::string end() const { return states.empty() ? "" : states.back().state; }
  std::vector<std::string> words() const {
    std::vector<std::string> words;
    for (const StateTold& told : states) words.push_back(told.state);
    return words;
  }
  /// When it was first told to be in this state.
  double first(const std::string& state) const {
    for (const StateTold& told : states)
      if (told.state == state) return told.at_s;
    return -1;
  }
  double started() const { return first("Running"); }
  double ended() const { return states.back().at_s; }
};

struct Flow {
  std::string from;
  std::string to;
  std::uint64_t bytes;  ///< that moved
  double began_s;
  double ended_s;
};

/// An instant of a schedule for which a job of another one stands.
struct Merged {
  std::string run;
  double due_s;
  std::uint64_t job;
  auto operator<=>(const Merged&) const = default;
};

struct Night {
  std::map<std::uint64_t, History> jobs;
  std::set<Merged> merged;
  std::vector<Flow> flows;
  std::vector<std::string> phases;  ///< "3 Backup", in order
  std::vector<std::string> faults;  ///< "bit-rot: what it hit", in order

  std::vector<History> of(const std::string& kind, const std::string& client_prefix = "") const {
    std::vector<History> found;
    for (const auto& [number, job] : jobs)
      if (job.kind == kind && job.client.starts_with(client_prefix)) found.push_back(job);
    return found;
  }
  std::uint64_t bytes_moved(const std::string& from_prefix) const {
    std::uint64_t bytes = 0;
    for (const Flow& flow : flows)
      if (flow.from.starts_with(from_prefix)) bytes += flow.bytes;
    return bytes;
  }
};

class Historian final : public model::Fold {
 public:
  std::string_view name() const override { return "histories"; }
  void on(const model::Event& event) override {
    const double now = static_cast<double>(event.time.count()) / 1e9;
    if (const auto* job = std::get_if<model::JobState>(&event.body)) {
      jobs_.push_back({job->job, name_of(job->kind), job->client, now, name_of(job->state), job->reason, job->cause,
                       seconds(job->due)});
    } else if (const auto* merged = std::get_if<model::InstantMerged>(&event.body)) {
      merged_.push_back({merged->run, seconds(merged->due), merged->job});
    } else if (const auto* moved = std::get_if<model::DataMoved>(&event.body)) {
      flows_.push_back(
          {moved->from, moved->to, moved->moved_bytes, now - static_cast<double>(moved->took.count()) / 1e9, now});
    } else if (const auto* phase = std::get_if<model::JobPhase>(&event.body)) {
      phases_.push_back(std::to_string(phase->job) + " " + std::string(phase->phase));
    } else if (const auto* fault = std::get_if<model::FaultActed>(&event.body)) {
      faults_.push_back(std::string(fault->kind) + ": " + std::string(fault->detail));
    }
  }
  std::string result() const override {
    return nlohmann::json{
        {"jobs", jobs_}, {"flows", flows_}, {"phases", phases_}, {"merged", merged_}, {"faults", faults_}}
        .dump();
  }

 private:
  static double seconds(model::Nanos time) { return static_cast<double>(time.count()) / 1e9; }

  nlohmann::json merged_ = nlohmann::json::array();
  nlohmann::json jobs_ = nlohmann::json::array();
  nlohmann::json flows_ = nlohmann::json::array();
  nlohmann::json phases_ = nlohmann::json::array();
  nlohmann::json faults_ = nlohmann::json::array();
};

/// Simulates to the end, and fails the test when there is none.
inline Night live(const scenarios::Scenario& scenario, const sim::SimulateOptions& options = {}) {
  const sim::Run run = sim::run_forked(
      scenario, sim::Seed{1},
      [] {
        sim::Folds folds;
        folds.push_back(std::make_unique<Historian>());
        return folds;
      },
      {}, options);
  EXPECT_EQ(run.ending, sim::Ending::ended) << run.detail;
  Night night;
  if (run.result_of("histories").empty()) return night;
  const auto json = nlohmann::json::parse(run.result_of("histories"));
  for (const auto& told : json.at("jobs")) {
    History& job = night.jobs[told[0].get<std::uint64_t>()];
    job.kind = told[1];
    job.client = told[2];
    job.due_s = told[7];
    job.states.push_back({told[3], told[4], told[5], told[6].get<model::JobCause>()});
  }
  for (const auto& flow : json.at("flows")) night.flows.push_back({flow[0], flow[1], flow[2], flow[3], flow[4]});
  night.phases = json.at("phases");
  night.faults = json.at("faults");
  for (const auto& merged : json.at("merged")) night.merged.insert({merged[0], merged[1], merged[2]});
  return night;
}

}  // namespace keycell::test
