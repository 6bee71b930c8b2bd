// What a run of a campaign costs: a cell of 8 hosts simulated in a forked child, alone and as the campaigns of keycell
// check do it, beside a bare SimGrid program that forks and passes as many messages between 8 hosts, without crypto,
// databases or disks.

#include <fmt/format.h>

#include <array>
#include <simgrid/s4u.hpp>

#include "bench/measure.h"
#include "campaigns/campaign.h"
#include "campaigns/random_cell.h"
#include "measures/cell_meter.h"
#include "measures/results/json.h"
#include "properties/catalogue.h"
#include "sim/fork_server.h"
#include "sim/process.h"

namespace keycell::bench {
namespace {

namespace sg = simgrid::s4u;
using namespace std::chrono_literals;

constexpr int hosts = 8;
constexpr int runsPerFigure = 20;
constexpr int repetitions = 25;

/// CommServe, KMS, MediaAgent, console and four clients; sized for about 200 messages on the wire.
scenarios::Scenario cell() {
  scenarios::Scenario scenario;
  scenario.kms = {{.name = "kms1"}};
  scenario.media_agents = {{.name = "ma1"}};
  scenario.pools = {{.name = "pool-a", .media_agent = "ma1", .kms = "kms1"}};
  scenario.clients = {{.name = "fs", .count = 4, .pool = "pool-a", .front_end_bytes = 24'000'000'000}};
  scenario.backups = {{.at = 1h, .clients = "fs"}};
  scenario.restores = {{.at = 12h, .clients = "fs"}};
  scenario.expect.violated = std::vector<std::string>{"SEC-7"};
  return scenario;
}

sim::Folds no_folds() { return {}; }

sim::FoldFactory all_folds(const scenarios::Scenario& scenario) {
  return [&scenario] {
    sim::Folds folds;
    for (auto& property : properties::properties_of(scenario)) folds.push_back(std::move(property));
    folds.push_back(std::make_unique<measures::CellMeter>());
    return folds;
  };
}

/// Each host sends its share of the messages to the next one, one after the other.
void bare(std::uint64_t messages) {
  std::string name = "bare";
  std::string quiet = "--log=root.thresh:critical";
  std::array<char*, 3> arguments{name.data(), quiet.data(), nullptr};
  int count = 2;
  sg::Engine engine(&count, arguments.data());
  sg::Engine::set_config("network/model:CM02");
  sg::Engine::set_config("network/crosstraffic:no");
  sg::Engine::set_config("network/TCP-gamma:0");
  sg::Engine::set_config("contexts/stack-size:256");
  auto* zone = sg::create_star_zone("cell");
  std::vector<sg::Host*> all;
  for (int i = 0; i < hosts; ++i) {
    sg::Host* host = zone->create_host("h" + std::to_string(i), 1e9);
    const sg::Link* link = zone->create_link("l" + std::to_string(i), 125e6)->set_latency(1e-4);
    zone->add_route(host->get_netpoint(), nullptr, nullptr, nullptr, {sg::LinkInRoute(link)}, true);
    all.push_back(host);
  }
  zone->seal();
  for (std::size_t i = 0; i < hosts && messages > 0; ++i) {
    const std::uint64_t share = messages / hosts + (i < messages % hosts ? 1 : 0);
    sg::Mailbox* inbox = sg::Mailbox::by_name(std::to_string(i));
    sg::Mailbox* next = sg::Mailbox::by_name(std::to_string((i + 1) % hosts));
    const std::uint64_t receives = messages / hosts + ((i + hosts - 1) % hosts < messages % hosts ? 1 : 0);
    sg::Actor::create("receiver", all[i], [inbox, receives] {
      for (std::uint64_t k = 0; k < receives; ++k) inbox->get_unique<std::string>();
    });
    sg::Actor::create("sender", all[i], [next, share] {
      for (std::uint64_t k = 0; k < share; ++k) next->put(new std::string(300, 'x'), 360);
    });
  }
  engine.run();
}

/// Processor time and wall time of a run, both of parent and child.
struct Cost {
  double cpu_ms = 0;
  double wall_ms = 0;
};

/// What it costs a run, when `run` makes `runs_each` at a call.
Cost cost_of(const std::function<void()>& run, int runs_each = 1) {
  const double cpu = cpu_seconds_with_children();
  const double wall = wall_seconds();
  for (int i = 0; i < runsPerFigure; i += runs_each) run();
  return {(cpu_seconds_with_children() - cpu) * 1e3 / runsPerFigure, (wall_seconds() - wall) * 1e3 / runsPerFigure};
}

struct Measured {
  std::string name;
  std::function<Cost()> take;
  std::vector<double> cpu_ms = {};
  std::vector<double> wall_ms = {};
  Cost cost() const { return {median(cpu_ms), median(wall_ms)}; }
};

/// A run that ends otherwise measures something else: it is said, and its figures stay in.
void report_ending(const sim::Run& run) {
  if (run.ending != sim::Ending::ended) fmt::print("a run {}: {}\n", name_of(run.ending), run.detail);
}

void print() {
  stay_on_this_core();
  const EarlyProcess early([](std::uint64_t messages) {
    const Cost cost = cost_of([&] {
      in_child([&] {
        bare(messages);
        return 0.0;
      });
    });
    return std::array{cost.cpu_ms, cost.wall_ms};
  });
  sim::process();
  properties::documented_policy();
  const scenarios::Scenario scenario = cell();
  const sim::Run sample = sim::run_forked(scenario, sim::Seed{1}, all_folds(scenario), {});
  report_ending(sample);
  const auto cell_did = measures::told_by<measures::CellCounts>("cell", sample).value();
  const std::uint64_t messages = cell_did.crossings.at(model::Place::wire).count;

  const auto bare_one = [&early](std::uint64_t count) {
    return [&early, count] {
      const auto [cpu_ms, wall_ms] = early.measure(count);
      return Cost{cpu_ms, wall_ms};
    };
  };
  std::uint64_t seed = 1;
  const auto simulated = [&](const sim::FoldFactory& folds) {
    return
        [&, folds] { return cost_of([&] { report_ending(sim::run_forked(scenario, sim::Seed{seed++}, folds, {})); }); };
  };
  // One at a time, so that processor time is that of one core.
  const auto campaign = [&](const campaigns::CellSource& source) {
    return [&, source] {
      return cost_of(
          [&] {
            const auto result = campaigns::run_campaign(
                {.first = {seed}, .seeds = runsPerFigure, .jobs = 1, .stop_at = campaigns::StopAt::never}, source, {},
                {});
            seed += runsPerFigure;
            if (result.outcome() != properties::Outcome::held)
              fmt::print("{} runs of a campaign failed\n", result.failed);
          },
          runsPerFigure);
    };
  };
  const campaigns::Space space = campaigns::load_space("documented", campaigns::shipped_spaces().front().text);
  std::vector<Measured> variants{
      {"fork alone", [] { return cost_of([] { in_child([] { return 0.0; }); }); }},
      {"fork, engine and 8 hosts", bare_one(0)},
      {"bare SimGrid, same number of messages", bare_one(messages)},
      {"the cell, without folds", simulated(no_folds)},
      {"the cell, all properties and meter", simulated(all_folds(scenario))},
      {"the cell, in a campaign", campaign([&](sim::Seed) { return scenario; })},
      {"random cells (documented)", campaign([&](sim::Seed s) { return campaigns::cell_of(space, s.value); })}};
  for (int repetition = 0; repetition < repetitions; ++repetition)
    for (Measured& variant : variants) {
      const auto [cpu_ms, wall_ms] = variant.take();
      variant.cpu_ms.push_back(cpu_ms);
      variant.wall_ms.push_back(wall_ms);
    }

  fmt::print("A forked run: {} hosts, {} messages on the wire ({} bytes), {} events, pool-kek, records of {} bytes\n",
             hosts, messages, cell_did.crossings.at(model::Place::wire).bytes, sample.events,
             scenario.data_path.record_bytes);
  fmt::print(
      "median of {} alternating rounds of {} runs; on one core, processor time is that of parent and child; target: <= "
      "12 ms\n\n",
      repetitions, runsPerFigure);
  fmt::print("{:<40}{:>10}{:>10}{:>18}{:>10}\n", "", "cpu ms", "wall ms", "runs/hour/core", "ratio");
  const double bare_ms = variants[2].cost().cpu_ms;
  for (const Measured& variant : variants) {
    const Cost cost = variant.cost();
    fmt::print("{:<40}{:>10.2f}{:>10.2f}{:>18.0f}{:>10.2f}\n", variant.name, cost.cpu_ms, cost.wall_ms,
               3.6e6 / cost.cpu_ms, cost.cpu_ms / bare_ms);
  }
}

}  // namespace
}  // namespace keycell::bench

int main() { keycell::bench::print(); }
