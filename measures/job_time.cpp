#include "measures/job_time.h"

#include <fmt/format.h>

#include <algorithm>

#include "measures/results/json.h"
#include "model/path.h"

namespace keycell::measures {

using model::JobStatus;
using model::StreamPart;

JobTimeMeter::JobTimeMeter(const scenarios::Scenario& scenario) : groups_(scenario) {
  for (const scenarios::Copy& copy : all_copies(scenario))
    library_of_[model::path_of(copy.policy, copy.name)] = library_of(scenario, copy);
}

JobTimeMeter::Part JobTimeMeter::why_pending(const model::JobState& told) const {
  if (told.cause != model::JobCause::libraryFull) return {"pending"};
  const auto library = library_of_.find(std::string(told.copy));
  return {"library full", library == library_of_.end() ? std::string() : library->second};
}

JobTimeMeter::Part JobTimeMeter::part_of(const Job& job) {
  if (job.commserve_is_down) return {"CommServe down"};
  switch (job.state) {
    case JobStatus::waiting: return {"waiting", job.reason};
    case JobStatus::pending: return job.pending;
    case JobStatus::suspended: return {"suspended"};
    default: return job.streams.empty() ? Part{"CommServe"} : job.streams.front().part;
  }
}

void JobTimeMeter::count(Job& job, Nanos now) {
  const Nanos passed = now - job.counted_until;
  if (passed > Nanos::zero()) job.whole->parts[part_of(job)] += passed;
  job.counted_until = now;
}

void JobTimeMeter::hear(Nanos now, const model::JobState& told) {
  auto found = jobs_.find(told.job);
  if (found == jobs_.end()) {
    if (is_final(told.state)) return;  // told again
    const std::string member = told.client.empty() ? std::string(told.copy) : groups_.of(told.client);
    Whole& whole = wholes_[{std::string(name_of(told.kind)), member}];
    const Nanos due = told.due < Nanos::zero() ? now : told.due;
    found = jobs_.emplace(told.job, Job{.whole = &whole, .began = due, .counted_until = due}).first;
    // Until it is submitted, the CommServe is at work for it, unless it is down.
    found->second.state = JobStatus::running;
    found->second.commserve_is_down =
        told.cause == model::JobCause::dueWhileDown || told.cause == model::JobCause::commserveRestarted;
  }
  Job& job = found->second;
  count(job, now);
  job.state = told.state;
  job.reason = told.reason;
  if (told.state == JobStatus::pending) job.pending = why_pending(told);
  job.commserve_is_down = false;
  if (!is_final(told.state)) return;
  job.whole->duration += now - job.began;
  jobs_.erase(found);
}

void JobTimeMeter::hear(const model::Event& event, const model::StreamDoes& told) {
  const auto found = jobs_.find(told.stream.job);
  if (found == jobs_.end()) return;
  Job& job = found->second;
  count(job, event.time);
  const auto stream = std::ranges::find(job.streams, told.stream.archive_file, &Stream::archive_file);
  const auto become = [&](Part part) {
    if (stream != job.streams.end()) stream->part = std::move(part);
  };
  switch (told.part) {
    case StreamPart::commserve:
      // Only the CommServe begins a stream: what a host still does for a CommServe that is gone belongs to nobody.
      if (stream == job.streams.end()) {
        job.streams.push_back({told.stream.archive_file, {"CommServe"}});
        return;
      }
      return become({"CommServe"});
    case StreamPart::kms: return become({"KMS", std::string(told.at)});
    case StreamPart::scan: return become({"client scan"});
    case StreamPart::data: return become({"data"});
    case StreamPart::archiveIndex: return become({"archive index"});
    case StreamPart::none:
      if (stream != job.streams.end()) job.streams.erase(stream);
      return;
  }
}

void JobTimeMeter::on(const model::Event& event) {
  now_ = event.time;
  const auto& body = event.body;
  if (const auto* state = std::get_if<model::JobState>(&body)) {
    hear(event.time, *state);
  } else if (const auto* stream = std::get_if<model::StreamDoes>(&body)) {
    hear(event, *stream);
  } else if (std::holds_alternative<model::HostDown>(body) && event.host == scenarios::commserveName) {
    for (auto& [number, job] : jobs_) {
      count(job, event.time);
      job.streams.clear();
      job.commserve_is_down = true;
    }
  }
}

std::map<std::pair<std::string, std::string>, JobTimeMeter::Whole> JobTimeMeter::until_now() const {
  auto all = wholes_;
  for (const auto& [number, job] : jobs_)
    for (auto& [whose, whole] : all)
      if (&wholes_.at(whose) == job.whole) {
        whole.parts[part_of(job)] += now_ - job.counted_until;
        whole.duration += now_ - job.began;
      }
  return all;
}

std::string JobTimeMeter::contradiction() const {
  for (const auto& [whose, whole] : until_now()) {
    model::TimeSum sum;
    for (const auto& [part, time] : whole.parts) sum += time;
    if (sum != whole.duration)
      return fmt::format("the parts of the time of {} of {} add up to {} ns, and they took {} ns", whose.first,
                         whose.second, sum.ns(), whole.duration.ns());
  }
  return {};
}

JobTimes JobTimeMeter::times() const {
  JobTimes times;
  for (const auto& [whose, whole] : until_now()) {
    model::TimeSum sum;
    std::vector<std::pair<Part, model::TimeSum>> order;
    for (const auto& [part, time] : whole.parts)
      if (time > model::TimeSum()) {
        sum += time;
        order.emplace_back(part, time);
      }
    if (sum == model::TimeSum()) continue;
    std::ranges::sort(order, [](const auto& a, const auto& b) {
      return std::pair(b.second, a.first) < std::pair(a.second, b.first);
    });
    JobTime& told = times.emplace_back(JobTime{.kind = whose.first, .of = whose.second, .all_s = sum.seconds()});
    for (const auto& [part, time] : order)
      told.parts.push_back({.part = part.what, .of = part.of, .s = time.seconds()});
    // Where its data goes, which is what its flows are told by.
    const auto to = library_of_.find(whose.second);
    if (whose.first == name_of(model::JobKind::auxCopy) && to != library_of_.end()) told.library = to->second;
  }
  return times;
}

std::string JobTimeMeter::result() const { return result_text(times()); }

}  // namespace keycell::measures
