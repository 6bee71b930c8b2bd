#include "reports/screen.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

#include "reports/boundaries.h"
#include "reports/labelled_text.h"
#include "reports/night_screen.h"
#include "scenarios/units.h"

namespace keycell::reports {
namespace {

using Json = nlohmann::ordered_json;

std::string_view plural(std::uint64_t count, std::string_view one, std::string_view many) {
  return count == 1 ? one : many;
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  return fmt::format("{}", fmt::join(parts, separator));
}

void draw_verdicts(LabelledText& page, const Json& summary) {
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
    if (verdict.at("id") == "SEC-1") draw_what_crossed(page, verdict.at("details"));
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
  std::string label = "assumed";
  for (const Json& assumption : summary.at("assumptions"))
    page.line(std::exchange(label, ""), assumption.get<std::string>());
  page.line("scope", summary.at("scope").get<std::string>());
}

}  // namespace

std::string screen(const Json& summary, Colour colour, std::size_t columns) {
  LabelledText page(colour, columns);
  page.title(fmt::format("{} ({}, seed {})", summary.at("scenario").at("title").get<std::string>(),
                         summary.at("scenario").at("name").get<std::string>(),
                         summary.at("seed").get<std::uint64_t>()));
  const std::string ending = summary.at("ending");
  const std::string detail = summary.at("ending_detail");
  if (ending != "ended") page.line("ENDING", ending + (detail.empty() ? "" : ": " + detail), "31");
  if (ending == "ended" && !detail.empty()) page.line("note", detail, "33");
  draw_night(page, summary);
  std::string label = "warning";
  for (const Json& warning : summary.at("warnings"))
    page.line(std::exchange(label, ""), warning.get<std::string>(), "33");
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
