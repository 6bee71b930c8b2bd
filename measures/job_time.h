#pragma once
// Where the time of jobs went: every moment of a job, from when it was first heard of to its end, belongs to one part
// of its waiting or work, so that the parts add up to its duration, to the nanosecond, or the run contradicts itself.

#include <map>
#include <optional>
#include <string>

#include "measures/client_groups.h"

namespace keycell::measures {

/// A job that runs several streams is about what the oldest of them is about.
class JobTimeMeter final : public model::Fold {
 public:
  explicit JobTimeMeter(const scenarios::Scenario& scenario) : groups_(scenario) {}
  std::string_view name() const override { return "job-time"; }
  void on(const model::Event& event) override;
  std::string result() const override;
  std::string contradiction() const override { return contradiction_; }

 private:
  using Nanos = model::Nanos;
  /// What it is, and of whom: a KMS, a reason to wait.
  struct Part {
    std::string what;
    std::string of{};
    auto operator<=>(const Part&) const = default;
  };
  /// Of the jobs of one kind for one group, or to one copy.
  using Times = std::map<Part, Nanos>;
  struct Stream {
    std::uint64_t archive_file;
    Part part;
  };
  struct Job {
    Times* times;
    Nanos began;
    Nanos counted_until;
    Nanos counted{0};  ///< the sum of what its parts got
    model::JobStatus state{};
    std::string reason{};
    std::vector<Stream> streams{};  ///< the oldest first
    bool commserve_is_down = false;
  };

  void hear(Nanos now, const model::JobState& told);
  void hear(const model::Event& event, const model::StreamDoes& told);
  static Part part_of(const Job& job);
  static void count(Job& job, Nanos now);
  void end(std::uint64_t number, Job& job);

  ClientGroups groups_;
  std::map<std::pair<std::string, std::string>, Times> times_;  // by kind and member
  std::map<std::uint64_t, Job> jobs_;                           // those that are not over
  Nanos now_{0};
  std::string contradiction_;
};

}  // namespace keycell::measures
