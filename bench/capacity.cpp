// What a week or a month of a large cell costs, every key operation real, beside its data flows alone in bare SimGrid:
// the same platform, the same flows, as many at once.

#include <fmt/format.h>
#include <sys/resource.h>

#include <array>
#include <cmath>

#include <simgrid/s4u.hpp>

#include "bench/measure.h"
#include "measures/cell_meter.h"
#include "measures/data_meter.h"
#include "measures/job_meter.h"
#include "measures/key_meter.h"
#include "properties/catalogue.h"
#include "sim/fork_server.h"
#include "sim/process.h"

namespace keycell::bench {
namespace {

namespace sg = simgrid::s4u;
using namespace std::chrono_literals;
using scenarios::Scenario;

struct Size {
  std::uint32_t clients;
  std::uint32_t nights;
  const char* target;
};

constexpr std::uint32_t mediaAgents = 2;
constexpr std::uint32_t streams = 50;

/// Two MediaAgents; a full backup of every client in the first night, then incremental ones. One flow an archive file.
Scenario cell_of(const Size& size) {
  Scenario s;
  s.title = "capacity";
  s.data_path = {.chunk_bytes = 1'000'000'000'000, .record_bytes = 256};
  s.jobs.backup_total_running_time = scenarios::unlimitedTime;
  s.kms = {{.name = "kms1"}};
  for (std::uint32_t i = 1; i <= mediaAgents; ++i) {
    const std::string number = std::to_string(i);
    s.media_agents.push_back({.name = "ma" + number,
                              .streams = streams,
                              .network_bytes_per_s = 3'125'000'000,
                              .library_write_bytes_per_s = 2'000'000'000});
    s.pools.push_back({.name = "pool" + number, .media_agent = "ma" + number, .kms = "kms1"});
    s.clients.push_back({.name = "fs" + number + "-",
                         .count = size.clients / mediaAgents,
                         .pool = "pool" + number,
                         .front_end_bytes = 20'000'000'000});
    s.schedules.push_back({.clients = "fs" + number + "-",
                           .at = 21h,
                           .nights = size.nights,
                           .level = scenarios::BackupLevel::incremental});
  }
  s.horizon = std::chrono::days(size.nights + 7);
  return s;
}

sim::Folds folds_of(const Scenario& scenario) {
  sim::Folds folds;
  for (auto& property : properties::properties_of(scenario)) folds.push_back(std::move(property));
  folds.push_back(std::make_unique<measures::CellMeter>());
  folds.push_back(std::make_unique<measures::JobMeter>(scenario));
  folds.push_back(std::make_unique<measures::DataMeter>(scenario));
  folds.push_back(std::make_unique<measures::KeyMeter>(scenario));
  return folds;
}

/// Actors that each back up one client after the other, as many as there are streams.
void flows_alone(const Scenario& scenario) {
  static std::string name = "bare";
  static std::string quiet = "--log=root.thresh:critical";
  static std::array<char*, 3> arguments{name.data(), quiet.data(), nullptr};
  int count = 2;
  sg::Engine engine(&count, arguments.data());
  sg::Engine::set_config("network/model:CM02");
  sg::Engine::set_config("network/crosstraffic:no");
  sg::Engine::set_config("network/TCP-gamma:0");
  const sim::DataPaths paths(scenario);
  auto* zone = sg::create_star_zone("cell");
  std::vector<sg::Link*> links;
  for (const auto& resource : paths.resources())
    links.push_back(zone->create_link(resource.name, resource.stored_bytes_per_s));
  const auto end_of = [&](const std::string& host, model::DataEnd end) {
    sg::Host* point = zone->create_host(host + std::string(name_of(end)), 1e9);
    std::vector<sg::LinkInRoute> route;
    const sim::DataPaths::End& way = paths.ends_of(host).at(end);
    for (const sim::ResourceId resource : way.within)
      route.emplace_back(links[resource], sg::LinkInRoute::Direction::NONE);
    route.emplace_back(links[way.network], sg::LinkInRoute::Direction::NONE);
    zone->add_route(point->get_netpoint(), nullptr, nullptr, nullptr, route, true);
    return point;
  };
  for (std::size_t group = 0; group < scenario.clients.size(); ++group) {
    const scenarios::ClientGroup& clients = scenario.clients[group];
    const scenarios::Schedule& schedule = scenario.schedules[group];
    sg::Host* library = end_of(scenario.media_agents[group].name, model::DataEnd::libraryWrite);
    auto points = std::make_shared<std::vector<sg::Host*>>();
    for (const std::string& client : client_names(clients))
      points->push_back(end_of(client, model::DataEnd::clientRead));
    for (std::uint32_t stream = 0; stream < streams; ++stream) {
      sg::Actor::create("stream", library, [=, &scenario] {
        for (std::uint32_t night = 0; night < schedule.nights; ++night) {
          const double start = std::chrono::duration<double>(time_of(scenario, schedule, night)).count();
          if (start > sg::Engine::get_clock()) sg::this_actor::sleep_for(start - sg::Engine::get_clock());
          const bool full = night == 0;
          const std::uint64_t bytes = full ? clients.front_end_bytes : clients.front_end_bytes * 3 / 100;
          for (std::size_t i = stream; i < points->size(); i += streams) sg::Comm::sendto((*points)[i], library, bytes);
        }
      });
    }
  }
  zone->seal();
  engine.run();
}

double mebibytes_used() {
  rusage own{};
  rusage children{};
  ::getrusage(RUSAGE_SELF, &own);
  ::getrusage(RUSAGE_CHILDREN, &children);
  return static_cast<double>(std::max(own.ru_maxrss, children.ru_maxrss)) / 1024;
}

struct Taken {
  double seconds;
  double mebibytes;
};

/// In a process of its own; seconds of wall time, and the largest resident size of it and its child.
Taken take(const std::function<void()>& work) {
  double mebibytes = 0;
  const double packed = in_child([&] {
    const double started = wall_seconds();
    work();
    const double seconds = wall_seconds() - started;
    // One number comes back: whole mebibytes, and milliseconds as the fraction.
    return std::floor(mebibytes_used()) + std::min(seconds / 1000, 0.999999);
  });
  mebibytes = std::floor(packed);
  return {.seconds = (packed - mebibytes) * 1000, .mebibytes = mebibytes};
}

void print() {
  constexpr std::array sizes{Size{1000, 7, "<= 2 s, <= 500 MiB"}, Size{1000, 30, "<= 4 s"}, Size{4000, 7, ""},
                             Size{4000, 30, "no faster than the work"}};
  const EarlyProcess early([&](std::uint64_t number) {
    const Taken taken = take([&] { flows_alone(cell_of(sizes.at(number))); });
    return std::array{taken.seconds, taken.mebibytes};
  });
  sim::process();
  fmt::print("A cell of {} MediaAgents with {} streams each, all properties and meters on; one taking each\n\n",
             mediaAgents, streams);
  fmt::print("{:<22}{:>8}{:>12}{:>10}{:>10}{:>8}   {}\n", "clients x nights", "jobs", "flows, s", "cell, s", "us a job",
             "MiB", "target");
  for (std::size_t number = 0; number < sizes.size(); ++number) {
    const Size& size = sizes.at(number);
    const Scenario scenario = cell_of(size);
    const double bare_seconds = early.measure(number)[0];
    const Taken cell = take([&] {
      const sim::Run run =
          sim::run_forked(scenario, sim::Seed{1}, [&] { return folds_of(scenario); }, {}, {.folds_beside = true});
      if (run.ending != sim::Ending::ended) fmt::print("the run {}: {}\n", name_of(run.ending), run.detail);
    });
    const double jobs = static_cast<double>(size.clients) * size.nights;
    fmt::print("{:<22}{:>8}{:>12.2f}{:>10.2f}{:>10.0f}{:>8.0f}   {}\n",
               fmt::format("{} x {}", size.clients, size.nights), jobs, bare_seconds, cell.seconds,
               cell.seconds * 1e6 / jobs, cell.mebibytes, size.target);
  }
}

}  // namespace
}  // namespace keycell::bench

int main() { keycell::bench::print(); }
