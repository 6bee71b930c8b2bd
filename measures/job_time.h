#pragma once
// Where the time of jobs went: every moment of a job, from when it was first heard of to its end, belongs to one part
// of its waiting or work, so that the parts add up to its duration, to the nanosecond, or the run contradicts itself.

#include <map>
#include <optional>
#include <string>

#include "measures/client_groups.h"
#include "measures/results/jobs.h"
#include "model/time_sum.h"

namespace keycell::measures {

/// A job that runs several streams is about what the oldest of them is about.
class JobTimeMeter final : public model::Fold {
 public:
  explicit JobTimeMeter(const scenarios::Scenario& scenario);
  std::string_view name() const override { return "job-time"; }
  void on(const model::Event& event) override;
  std::string result() const override;
  JobTimes times() const;
  std::string contradiction() const override;

 private:
  using Nanos = model::Nanos;
  /// What it is, and of whom: a KMS, a reason to wait.
  struct Part {
    std::string what;
    std::string of{};
    auto operator<=>(const Part&) const = default;
  };
  /// Of the jobs of one kind for one group, or to one copy.
  using Times = std::map<Part, model::TimeSum>;
  struct Stream {
    std::uint64_t archive_file;
    Part part;
  };
  struct Whole {
    Times parts;
    model::TimeSum duration{};  ///< of its jobs that are over, from first word to last
  };
  struct Job {
    Whole* whole;
    Nanos began;
    Nanos counted_until;
    model::JobStatus state{};
    std::string reason{};
    Part pending{"pending"};        ///< what it is about while it is Pending
    std::vector<Stream> streams{};  ///< the oldest first
    bool commserve_is_down = false;
  };

  void hear(Nanos now, const model::JobState& told);
  void hear(const model::Event& event, const model::StreamDoes& told);
  static Part part_of(const Job& job);
  Part why_pending(const model::JobState& told) const;
  static void count(Job& job, Nanos now);
  /// With what is not over counted until now.
  std::map<std::pair<std::string, std::string>, Whole> until_now() const;

  ClientGroups groups_;
  std::map<std::string, std::string> library_of_;                // a copy, "Gold/Secondary"
  std::map<std::pair<std::string, std::string>, Whole> wholes_;  // by kind and member
  std::map<std::uint64_t, Job> jobs_;                            // those that are not over
  Nanos now_{0};
};

}  // namespace keycell::measures
