#pragma once
// A world without a cell: hosts on SimGrid whose programs a test writes. Each story runs in a child of its own; what it
// notes comes back, with how the run ended.

#include <gtest/gtest.h>

#include "sim/fabric.h"
#include "sim/fork_server.h"
#include "sim/process.h"

namespace keycell::test {

using namespace std::chrono_literals;
using model::Nanos;

/// How many bytes each data flow had moved when it ended.
class Moved final : public model::Fold {
 public:
  std::string_view name() const override { return "moved"; }
  void on(const model::Event& event) override {
    if (const auto* flow = std::get_if<model::DataMoved>(&event.body)) bytes.push_back(flow->moved_bytes);
  }
  std::string result() const override { return {}; }
  std::vector<std::uint64_t> bytes;
};

/// Told in the child: `notes` is what the test asserts on afterwards (an assertion that is never reached would pass).
class Story {
 public:
  Story(sim::Fabric& made, const Moved& heard) : fabric(made), moved(heard) {}
  sim::Fabric& fabric;
  const Moved& moved;
  std::vector<std::string> notes;

  void note(const std::string& what) { notes.push_back(what); }
  sim::SimHost& host(std::string_view name) { return fabric.host(name); }
  /// Runs `body` on a host as the workload; the run ends when it returns.
  void main(std::string_view on, std::function<void(model::World&)> body) {
    sim::SimHost& chosen = host(on);
    chosen.run_to_end("main", [this, &chosen, body = std::move(body)] {
      body(chosen);
      fabric.close(true);
    });
  }
};

struct Told {
  sim::Run run;
  std::vector<std::string> notes;
};

/// Hosts a, b and c, each with a data end-point of every kind at 100 MB/s; latency 1 ms; reboot takes a minute.
/// `places` are those of a, b and c.
inline Told tell(const std::function<void(Story&)>& story, Nanos horizon = 24h,
                 const std::array<sim::DataPaths::Place, 3>& places = {}) {
  sim::process();
  Told told;
  told.run = sim::in_child(
      [&] {
        auto& moved = *new Moved;
        const std::array<model::Fold*, 1> folds{&moved};
        auto& fabric = *new sim::Fabric(
            sim::Seed{1},
            {.latency = 1ms,
             .control_bytes_per_s = 125'000'000,
             .disk_operation = 10us,
             .disk_sync = 100us,
             .reboot = 1min,
             .keys = {.aes_wrap = 10us, .aes_unwrap = 10us, .rsa_public = 50us, .rsa_private = 2ms, .rsa_pair = 500ms}},
            folds);
        constexpr std::array ends{model::DataEnd::clientRead, model::DataEnd::clientWrite, model::DataEnd::libraryWrite,
                                  model::DataEnd::libraryRead};
        const std::vector<std::string> names{"a", "b", "c"};
        std::vector<sim::DataResource> resources;
        for (const std::string& name : names)
          for (const model::DataEnd end : ends)
            resources.push_back(
                {name + "#" + std::string(name_of(end)) + "-rate", sim::ResourceClass::clientRead, 1e8});
        fabric.add_resources(resources);
        for (std::size_t i = 0; i < names.size(); ++i) {
          sim::DataPaths::Ends of_host;
          for (std::size_t end = 0; end < ends.size(); ++end) of_host[ends[end]] = {.network = i * ends.size() + end};
          fabric.add_host(names[i], 8, of_host, places[i]);
        }
        fabric.seal();
        auto& telling = *new Story(fabric, moved);
        for (const char* name : {"a", "b", "c"}) fabric.host(name).install([](model::World&) { return nullptr; });
        story(telling);
        for (const char* name : {"a", "b", "c"}) fabric.host(name).boot();
        sim::Run run = fabric.run(horizon);
        for (const std::string& note : telling.notes) run.results.push_back({"note", note});
        return run;
      },
      {.deadline = 60s});
  for (const auto& result : told.run.results) told.notes.push_back(result.json);
  return told;
}

}  // namespace keycell::test
