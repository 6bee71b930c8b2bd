#include "campaigns/story.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

namespace keycell::campaigns {
namespace {

std::string_view deed(crypto::Arrival how) {
  switch (how) {
    case crypto::Arrival::generated: return "makes";
    case crypto::Arrival::unwrapped: return "opens";
    case crypto::Arrival::derived: return "derives";
    case crypto::Arrival::received: return "is sent";
    case crypto::Arrival::remembered: return "takes from or puts into its cache";
    case crypto::Arrival::installed: return "has since its installation";
  }
  return "has";
}

}  // namespace

std::string moment_text(model::Nanos since_start) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(since_start).count();
  constexpr std::int64_t day = 86'400'000;
  const std::int64_t of_day = ms % day;
  return fmt::format("day {} {:02}:{:02}:{:02}.{:03}", ms / day + 1, of_day / 3'600'000, of_day / 60'000 % 60,
                     of_day / 1000 % 60, of_day % 1000);
}

Story::Story(const properties::Evidence& evidence)
    : until_(evidence.event.value_or(std::numeric_limits<std::uint64_t>::max())) {
  if (!evidence.about.secret || !evidence.about.key_class) return;
  secret_ = evidence.about.secret->ordinal;
  class_ = name_of(*evidence.about.key_class);
}

void Story::keep(Kept& kept, const model::Event& event, std::string text) {
  const std::string line = moment_text(event.time) + "  " + std::string(event.host) + " " + text;
  if (!kept.lines.empty() && kept.lines.back().text == line) return;
  kept.lines.push_back({event.ordinal, line});
  if (kept.lines.size() <= kept.most) return;
  // The first line says where it began.
  kept.lines.erase(kept.lines.begin() + 1);
  ++kept.left_out;
}

void Story::tell_of_key(const model::Event& event) {
  const std::string key = fmt::format("{} #{}", class_, secret_);
  if (const auto* held = std::get_if<model::SecretHeld>(&event.body)) {
    if (held->secret.ordinal == secret_) keep(key_, event, fmt::format("{} {}", deed(held->how), key));
  } else if (const auto* wrapped = std::get_if<model::KeyWrapped>(&event.body)) {
    if (wrapped->what.ordinal == secret_) keep(key_, event, "wraps " + key);
  } else if (const auto* disclosed = std::get_if<model::SecretDisclosed>(&event.body)) {
    if (disclosed->secret.ordinal == secret_) keep(key_, event, "puts " + key + " into a message in clear");
  }
}

void Story::on(const model::Event& event) {
  if (event.ordinal > until_) return;
  if (const auto* fault = std::get_if<model::FaultActed>(&event.body)) {
    keep(faults_, event, fmt::format("is hit by a fault, {} ({})", fault->kind, fault->detail));
  } else if (const auto* up = std::get_if<model::HostUp>(&event.body)) {
    if (up->boot_epoch > 1) keep(faults_, event, "is up again");
  } else if (const auto* request = std::get_if<model::KmsRequest>(&event.body)) {
    if (request->outcome != model::KmsOutcome::ok)
      keep(faults_, event,
           fmt::format("asks {} to {}: {}", request->kms, request->operation, name_of(request->outcome)));
  } else if (const auto* job = std::get_if<model::JobState>(&event.body)) {
    keep(jobs_, event,
         fmt::format("says: {} job {}{} is {}{}", name_of(job->kind), job->job,
                     job->client.empty() ? "" : " of " + std::string(job->client), name_of(job->state),
                     job->reason.empty() ? "" : " (" + std::string(job->reason) + ")"));
  } else if (const auto* step = std::get_if<model::FlowStep>(&event.body)) {
    if (step->what == &model::step_of(model::Flow::rotateMasterKey, 4))
      keep(jobs_, event, fmt::format("rotated the master key of {}", step->subject));
  } else if (secret_ != 0) {
    tell_of_key(event);
  }
}

std::string Story::result() const {
  std::vector<Line> all;
  for (const Kept* kept : {&faults_, &jobs_, &key_}) std::ranges::copy(kept->lines, std::back_inserter(all));
  std::ranges::sort(all, {}, &Line::event);  // an event gives one line at most
  nlohmann::json lines = nlohmann::json::array();
  for (const Line& line : all) lines.push_back(line.text);
  return lines.dump();
}

std::vector<std::string> story_of(std::string_view json) {
  return json.empty() ? std::vector<std::string>{} : nlohmann::json::parse(json).get<std::vector<std::string>>();
}

}  // namespace keycell::campaigns
