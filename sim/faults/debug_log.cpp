// Hosts log lines of a level that they do not log otherwise, for a while. A boot in between changes nothing.

#include "scenarios/units.h"
#include "scenarios/words.h"
#include "sim/cell.h"
#include "sim/faults/moment.h"

namespace keycell::sim {
namespace {

using scenarios::Fault;

model::LogLevel level_said(const Fault& fault) {
  const std::string word = fault.values.text("level");
  for (const auto& [text, level] : scenarios::logLevelWords)
    if (text == word) return level;
  return model::LogLevel::debug;  // as the row says
}

/// All of the cell when the fault names none.
std::vector<SimHost*> hosts_of(const FaultSite& site, const Fault& fault) {
  if (fault.values.has("target")) return {&site.host(fault)};
  std::vector<SimHost*> all;
  for (const auto& [name, host] : site.fabric.hosts()) all.push_back(host.get());
  return all;
}

std::string place_of(const Fault& fault) {
  return fault.values.has("target") ? fault.values.text("target") : std::string(scenarios::consoleName);
}

/// How many lines its hosts log while it goes on.
struct Lines {
  bool are_counted = false;
  std::uint64_t count = 0;
};

void end(const FaultSite& site, const Fault& fault, const Lines& lines) {
  for (SimHost* host : hosts_of(site, fault)) host->log_no_more(level_said(fault));
  site.fabric.post(place_of(fault),
                   model::FaultActed{"debug-log-over", "lines until now: " + std::to_string(lines.count), site.number,
                                     lines.count > 0});
}

void begin(const FaultSite& site, const Fault& fault, const std::shared_ptr<Lines>& lines) {
  const model::LogLevel level = level_said(fault);
  bool is_more = false;
  for (SimHost* host : hosts_of(site, fault)) {
    is_more |= !host->logs(level);
    host->log_more(level);
  }
  const std::string where = fault.values.has("target") ? "" : ", every host";
  site.fabric.post(
      place_of(fault),
      model::FaultActed{fault.kind, "logs from " + std::string(name_of(level)) + " on" + where, site.number, is_more});
  lines->are_counted = true;
  site.fabric.at(site.fabric.now() + *fault.values.time("lasts"), [site, &fault, lines] {
    lines->are_counted = false;
    end(site, fault, *lines);
  });
}

}  // namespace

void arm_log_level(const FaultSite& site, const Fault& fault) {
  const auto lines = std::make_shared<Lines>();
  site.fabric.listen([lines, target = fault.values.text("target")](const model::Event& event) {
    if (!lines->are_counted || (!target.empty() && event.host != target)) return;
    const auto* crossing = std::get_if<model::Crossing>(&event.body);
    if (crossing != nullptr && crossing->place == model::Place::logLine) ++lines->count;
  });
  at_its_moment(site, fault, [site, &fault, lines] { begin(site, fault, lines); });
}

}  // namespace keycell::sim
