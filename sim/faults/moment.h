#pragma once
// When a fault acts: at a time, or when a flow tells a step (`at`, `after_flow`, `after_step`, `nth`).

#include <functional>

#include "sim/fabric.h"
#include "sim/faults/acts.h"

namespace keycell::sim {

/// The step of a flow that two keys of a fault name; validate() knows it.
const model::Step& step_said(const scenarios::Fault& fault, std::string_view flow_key, std::string_view step_key);

/// Acts once, when the step is told for the nth time (from 1), in the reaction itself: see Fabric::listen.
void when_told(Fabric& fabric, const model::Step& step, std::uint64_t nth,
               std::function<void(const model::Event&)> act);

/// Acts once, at the fault's moment, from a timer: after a step, as soon as the actor that told it waits.
void at_its_moment(const FaultSite& site, const scenarios::Fault& fault, std::function<void()> act);

/// The same moment for an actor that waits for it.
class Moment {
 public:
  /// Before the run.
  Moment(const FaultSite& site, const scenarios::Fault& fault);
  /// Returns when it has come; at once when that is past.
  void await(SimHost& host) const;

 private:
  std::optional<model::Nanos> at_;
  simgrid::s4u::SemaphorePtr bell_ = simgrid::s4u::Semaphore::create(0);
};

}  // namespace keycell::sim
