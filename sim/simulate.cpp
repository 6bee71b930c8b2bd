#include "sim/simulate.h"

#include <optional>
#include <system_error>

#include "model/csdb/vfs.h"
#include "sim/cell.h"
#include "sim/event_hash.h"
#include "sim/faults/arm.h"
#include "sim/fold_thread.h"
#include "sim/opener.h"
#include "sim/process.h"

namespace keycell::sim {
namespace {

/// False where the system gives no thread, as in little memory: then the folds read here.
bool start(std::optional<FoldThread>& beside, const std::vector<model::Fold*>& folds, Seed seed) {
  try {
    beside.emplace(folds, seed);
    return true;
  } catch (const std::system_error&) {
    return false;
  }
}

/// A fold that fails ends the run as it does without a thread.
void finish(FoldThread& beside, Run& run) {
  try {
    beside.finish();
  } catch (const std::exception& error) {
    run.ending = Ending::internalError;
    run.detail = error.what();
  }
}

/// Cells that nobody asks about are not looked at.
void ask_what_is_durable(std::span<const std::unique_ptr<model::Fold>> folds, const Opener::What& what) {
  std::optional<Opener> opener;
  PhiloxStream own(what.fabric.seed(), static_cast<std::uint32_t>(model::Stream::foreign), "opener");
  const RandomnessApart apart(own);  // no host runs any more
  for (const auto& fold : folds) {
    if (!fold->asks_at_end()) continue;
    if (!opener) opener.emplace(what);
    fold->at_end(*opener);
  }
}

void look_for_contradiction(std::span<const std::unique_ptr<model::Fold>> folds, Run& run) {
  for (const auto& fold : folds) {
    std::string found = fold->contradiction();
    if (found.empty()) continue;
    run.ending = Ending::contradiction;
    run.detail = std::move(found);
    return;
  }
}

}  // namespace

Run simulate(const scenarios::Scenario& scenario, Seed seed, std::span<const std::unique_ptr<model::Fold>> folds,
             const SimulateOptions& options) {
  const DiskTemplates& templates = process();
  model::vfs::forget_randomness();
  PhiloxStream of_no_host(seed, static_cast<std::uint32_t>(model::Stream::foreign), "process");
  const ForeignRandomness seeded([&of_no_host]() -> PhiloxStream& {
    SimHost* host = SimHost::that_runs();
    return host != nullptr ? host->foreign_draws() : of_no_host;
  });
  const std::uint64_t ambient_draws = ForeignRandomness::ambient_draws();

  EventHash hash;
  std::vector<model::Fold*> listeners;
  if (options.results) listeners.push_back(&hash);
  for (const auto& fold : folds) listeners.push_back(fold.get());
  std::optional<FoldThread> beside;
  if (options.folds_beside && start(beside, listeners, seed)) listeners = {&*beside};
  // The process ends with the run, so nothing of the cell is taken down: its end would only look like more events.
  auto& fabric = *new Fabric(seed,
                             {.latency = scenario.network.latency,
                              .control_bytes_per_s = scenario.network.control_bytes_per_s,
                              .disk_operation = scenario.costs.disk_operation,
                              .disk_sync = scenario.costs.disk_sync,
                              .reboot = scenario.costs.reboot,
                              .keys = {.aes_wrap = scenario.costs.aes_wrap,
                                       .aes_unwrap = scenario.costs.aes_unwrap,
                                       .rsa_public = scenario.costs.rsa_public,
                                       .rsa_private = scenario.costs.rsa_private,
                                       .rsa_pair = scenario.costs.rsa_pair}},
                             listeners);
  auto& cell = *new Cell(fabric, scenario, templates, options.parts);
  arm_faults(fabric, cell, scenario, options);
  if (options.prepare) options.prepare(fabric);
  cell.start();
  Run run = fabric.run(scenario.horizon);
  if (beside) finish(*beside, run);
  run.event_hash = hash.value();
  if (run.ending == Ending::ended) ask_what_is_durable(folds, {fabric, cell, scenario, options.parts});
  if (run.ending != Ending::internalError && ForeignRandomness::ambient_draws() > ambient_draws) {
    run.ending = Ending::internalError;
    run.detail = "something asked the operating system for entropy during the run";
  }
  if (run.ending != Ending::internalError) look_for_contradiction(folds, run);
  if (options.take_commserve_disk)
    options.take_commserve_disk(fabric.host(scenarios::commserveName).sim_disk().images());
  if (options.results)
    for (const auto& fold : folds) run.results.push_back({std::string(fold->name()), fold->result()});
  return run;
}

}  // namespace keycell::sim
