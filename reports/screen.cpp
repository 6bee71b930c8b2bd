#include "reports/screen.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>
#include <vector>

namespace keycell::reports {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t labelColumns = 11;

std::string_view plural(std::uint64_t count, std::string_view one, std::string_view many) {
  return count == 1 ? one : many;
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  return fmt::format("{}", fmt::join(parts, separator));
}

/// Draws labelled paragraphs, wrapped, with the label in a column of its own.
class Page {
 public:
  Page(Colour colour, std::size_t columns) : colour_(colour), columns_(std::clamp<std::size_t>(columns, 40, 120)) {}

  void title(const std::string& text) { out_ += painted(text, "1") + "\n\n"; }

  void line(std::string_view label, const std::string& text, const char* paint = nullptr) {
    std::string head = fmt::format("{:<{}}", label, labelColumns);
    for (const std::string& row : wrapped(text)) {
      out_ += painted(head, "2") + (paint == nullptr ? row : painted(row, paint)) + "\n";
      head.assign(labelColumns, ' ');
    }
  }

  /// A line that is to be copied whole: never wrapped.
  void whole_line(std::string_view label, const std::string& text) {
    out_ += painted(fmt::format("{:<{}}", label, labelColumns), "2") + text + "\n";
  }

  void gap() { out_ += "\n"; }
  std::string take() { return std::move(out_); }

 private:
  std::string painted(const std::string& text, const char* code) const {
    return colour_ == Colour::on ? fmt::format("\033[{}m{}\033[0m", code, text) : text;
  }

  std::vector<std::string> wrapped(const std::string& text) const {
    const std::size_t width = columns_ - labelColumns;
    std::vector<std::string> rows;
    std::string row;
    std::size_t at = 0;
    while (at < text.size()) {
      const std::size_t end = std::min(text.find(' ', at), text.size());
      const std::string word = text.substr(at, end - at);
      if (!row.empty() && row.size() + 1 + word.size() > width) rows.push_back(std::exchange(row, {}));
      if (!row.empty()) row += ' ';
      row += word;
      at = end + 1;
    }
    if (!row.empty() || rows.empty()) rows.push_back(row);
    return rows;
  }

  Colour colour_;
  std::size_t columns_;
  std::string out_;
};

void draw_jobs(Page& page, const Json& jobs) {
  struct Group {
    std::map<std::string, std::uint64_t> states;
    std::uint64_t restarts = 0;
    double started = 0;
    double ended = 0;
    std::vector<std::string> reasons;
    std::size_t failed = 0;
  };
  std::map<std::string, Group> groups;
  for (const Json& job : jobs) {
    const auto [entry, is_new] = groups.try_emplace(job.at("kind").get<std::string>());
    Group& group = entry->second;
    ++group.states[job.at("state").get<std::string>()];
    group.restarts += job.at("restarts").get<std::uint64_t>();
    const double started = job.at("started_s");
    group.started = is_new ? started : std::min(group.started, started);
    group.ended = std::max(group.ended, job.at("ended_s").get<double>());
    const std::string reason = job.at("reason");
    if (!reason.empty()) ++group.failed;
    if (!reason.empty() && group.reasons.size() < 3)
      group.reasons.push_back(fmt::format("job {} ({}): {}", job.at("job").get<std::uint64_t>(),
                                          job.at("client").get<std::string>(), reason));
  }
  for (const auto& [kind, group] : groups) {
    std::vector<std::string> states;
    std::uint64_t count = 0;
    for (const auto& [state, number] : group.states) {
      states.push_back(fmt::format("{} {}", number, state));
      count += number;
    }
    std::string text = fmt::format("{} {}: {}; from {} to {}", count, plural(count, "job", "jobs"), join(states, ", "),
                                   time_text(group.started), time_text(group.ended));
    if (group.restarts > 0)
      text += fmt::format("; {} {}", group.restarts, plural(group.restarts, "restart", "restarts"));
    page.line(kind, text);
    for (const std::string& reason : group.reasons) page.line("", reason, "33");
    if (group.failed > group.reasons.size())
      page.line("", fmt::format("and {} more with a reason", group.failed - group.reasons.size()), "33");
  }
}

void draw_keys(Page& page, const Json& cell) {
  static const std::array<std::pair<const char*, std::pair<const char*, const char*>>, 5> shown{{
      {"master-key", {"master key", "master keys"}},
      {"kek", {"KEK", "KEKs"}},
      {"rsa-private-key", {"RSA pair", "RSA pairs"}},
      {"data-key", {"data key", "data keys"}},
      {"network-password", {"client network password", "client network passwords"}},
  }};
  std::vector<std::string> keys;
  for (const auto& [name, words] : shown) {
    const std::uint64_t count = cell.at("keys").value(name, std::uint64_t{0});
    if (count > 0) keys.push_back(fmt::format("{} {}", count, plural(count, words.first, words.second)));
  }
  page.line("keys", fmt::format("{}; {} wraps, {} unwraps", join(keys, ", "),
                                cell.at("key_operations").at("wraps").get<std::uint64_t>(),
                                cell.at("key_operations").at("unwraps").get<std::uint64_t>()));
  std::vector<std::string> requests;
  for (const auto& [name, operation] : cell.at("kms_requests").items()) {
    std::string text = fmt::format("{} {}", operation.at("count").get<std::uint64_t>(), name);
    if (const std::uint64_t failed = operation.at("failed"); failed > 0) text += fmt::format(" ({} failed)", failed);
    requests.push_back(text);
  }
  if (!requests.empty()) page.line("KMS", join(requests, ", "));
}

void draw_crossings(Page& page, const Json& cell) {
  std::vector<std::string> crossings;
  for (const auto& [place, counted] : cell.at("crossings").items()) {
    const std::uint64_t count = counted.at("count");
    crossings.push_back(count == 0 ? fmt::format("{} none", place)
                                   : fmt::format("{} {} ({})", place, count, bytes_text(counted.at("bytes"))));
  }
  page.line("crossed", join(crossings, ", "));
}

void draw_verdicts(Page& page, const Json& summary) {
  for (const Json& verdict : summary.at("verdicts")) {
    const std::string word = verdict.at("verdict");
    const bool expected = verdict.at("expected_violated");
    const bool surprise = (word == "violated") != expected || word == "vacuous";
    std::string text =
        fmt::format("{}{}: {} ({} looked at)", word, word == "violated" && expected ? ", as the scenario expects" : "",
                    verdict.at("statement").get<std::string>(), verdict.at("exercised").get<std::uint64_t>());
    if (word != "violated" && expected) text += "; the scenario expects a violation";
    page.line(verdict.at("id").get<std::string>(), text, surprise ? "31" : "32");
    if (verdict.at("violations") > 0)
      page.line("", fmt::format("{} {}, the first:", verdict.at("violations").get<std::uint64_t>(),
                                plural(verdict.at("violations"), "violation", "violations")));
    std::size_t shown = 0;
    for (const Json& evidence : verdict.at("evidence"))
      if (shown++ < 3) page.line("", evidence.get<std::string>(), "31");
    if (verdict.at("details").is_array())
      for (const Json& exposure : verdict.at("details"))
        page.line("",
                  fmt::format("declared: {} in clear inside the channel {} to {}, {} {} ({})",
                              exposure.at("class").get<std::string>(), exposure.at("from").get<std::string>(),
                              exposure.at("to").get<std::string>(), exposure.at("count").get<std::uint64_t>(),
                              plural(exposure.at("count"), "time", "times"), exposure.at("why").get<std::string>()));
  }
  for (const Json& id : summary.at("not_applicable"))
    page.line(id.get<std::string>(), "not applicable: nothing in the scenario triggers it");
  for (const Json& id : summary.at("not_judged"))
    page.line(id.get<std::string>(), "not judged: the simulation brought no result", "31");
  std::vector<std::string> readings;
  for (const Json& reading : summary.at("readings"))
    readings.push_back(fmt::format(
        "{} = {} ({})", reading.at("name").get<std::string>(), reading.at("value").get<std::string>(),
        reading.at("default").get<bool>() ? reading.at("tag").get<std::string>() : std::string("set by the scenario")));
  page.line("readings", join(readings, ", "));
  page.line("scope", summary.at("scope").get<std::string>());
}

}  // namespace

std::string bytes_text(double bytes) {
  constexpr std::array<const char*, 6> units{"B", "kB", "MB", "GB", "TB", "PB"};
  std::size_t unit = 0;
  for (; bytes >= 1000 && unit + 1 < units.size(); ++unit) bytes /= 1000;
  return unit == 0 ? fmt::format("{:.0f} B", bytes) : fmt::format("{:.3g} {}", bytes, units[unit]);
}

std::string time_text(double seconds) {
  if (seconds <= 0) return "0 s";
  if (seconds < 1e-3) return fmt::format("{:.3g} us", seconds * 1e6);
  if (seconds < 1) return fmt::format("{:.3g} ms", seconds * 1e3);
  if (seconds < 60) return fmt::format("{:.3g} s", seconds);
  const auto whole = static_cast<std::uint64_t>(seconds + 0.5);
  if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
  return fmt::format("{} h {} min", whole / 3600, whole % 3600 / 60);
}

std::string screen(const Json& summary, Colour colour, std::size_t columns) {
  Page page(colour, columns);
  page.title(fmt::format("{} ({}, seed {})", summary.at("scenario").at("title").get<std::string>(),
                         summary.at("scenario").at("name").get<std::string>(),
                         summary.at("seed").get<std::uint64_t>()));
  const std::string ending = summary.at("ending");
  const std::string detail = summary.at("ending_detail");
  if (ending != "ended") page.line("ENDING", ending + (detail.empty() ? "" : ": " + detail), "31");
  if (ending == "ended" && !detail.empty()) page.line("note", detail, "33");
  if (const Json& cell = summary.at("cell"); !cell.is_null()) {
    draw_jobs(page, cell.at("jobs"));
    const Json& data = cell.at("data");
    page.line("data",
              fmt::format("{} backed up in {} chunks, {} chunks restored; {} moved; each chunk's real record "
                          "holds {}",
                          bytes_text(data.at("front_end_bytes")), data.at("chunks_backed_up").get<std::uint64_t>(),
                          data.at("chunks_restored").get<std::uint64_t>(), bytes_text(data.at("wire_bytes")),
                          bytes_text(summary.at("scenario").at("record_bytes"))));
    draw_keys(page, cell);
    draw_crossings(page, cell);
    for (const Json& fault : cell.at("faults")) page.line("fault", fault.get<std::string>(), "33");
    for (const Json& fault : summary.at("faults_that_never_acted"))
      page.line("fault", fault.get<std::string>() + ": never acted, the run was over before", "33");
    for (const Json& error : cell.at("errors_logged")) page.line("refused", error.get<std::string>(), "33");
    if (const std::uint64_t reboots = cell.at("reboots"); reboots > 0)
      page.line("", fmt::format("{} {}", reboots, plural(reboots, "reboot", "reboots")), "33");
    page.gap();
  }
  draw_verdicts(page, summary);
  page.gap();
  const double wall = summary.at("wall_s");
  page.line("time", fmt::format("{} simulated in {} ({} events, {:.0f} a second); event hash {}",
                                time_text(summary.at("simulated_s")), time_text(wall),
                                summary.at("events").get<std::uint64_t>(),
                                wall > 0 ? summary.at("events").get<double>() / wall : 0.0,
                                summary.at("event_hash").get<std::string>()));
  page.whole_line("replay", summary.at("replay").get<std::string>());
  return page.take();
}

}  // namespace keycell::reports
