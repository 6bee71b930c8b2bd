#pragma once
// What became of the jobs: by kind, night for night, and one by one for the first of them.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "measures/client_groups.h"
#include "measures/results/jobs.h"

namespace keycell::measures {

/// Times are seconds; a job is done after the time from when it was due to its end, what it waited or was pending
/// included.
class JobMeter final : public model::Fold {
 public:
  explicit JobMeter(const scenarios::Scenario& scenario);
  /// So many jobs are listed one by one; events.jsonl has all.
  static constexpr std::size_t mostListed = 1000;

  std::string_view name() const override { return "jobs"; }
  void on(const model::Event& event) override;
  std::string result() const override;
  Jobs jobs() const;

 private:
  struct Job {
    std::string kind;
    std::string client;
    std::optional<model::JobStatus> state;
    std::string reason;
    model::JobCause reason_cause = model::JobCause::none;
    model::JobCause cause = model::JobCause::none;  // of its state
    std::string waits_for;                          // while it is Waiting
    std::string copy;                               // "Gold/Secondary"
    std::string phase;
    std::uint64_t restarts = 0;
    double submitted = -1;  // when it was to be: a CommServe that was down then submitted it later
    double started = -1;
    double ended = 0;
    double since = 0;  // in its state
    double waited = 0;
    double pending = 0;
    double phase_since = 0;
  };

  /// Jobs of a group, or aux copies to a copy, that waited for the same reason.
  struct Wait {
    std::set<std::uint64_t> jobs;
    double seconds = 0;
  };

  void hear(double now, const model::JobState& told);
  void hear(double now, const model::JobPhase& told);
  void leave_phase(Job& job, double now);
  void look_for_overlap(std::uint64_t number, const Job& job, double now);
  /// Of whom a kind's figures speak one by one: the group of a client, the copy that an aux copy fills.
  std::string member_of(const Job& job) const;

  ClientGroups groups_;
  std::map<std::uint64_t, Job> jobs_;
  std::map<std::string, std::map<std::pair<std::string, std::string>, Wait>> waits_;  // by kind; of whom, why
  std::map<std::string, std::set<std::uint64_t>> going_backups_;                      // by client
  OverlappingBackups overlaps_;
  double now_ = 0;  // of the latest event: until then jobs count that are not over
  std::map<std::string, std::map<std::string, double>> seconds_of_phase_;  // by kind of job
};

}  // namespace keycell::measures
