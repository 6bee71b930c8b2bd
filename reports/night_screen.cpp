#include "reports/night_screen.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <tuple>
#include <utility>

#include "measures/backlog.h"
#include "reports/labelled_text.h"
#include "reports/screen.h"
#include "scenarios/units.h"

namespace keycell::reports {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* warning = "33";

std::string_view plural(std::uint64_t count, std::string_view one, std::string_view many) {
  return count == 1 ? one : many;
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  return fmt::format("{}", fmt::join(parts, separator));
}

std::string percent(double share) { return share > 0 && share < 0.01 ? "< 1 %" : fmt::format("{:.0f} %", share * 100); }

std::string rate(double bytes_per_s) { return bytes_text(bytes_per_s) + "/s"; }

/// The date of day 1.
using Start = std::optional<model::Date>;

Start start_in(const Json& summary) {
  const Json& scenario = summary.at("scenario");
  if (!scenario.contains("start")) return std::nullopt;
  return scenarios::parse_date(scenario.at("start").get<std::string>());
}

// ---- jobs

std::string job_line(const Json& kind) {
  std::vector<std::string> states;
  for (const auto& [state, count] : kind.at("states").items())
    states.push_back(fmt::format("{} {}", count.get<std::uint64_t>(), state));
  const std::uint64_t count = kind.at("count");
  std::string text = fmt::format("{} {}: {}; ", count, plural(count, "job", "jobs"), join(states, ", "));
  const std::uint64_t unfinished = kind.at("unfinished");
  if (unfinished == count) {
    text += fmt::format("not over {} after {} request", time_text(kind.at("longest_s")), count == 1 ? "its" : "the");
  } else if (count == 1 || time_text(kind.at("p50_s")) == time_text(kind.at("longest_s"))) {
    text += fmt::format("{}done {} after its request", count == 1 ? "" : "each ", time_text(kind.at("longest_s")));
  } else {
    text += fmt::format("half were done {} after their request, 95 % {}, the last {}", time_text(kind.at("p50_s")),
                        time_text(kind.at("p95_s")), time_text(kind.at("longest_s")));
  }
  if (unfinished > 0 && unfinished < count)
    text += fmt::format("; {} not over at the end, counted until then", unfinished);
  if (const double waited = kind.at("waited_s"); waited > 0)
    text += fmt::format("; waited for streams {} in all", time_text(waited));
  if (const std::uint64_t restarts = kind.at("restarts"); restarts > 0)
    text += fmt::format("; {} {}", restarts, plural(restarts, "restart", "restarts"));
  if (const double pending = kind.at("pending_s"); pending > 0)
    text += fmt::format(" after {} of Pending", time_text(pending));
  return text;
}

void draw_jobs(LabelledText& page, const Json& jobs) {
  constexpr std::array order{"backup", "aux-copy", "restore"};
  for (const char* name : order) {
    if (!jobs.at("kinds").contains(name)) continue;
    const Json& kind = jobs.at("kinds").at(name);
    page.line(name, job_line(kind));
    if (const Json& groups = kind.at("groups"); groups.size() > 1) {
      std::vector<std::string> parts;
      for (const auto& [group, told] : groups.items()) {
        std::string part = fmt::format("{} at most {}", shown_name(group), time_text(told.at("longest_s")));
        if (const std::uint64_t restarts = told.at("restarts"); restarts > 0)
          part += fmt::format(" with {} {}", restarts, plural(restarts, "restart", "restarts"));
        if (const std::uint64_t others = told.at("not_completed"); others > 0)
          part += fmt::format(", {} not Completed", others);
        parts.push_back(part);
      }
      page.line("", "by group: " + join(parts, "; "));
    }
    double all_phases = 0;
    for (const auto& [phase, seconds] : kind.at("phases_s").items()) all_phases += seconds.get<double>();
    constexpr double worthTelling = 0.01;
    std::vector<std::string> phases;
    for (const auto& [phase, seconds] : kind.at("phases_s").items())
      if (seconds.get<double>() >= worthTelling * all_phases)
        phases.push_back(fmt::format("{} {}", phase, time_text(seconds)));
    if (phases.size() > 1) page.line("", "in phases: " + join(phases, ", "));
    std::vector<std::pair<std::uint64_t, std::string>> reasons;
    for (const auto& [reason, count] : kind.at("reasons").items())
      reasons.emplace_back(count.get<std::uint64_t>(), reason);
    std::ranges::sort(reasons, {}, [](const auto& entry) {
      return std::pair(-static_cast<std::int64_t>(entry.first), entry.second);
    });
    constexpr std::size_t most = 3;
    for (std::size_t i = 0; i < std::min(most, reasons.size()); ++i)
      page.line("",
                fmt::format("{} {}: {}", reasons[i].first, plural(reasons[i].first, "job", "jobs"), reasons[i].second),
                warning);
    if (reasons.size() > most)
      page.line(
          "", fmt::format("and {} other {}", reasons.size() - most, plural(reasons.size() - most, "reason", "reasons")),
          warning);
  }
}

std::string window_line(const Json& night, const Start& start) {
  const std::uint64_t jobs = night.at("jobs");
  std::vector<std::string> last;
  for (const Json& client : night.at("last_jobs")) last.push_back(shown_name(client.get<std::string>()));
  return fmt::format("night {}: {} to {}, {} for {} {}; last: {}", night.at("night").get<std::int64_t>(),
                     moment_text(night.at("first_submission_s"), start), moment_text(night.at("last_end_s"), start),
                     time_text(night.at("window_s")), jobs, plural(jobs, "backup", "backups"), join(last, ", "));
}

/// Every night of a few; of many the longest, the shortest and the last.
void draw_windows(LabelledText& page, const Json& nights, const Start& start) {
  constexpr std::size_t few = 7;
  std::string label = "window";
  const auto draw = [&](const std::string& text) { page.line(std::exchange(label, ""), text); };
  if (nights.size() <= few) {
    for (const Json& night : nights) draw(window_line(night, start));
    return;
  }
  const auto window = [](const Json& night) { return night.at("window_s").get<double>(); };
  const auto [shortest, longest] = std::ranges::minmax_element(nights, {}, window);
  draw("the longest, " + window_line(*longest, start));
  draw("the shortest, " + window_line(*shortest, start));
  if (&*shortest != &nights.back() && &*longest != &nights.back())
    draw("the last, " + window_line(nights.back(), start));
}

/// Of a cell that was not done at its horizon, or is left further behind each night.
void draw_backlog(LabelledText& page, const Json& summary) {
  if (summary.at("backlog").is_null()) return;
  const measures::Backlog backlog = measures::backlog_in(summary.at("backlog"));
  const bool at_horizon = summary.at("has_backlog");
  std::vector<std::string> lines;
  for (const bool for_good : {true, false})
    for (const measures::CopyBacklog& copy : backlog.copies)
      if (copy.never_catches_up == for_good && (for_good || (at_horizon && copy.at_the_end > 0)))
        lines.push_back(backlog_text(copy));
  constexpr std::size_t most = 3;
  std::string label = "backlog";
  if (at_horizon)
    page.line(
        std::exchange(label, ""),
        fmt::format("{} {} in work at the horizon", backlog.jobs_in_work, plural(backlog.jobs_in_work, "job", "jobs")),
        warning);
  for (std::size_t i = 0; i < std::min(most, lines.size()); ++i) page.line(std::exchange(label, ""), lines[i], warning);
  if (lines.size() > most) page.line("", fmt::format("and {} other copies (--json)", lines.size() - most), warning);
}

// ---- ageing

void draw_ageing(LabelledText& page, const Json& ageing) {
  if (ageing.is_null()) return;
  const auto count_of = [](const Json& amount) { return amount.at("archive_files").get<std::uint64_t>(); };
  const Json& aged = ageing.at("aged");
  const std::uint64_t runs = ageing.at("runs");
  const std::uint64_t files = count_of(aged);
  const std::uint64_t rows = ageing.at("key_rows_deleted");
  std::string text = fmt::format("{} let {} go", plural(runs, "one run", fmt::format("{} runs", runs)),
                                 files == 0 ? "nothing"
                                            : fmt::format("{} archive {} ({})", files, plural(files, "file", "files"),
                                                          bytes_text(aged.at("stored_bytes"))));
  if (files > 0)
    text += fmt::format(", the first on day {}, the last on day {}; {} data key {} deleted",
                        ageing.at("days").front().at("day").get<std::int64_t>(),
                        ageing.at("last_day").get<std::int64_t>(), rows, plural(rows, "row", "rows"));
  if (const std::uint64_t abandoned = ageing.at("abandoned"); abandoned > 0)
    text += fmt::format("; {} of them never complete", abandoned);
  page.line("aged", text + fmt::format("; {} kept at the last run", ageing.at("kept").get<std::uint64_t>()));
  if (const std::uint64_t left = ageing.at("left_on_media"); left > 0)
    page.line("", fmt::format("{} aged and still on the media at the end", left), warning);
}

/// The fullest of those that have a capacity.
void draw_libraries(LabelledText& page, const Json& libraries) {
  if (libraries.is_null()) return;
  std::vector<std::pair<std::string, Json>> fullest;
  for (const auto& [name, library] : libraries.items()) fullest.emplace_back(name, library);
  std::ranges::sort(fullest, {}, [](const auto& library) {
    return std::tuple(library.second.at("full_at_s").is_null(), -library.second.at("most_share").template get<double>(),
                      library.first);
  });
  constexpr std::size_t most = 3;
  std::string label = "library";
  for (std::size_t i = 0; i < std::min(most, fullest.size()); ++i) {
    const auto& [name, library] = fullest[i];
    page.line(std::exchange(label, ""),
              fmt::format("{}: at most {} of {}, {}; {} at the end", name, percent(library.at("most_share")),
                          bytes_text(library.at("capacity_bytes")), moment_text(library.at("most_at_s")),
                          percent(library.at("at_the_end_share"))));
    if (library.at("full_at_s").is_null()) continue;
    const std::uint64_t chunks = library.at("refused_chunks");
    page.line("",
              fmt::format("library full: {}, {} for the first time; {} {} did not fit", name,
                          moment_text(library.at("full_at_s")), chunks, plural(chunks, "chunk", "chunks")),
              warning);
  }
  if (fullest.size() > most) page.line("", fmt::format("and {} more, less full (--json)", fullest.size() - most));
}

// ---- data

/// What jobs waited for before they ran, or between: streams, most of all.
std::vector<std::string> waits_of(const Json& jobs) {
  constexpr double worthTelling = 1;
  std::vector<std::string> lines;
  if (jobs.is_null()) return lines;
  for (const auto& [kind, told] : jobs.at("kinds").items())
    for (const Json& wait : told.at("waits")) {
      const std::uint64_t count = wait.at("jobs");
      if (wait.at("waited_s") >= worthTelling)
        lines.push_back(fmt::format("{} {} {}: {}; {} {} waited {} in all", kind, kind == "aux-copy" ? "to" : "of",
                                    shown_name(wait.at("of").get<std::string>()), wait.at("reason").get<std::string>(),
                                    count, plural(count, "job", "jobs"), time_text(wait.at("waited_s"))));
    }
  return lines;
}

/// What the time of data was bound by, with shares of it: resources while bytes flowed, and round trips while none did.
/// Flows of aux copies are told by the library that they go to.
std::vector<std::pair<std::string, double>> bounds_of(const Json& jobs, double data_s, const Json& path) {
  std::vector<std::pair<std::string, double>> shares;
  if (path.is_null()) return shares;
  const std::string of = jobs.value("library", jobs.at("of").get<std::string>());
  for (const Json& bound : path.at("bound")) {
    if (bound.at("kind") != jobs.at("kind") || bound.at("of") != of) continue;
    // Of several streams at once the flows take longer than the job.
    const double flowing = std::min(1.0, bound.at("flow_s").get<double>() / data_s);
    for (const Json& share : bound.at("by"))
      shares.emplace_back(share.at("resource").get<std::string>(), flowing * share.at("share").get<double>());
    shares.emplace_back("round trips ([data] in_flight)", 1 - flowing);
  }
  return shares;
}

/// The largest shares of the time of some jobs: parts of waiting and work, that of data by the resources that bound it.
std::vector<std::pair<std::string, double>> shares_of_time(const Json& jobs, const Json& path) {
  constexpr std::size_t most = 3;
  constexpr double worthTelling = 0.005;
  const double all = jobs.at("all_s");
  std::vector<std::pair<std::string, double>> shares;
  for (const Json& part : jobs.at("parts")) {
    const double share = part.at("s").get<double>() / all;
    const std::string what = part.at("part");
    const std::string of = part.at("of");
    const auto resources = what == "data" ? bounds_of(jobs, part.at("s"), path) : decltype(shares){};
    if (what == "waiting") {
      shares.emplace_back(of, share);
    } else if (resources.empty()) {
      shares.emplace_back(of.empty() ? what : what + " " + shown_name(of), share);
    } else {
      for (const auto& [resource, of_data] : resources) shares.emplace_back(resource, share * of_data);
    }
  }
  std::ranges::sort(shares, [](const auto& a, const auto& b) {
    return std::pair(-a.second, a.first) < std::pair(-b.second, b.first);
  });
  const auto small = std::ranges::find_if(shares, [](const auto& share) { return share.second < worthTelling; });
  shares.erase(small == shares.begin() ? std::next(small) : small, shares.end());
  if (shares.size() > most) shares.resize(most);
  return shares;
}

void draw_data(LabelledText& page, const Json& summary) {
  const Json& data = summary.at("cell").at("data");
  page.line("data",
            fmt::format("{} backed up in {} chunks, {} chunks restored; {} stored bytes moved",
                        bytes_text(data.at("front_end_bytes")), data.at("chunks_backed_up").get<std::uint64_t>(),
                        data.at("chunks_restored").get<std::uint64_t>(), bytes_text(data.at("wire_bytes"))));
  std::string label = "bound by";
  for (const std::string& wait : waits_of(summary.at("jobs"))) page.line(std::exchange(label, ""), wait);
  const Json& path = summary.at("data_path");
  for (const Json& jobs : summary.at("job_time")) {
    std::vector<std::string> shares;
    for (const auto& [what, share] : shares_of_time(jobs, path)) shares.push_back(what + " " + percent(share));
    page.line(std::exchange(label, ""), fmt::format("{} {} {}: {}", jobs.at("kind").get<std::string>(),
                                                    jobs.at("kind") == "aux-copy" ? "to" : "of",
                                                    shown_name(jobs.at("of").get<std::string>()), join(shares, "; ")));
  }
  if (path.is_null()) return;
  // The shared resources that came nearest to their capacity.
  std::vector<Json> shared = path.at("shared");
  std::ranges::sort(shared, {}, [](const Json& resource) {
    return std::tuple(-resource.at("use_while_busy").get<double>(), resource.at("name").get<std::string>(),
                      resource.at("class").get<std::string>());
  });
  constexpr std::size_t most = 4;
  label = "used";
  for (std::size_t i = 0; i < std::min(most, shared.size()); ++i) {
    const Json& resource = shared[i];
    page.line(std::exchange(label, ""),
              fmt::format("{}, {}: {} of {} while busy ({}), at most {}",
                          shown_name(resource.at("name").get<std::string>()), resource.at("class").get<std::string>(),
                          percent(resource.at("use_while_busy")), rate(resource.at("capacity_bytes_per_s")),
                          time_text(resource.at("busy_s")), percent(resource.at("peak_use"))));
  }
  if (shared.size() > most) page.line("", fmt::format("and {} more, less used (--json)", shared.size() - most));
  std::vector<std::string> own;
  for (const Json& used : path.at("classes"))
    if (used.at("class").get<std::string>().starts_with("client"))
      own.push_back(fmt::format("{} {}", used.at("class").get<std::string>().substr(7),
                                percent(used.at("highest_use_by_a_flow"))));
  page.line("", "clients' own, at most: " + join(own, ", "));
}

// ---- keys

/// A part of a sum, in words and in seconds.
struct Share {
  std::string of;
  double seconds = 0;
  std::uint64_t count = 0;
};

/// Adds up the entries that have a name for their share, by that name.
template <class Name>
std::vector<Share> shares_of(const Json& entries, const char* seconds, const char* count, Name name) {
  std::map<std::string, Share> by_name;
  for (const Json& entry : entries) {
    const std::string of = name(entry);
    if (of.empty()) continue;
    Share& share = by_name[of];
    share.of = of;
    share.seconds += entry.at(seconds).get<double>();
    share.count += entry.at(count).get<std::uint64_t>();
  }
  std::vector<Share> shares;
  for (const auto& [of, share] : by_name) shares.push_back(share);
  return shares;
}

/// The five largest, and the others together.
template <class Text>
std::string largest_five(std::vector<Share> shares, Text text) {
  constexpr std::size_t most = 5;
  std::ranges::sort(shares, {}, [](const Share& share) { return std::tuple(-share.seconds, share.of); });
  std::vector<std::string> parts;
  Share others{.of = {}};
  for (std::size_t i = 0; i < shares.size(); ++i) {
    if (i < most) {
      parts.push_back(text(shares[i]));
    } else {
      others.seconds += shares[i].seconds;
      others.count += shares[i].count;
    }
  }
  if (shares.size() > most) {
    others.of = fmt::format("{} {}", shares.size() - most, plural(shares.size() - most, "other", "others"));
    parts.push_back(text(others));
  }
  return join(parts, "; ");
}

/// "aux-copy at MediaAgents, source side"; what is of no flow has no name.
std::string flow_name(const Json& entry) {
  const std::string flow = entry.at("flow");
  if (flow == "none") return {};
  return fmt::format("{} at {}{}", flow, entry.at("where").get<std::string>(),
                     entry.contains("side") ? fmt::format(", {} side", entry.at("side").get<std::string>()) : "");
}

void draw_inventory(LabelledText& page, const Json& cell) {
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
  page.line("keys", join(keys, ", "));
}

void draw_key_work(LabelledText& page, const Json& work) {
  const auto total = [&](const char* a, const char* b) {
    return work.at("operations").at(a).at("cpu_s").get<double>() +
           work.at("operations").at(b).at("cpu_s").get<double>();
  };
  const auto count = [&](const char* name) { return work.at("operations").at(name).at("count").get<std::uint64_t>(); };
  std::string text = fmt::format("AES: {} wraps, {} unwraps, {} of CPU", count("aes_wrap"), count("aes_unwrap"),
                                 time_text(total("aes_wrap", "aes_unwrap")));
  if (count("rsa_public") + count("rsa_private") > 0)
    text += fmt::format("; RSA: {} public, {} private, {}", count("rsa_public"), count("rsa_private"),
                        time_text(total("rsa_public", "rsa_private")));
  if (const std::uint64_t pairs = count("rsa_pair"); pairs > 0)
    text += fmt::format("; {} {} generated in {}", pairs, plural(pairs, "pair", "pairs"),
                        time_text(work.at("operations").at("rsa_pair").at("cpu_s")));
  page.line("key work", text);
  const auto flows = shares_of(work.at("operations_by_flow"), "cpu_s", "count", flow_name);
  if (!flows.empty())
    page.line("", "by flow: " + largest_five(flows, [](const Share& share) {
                    return fmt::format("{} {} in {}", share.of, share.count, time_text(share.seconds));
                  }));
  const Json& bulk = work.at("bulk");
  std::vector<std::string> data;
  const auto add = [&](const char* name, const char* words) {
    if (bulk.at(name).at("bytes").get<double>() > 0)
      data.push_back(fmt::format("{} {} in {} of CPU", words, bytes_text(bulk.at(name).at("bytes")),
                                 time_text(bulk.at(name).at("cpu_s"))));
  };
  add("encrypted_by_clients", "clients encrypt");
  add("decrypted_by_clients", "decrypt");
  add("encrypted_again_by_media_agents", "MediaAgents encrypt again");
  if (!data.empty()) page.line("", join(data, ", "));
}

/// Counts of all operations, and how long the most frequent one took.
void draw_kms(LabelledText& page, const Json& work, const Start& start) {
  std::string label = "KMS";
  for (const auto& [name, node] : work.at("kms").items()) {
    std::vector<std::string> operations;
    const Json* busiest = nullptr;
    std::string busiest_name;
    for (const auto& [what, told] : node.at("operations").items()) {
      const std::uint64_t failed = told.at("failed");
      const std::uint64_t turned_away = told.at("turned_away");
      operations.push_back(
          fmt::format("{} {}{}{}", told.at("count").get<std::uint64_t>(), what,
                      failed > 0 ? fmt::format(" ({} failed)", failed) : "",
                      turned_away > 0 ? fmt::format(" after {} tries were turned away", turned_away) : ""));
      if (busiest != nullptr && told.at("count") <= busiest->at("count")) continue;
      busiest = &told;
      busiest_name = what;
    }
    std::string text =
        fmt::format("{}: {}; at most {} a minute, {}", shown_name(name), join(operations, ", "),
                    node.at("peak_per_minute").get<std::uint64_t>(), moment_text(node.at("peak_at_s"), start));
    if (busiest != nullptr && busiest->at("longest_s").get<double>() > 0)
      text += fmt::format("; {}: half in {}, 95 % in {}, 99 % in {}, the longest {}", busiest_name,
                          time_text(busiest->at("p50_s")), time_text(busiest->at("p95_s")),
                          time_text(busiest->at("p99_s")), time_text(busiest->at("longest_s")));
    page.line(std::exchange(label, ""), text);
  }
}

/// What each node was as a queue.
void draw_queues(LabelledText& page, const Json& kms) {
  for (const auto& [name, queue] : kms.items()) {
    if (queue.at("served").get<std::uint64_t>() == 0) continue;
    std::string text = fmt::format(
        "{} worked on {} requests, {} at once: {} in the mean, {} of it work; at most {} there, {:.3g} in the mean "
        "while "
        "busy",
        shown_name(name), queue.at("served").get<std::uint64_t>(), queue.at("workers").get<std::uint64_t>(),
        time_text(queue.at("response_s").at("mean")), time_text(queue.at("service_s").at("mean")),
        queue.at("in_system").at("most").get<std::uint64_t>(),
        queue.at("in_system").at("mean_while_busy").get<double>());
    const auto add = [&](const Json& count, const char* words) {
      if (const auto number = count.get<std::uint64_t>(); number > 0) text += fmt::format("; {} {}", number, words);
    };
    add(queue.at("turned_away").at("rate_limit"), "turned away by its rate limit");
    add(queue.at("turned_away").at("full_queue"), "turned away by its full queue");
    add(queue.at("cut_off"), "cut off when it lost power");
    page.line("", text);
  }
}

/// How much of what MediaAgents held was of the source and how much of the target of a copy.
std::string sides_of(const Json& by_flow, const std::string& key_class) {
  std::vector<std::string> sides;
  for (const Json& entry : by_flow)
    if (entry.at("where") == "MediaAgents" && entry.at("class") == key_class && entry.contains("side"))
      sides.push_back(
          fmt::format("as {} {}", entry.at("side").get<std::string>(), time_text(entry.at("key_s").get<double>())));
  return sides.empty() ? "" : ", " + join(sides, " and ");
}

void draw_custody(LabelledText& page, const Json& work) {
  static const std::array shown{"master-key", "kek", "rsa-private-key", "data-key"};
  const auto is_shown = [](const Json& entry) {
    return std::ranges::find(shown, entry.at("class").get<std::string>()) != shown.end();
  };
  std::map<std::string, std::vector<std::string>> of_place;
  std::uint64_t lost = 0;
  if (!work.contains("custody")) return;
  for (const Json& held : work.at("custody")) {
    lost += held.at("lost_in_power_cuts").get<std::uint64_t>();
    if (!is_shown(held)) continue;
    const std::uint64_t times = held.at("times");
    const double longest = held.at("longest_s");
    const std::string where = held.at("where");
    of_place[where].push_back(fmt::format(
        "{} {}{}{}", held.at("class").get<std::string>(), times == 1 ? "once" : fmt::format("{} times", times),
        longest > 0 ? fmt::format(", {} in all, at most {}", time_text(held.at("key_s")), time_text(longest)) : "",
        where == "MediaAgents" ? sides_of(work.at("custody_by_flow"), held.at("class")) : ""));
  }
  std::string label = "in clear";
  for (const auto& [place, classes] : of_place) page.line(std::exchange(label, ""), place + ": " + join(classes, "; "));
  const auto held_by = [&](const char* by, const char* entries, auto name) {
    const auto shares = shares_of(work.at(entries), "key_s", "times",
                                  [&](const Json& entry) { return is_shown(entry) ? name(entry) : std::string(); });
    if (shares.empty()) return;
    page.line(std::exchange(label, ""), by + largest_five(shares, [](const Share& share) {
                                          return fmt::format("{} {}", share.of, time_text(share.seconds));
                                        }));
  };
  held_by("by flow: ", "custody_by_flow", flow_name);
  held_by("by host: ", "custody_by_host", [](const Json& entry) { return entry.at("host").get<std::string>(); });
  if (lost > 0)
    page.line(std::exchange(label, ""),
              fmt::format("{} copies of keys were lost in power cuts, never overwritten", lost));
}

void draw_crossings(LabelledText& page, const Json& cell) {
  std::vector<std::string> crossings;
  for (const auto& [place, counted] : cell.at("crossings").items()) {
    const std::uint64_t count = counted.at("count");
    crossings.push_back(count == 0 ? fmt::format("{} none", place)
                                   : fmt::format("{} {} ({})", place, count, bytes_text(counted.at("bytes"))));
  }
  page.line("crossed", join(crossings, ", "));
}

void draw_faults(LabelledText& page, const Json& summary) {
  const Json& cell = summary.at("cell");
  constexpr std::size_t most = 5;
  std::size_t shown = 0;
  for (const Json& fault : cell.at("faults"))
    if (shown++ < most) page.line("fault", fault.get<std::string>(), warning);
  if (shown > most) page.line("", fmt::format("and {} more faults", shown - most), warning);
  for (const Json& fault : summary.at("faults_that_never_acted"))
    page.line("fault", fault.get<std::string>() + ": never acted, the run was over before", warning);
  for (const Json& error : cell.at("errors_logged")) page.line("refused", error.get<std::string>(), warning);
  if (const std::uint64_t reboots = cell.at("reboots"); reboots > 0)
    page.line("", fmt::format("{} {}", reboots, plural(reboots, "reboot", "reboots")), warning);
}

}  // namespace

void draw_night(LabelledText& page, const Json& summary) {
  if (summary.at("cell").is_null()) return;
  const Start start = start_in(summary);
  if (start) page.line("calendar", scenarios::first_day_text(*start));
  if (const Json& jobs = summary.at("jobs"); !jobs.is_null()) {
    draw_jobs(page, jobs);
    draw_windows(page, jobs.at("nights"), start);
    draw_backlog(page, summary);
  }
  draw_data(page, summary);
  draw_ageing(page, summary.at("ageing"));
  draw_libraries(page, summary.at("libraries"));
  page.gap();
  draw_inventory(page, summary.at("cell"));
  if (const Json& work = summary.at("key_work"); !work.is_null()) {
    draw_key_work(page, work);
    draw_kms(page, work, start);
    draw_queues(page, summary.at("kms"));
    draw_custody(page, work);
  }
  draw_crossings(page, summary.at("cell"));
  draw_faults(page, summary);
  page.gap();
}

}  // namespace keycell::reports
