#include "measures/job_meter.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <tuple>
#include <utility>

#include "measures/durations.h"
#include "measures/prospect.h"
#include "measures/results/json.h"
#include "model/path.h"

namespace keycell::measures {
namespace {

using model::JobStatus;

constexpr double day = 24 * 3600;

/// Nights last from noon to noon.
std::int64_t night_of(double submitted) { return static_cast<std::int64_t>(std::floor((submitted - day / 2) / day)); }

bool is_over(const std::optional<JobStatus>& state) { return state && is_final(*state); }

bool ended_well(const std::optional<JobStatus>& state) {
  return state == JobStatus::completed || state == JobStatus::completedWithErrors;
}

/// The same trouble of many clients is one reason.
std::string without_its_name(std::string reason, const std::string& client) {
  const std::size_t at = client.empty() ? std::string::npos : reason.find(client);
  const auto continues = [&](std::size_t i) {
    return i < reason.size() && std::isalnum(static_cast<unsigned char>(reason[i]));
  };
  if (at == std::string::npos || continues(at + client.size()) || (at > 0 && continues(at - 1))) return reason;
  return reason.replace(at, client.size(), "the client");
}

}  // namespace

JobMeter::JobMeter(const scenarios::Scenario& scenario) : groups_(scenario) {}

void JobMeter::on(const model::Event& event) {
  const double now = now_ = static_cast<double>(event.time.count()) / 1e9;
  if (const auto* state = std::get_if<model::JobState>(&event.body)) {
    hear(now, *state);
  } else if (const auto* phase = std::get_if<model::JobPhase>(&event.body)) {
    hear(now, *phase);
  }
}

void JobMeter::leave_phase(Job& job, double now) {
  if (!job.phase.empty()) seconds_of_phase_[job.kind][job.phase] += now - job.phase_since;
  job.phase.clear();
}

std::string JobMeter::member_of(const Job& job) const {
  if (job.client.empty()) return job.copy;
  return groups_.of(job.client);
}

void JobMeter::look_for_overlap(std::uint64_t number, const Job& job, double now) {
  if (job.kind != "backup") return;
  auto& going = going_backups_[job.client];
  if (is_over(job.state)) {
    going.erase(number);
  } else if (going.insert(number).second && going.size() > 1 && overlaps_.backups++ == 0) {
    overlaps_.first_client = job.client;
    overlaps_.first_at_s = now;
  }
}

void JobMeter::hear(double now, const model::JobState& told) {
  Job& job = jobs_[told.job];
  if (job.submitted < 0) {
    job.submitted = told.due.count() < 0 ? now : static_cast<double>(told.due.count()) / 1e9;
    job.kind = name_of(told.kind);
    job.client = told.client;
    job.copy = told.copy;
    if (told.cause == model::JobCause::dueWhileDown) {
      Wait& wait = waits_[job.kind][{member_of(job), std::string(told.reason)}];
      wait.jobs.insert(told.job);
      wait.seconds += now - job.submitted;
    }
  }
  if (is_over(job.state)) return;  // told again, by a CommServe that came back
  const bool is_broken_off = told.cause == model::JobCause::commserveRestarted && job.state == JobStatus::running;
  const bool is_pending_anew = told.state == JobStatus::pending && job.state != JobStatus::pending;
  if (job.state == JobStatus::waiting) {
    job.waited += now - job.since;
    Wait& wait = waits_[job.kind][{member_of(job), job.waits_for}];
    wait.jobs.insert(told.job);
    wait.seconds += now - job.since;
  }
  if (job.state == JobStatus::pending) job.pending += now - job.since;
  if (told.state == JobStatus::running && job.started < 0) job.started = now;
  if (is_pending_anew || is_broken_off) ++job.restarts;
  if (told.state != JobStatus::running) leave_phase(job, now);
  if (!told.reason.empty() &&
      (told.state != JobStatus::waiting || is_broken_off || told.cause == model::JobCause::dueWhileDown))
    std::tie(job.reason, job.reason_cause) = std::pair(std::string(told.reason), told.cause);
  if (told.state == JobStatus::waiting) job.waits_for = told.reason;
  job.state = told.state;
  job.cause = told.cause;
  job.since = job.ended = now;
  look_for_overlap(told.job, job, now);
}

void JobMeter::hear(double now, const model::JobPhase& told) {
  Job& job = jobs_[told.job];
  leave_phase(job, now);
  job.phase = told.phase;
  job.phase_since = now;
}

namespace {

/// Times of jobs, by how they ended.
struct Times {
  std::vector<double> done{};
  std::vector<double> not_done{};
  std::vector<double> going{};

  void add(const std::optional<JobStatus>& state, double seconds) {
    (ended_well(state) ? done : is_over(state) ? not_done : going).push_back(seconds);
  }
  std::size_t count() const { return done.size() + not_done.size() + going.size(); }
  JobDurations told() const {
    return {.done = durations_of(done), .not_done = durations_of(not_done), .going = durations_of(going)};
  }
};

}  // namespace

Jobs JobMeter::jobs() const {
  struct Group {
    Times durations;
    std::uint64_t restarts = 0;
    std::uint64_t not_completed = 0;
  };
  struct Kind {
    std::map<std::string, std::uint64_t> states;
    std::map<std::pair<model::JobCause, std::string>, JobTrouble> troubles;
    std::map<std::string, std::uint64_t> remarks;
    Times durations;
    std::map<std::string, Group> groups;
    std::uint64_t restarts = 0;
    double first_submission = -1;
    double longest_run = 0;
    double first_start = -1;
    double last_end = 0;
    double waited = 0;
    double pending = 0;
  };
  struct Night {
    std::vector<const Job*> backups;
  };
  std::map<std::string, Kind> kinds;
  std::map<std::int64_t, Night> nights;
  const auto end_of = [this](const Job& job) { return is_over(job.state) ? job.ended : now_; };
  for (const auto& [number, job] : jobs_) {
    Kind& kind = kinds[job.kind];
    if (job.state) ++kind.states[std::string(name_of(*job.state))];
    if (job.state == JobStatus::completed && job.cause != model::JobCause::none)
      ++kind.remarks[std::string(name_of(job.cause))];
    if (!job.reason.empty()) {
      JobTrouble& trouble = kind.troubles[{job.reason_cause, without_its_name(job.reason, job.client)}];
      ++trouble.jobs;
      trouble.not_done += ended_well(job.state) ? 0 : 1;
    }
    kind.restarts += job.restarts;
    const double start = job.started < 0 ? job.submitted : job.started;
    kind.first_start = kind.first_start < 0 ? start : std::min(kind.first_start, start);
    kind.last_end = std::max(kind.last_end, end_of(job));
    kind.waited += job.waited;
    kind.pending += job.pending;
    kind.first_submission = kind.first_submission < 0 ? job.submitted : std::min(kind.first_submission, job.submitted);
    kind.longest_run = std::max(kind.longest_run, end_of(job) - start);
    kind.durations.add(job.state, end_of(job) - job.submitted);
    if (const std::string* group = groups_.find(job.client)) {
      Group& members = kind.groups[*group];
      members.durations.add(job.state, end_of(job) - job.submitted);
      members.restarts += job.restarts;
      members.not_completed += job.state == JobStatus::completed ? 0 : 1;
    }
    if (job.kind == "backup") nights[night_of(job.submitted)].backups.push_back(&job);
  }
  Jobs told;
  for (const auto& [name, kind] : kinds) {
    const auto in_state = [&](JobStatus state) {
      const auto found = kind.states.find(std::string(name_of(state)));
      return found == kind.states.end() ? std::uint64_t{0} : found->second;
    };
    JobsOfKind& entry = told.kinds[name] = {.count = kind.durations.count(),
                                            .states = kind.states,
                                            .completed = in_state(JobStatus::completed),
                                            .completed_with_errors = in_state(JobStatus::completedWithErrors),
                                            .failed = in_state(JobStatus::failed),
                                            .killed = in_state(JobStatus::killed),
                                            .restarts = kind.restarts,
                                            .first_start_s = kind.first_start,
                                            .last_end_s = kind.last_end,
                                            .window_s = kind.last_end - kind.first_submission,
                                            .longest_run_s = kind.longest_run,
                                            .waited_s = kind.waited,
                                            .pending_s = kind.pending,
                                            .completed_although = kind.remarks,
                                            .durations = kind.durations.told()};
    for (const auto& [what, counted] : kind.troubles)
      entry.troubles.push_back({.cause = what.first,
                                .reason = what.second,
                                .means = std::string(meaning_of(what.first)),
                                .jobs = counted.jobs,
                                .not_done = counted.not_done});
    std::ranges::sort(entry.troubles, {}, [](const JobTrouble& trouble) {
      return std::tuple(trouble.not_done == 0, prospect_of(trouble.cause), -static_cast<std::int64_t>(trouble.jobs),
                        trouble.reason);
    });
    entry.unfinished = entry.count - entry.completed - entry.completed_with_errors - entry.failed - entry.killed;
    for (const auto& [group, members] : kind.groups)
      entry.groups[group] = {.count = members.durations.count(),
                             .not_completed = members.not_completed,
                             .restarts = members.restarts,
                             .durations = members.durations.told()};
    if (const auto waited = waits_.find(name); waited != waits_.end())
      for (const auto& [whom, wait] : waited->second)
        entry.waits.push_back(
            {.of = whom.first, .reason = whom.second, .jobs = wait.jobs.size(), .waited_s = wait.seconds});
    if (const auto phases = seconds_of_phase_.find(name); phases != seconds_of_phase_.end())
      entry.phases_s = phases->second;
  }
  for (auto& [noon, night] : nights) {
    constexpr std::size_t lastOnes = 3;
    std::ranges::sort(night.backups, {}, [&](const Job* job) { return std::pair(-end_of(*job), job->client); });
    double first = end_of(*night.backups.front());
    for (const Job* job : night.backups) first = std::min(first, job->submitted);
    std::vector<std::string> last;
    for (std::size_t i = 0; i < std::min(lastOnes, night.backups.size()); ++i) last.push_back(night.backups[i]->client);
    const double end = end_of(*night.backups.front());
    told.nights.push_back({.day = static_cast<std::int64_t>(std::floor(first / day)) + 1,
                           .jobs = night.backups.size(),
                           .first_submission_s = first,
                           .last_end_s = end,
                           .window_s = end - first,
                           .last_jobs = last});
  }
  for (const auto& [number, job] : jobs_) {
    if (told.list.size() == mostListed) break;
    auto names = model::names_in_path(job.copy).value_or(std::vector<std::string>{});
    names.resize(2);
    told.list.push_back({.job = number,
                         .kind = job.kind,
                         .client = job.client,
                         .policy = names[0],
                         .copy = names[1],
                         .state = job.state ? std::string(name_of(*job.state)) : std::string(),
                         .restarts = job.restarts,
                         .reason = job.reason,
                         .started_s = job.started < 0 ? job.submitted : job.started,
                         .ended_s = job.ended,
                         .waited_s = job.waited});
  }
  told.not_listed = jobs_.size() - told.list.size();
  told.overlapping_backups = overlaps_;
  return told;
}

std::string JobMeter::result() const { return result_text(jobs()); }

}  // namespace keycell::measures
