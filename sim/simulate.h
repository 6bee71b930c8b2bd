#pragma once
// A run is a function: same scenario, same seed, same events, in any process.

#include <functional>
#include <span>

#include "scenarios/scenario.h"
#include "sim/file_image.h"
#include "sim/parts.h"
#include "sim/run.h"

namespace keycell::sim {

class Fabric;

struct SimulateOptions {
  /// Asked before each durable disk operation of a host that scenarios can hit; true cuts its power there.
  std::function<bool(std::string_view host, std::uint64_t ordinal)> cut_power_before = {};
  /// Called in the simulation's process after the run, with the files of the CommServe's disk.
  std::function<void(const std::vector<FileImage>&)> take_commserve_disk = {};
  /// The hash of the events, and what the folds have to say as text; without, whoever made the folds asks them.
  bool results = true;
  /// The folds read on a second thread, if there is one to be had; what they say is the same. Not together with
  /// branch().
  bool folds_beside = false;
  /// Called before the run starts, for who wants to react to events (Fabric::listen).
  std::function<void(Fabric&)> prepare = {};
  /// What the cell is made of.
  Parts parts = {};
};

/// Simulates in this process, which can do so once: use run_forked(). Throws nothing that the simulated code throws.
Run simulate(const scenarios::Scenario& scenario, Seed seed, std::span<const std::unique_ptr<model::Fold>> folds,
             const SimulateOptions& options = {});

}  // namespace keycell::sim
