// A flow waits after a step that it has told, with all that it has in memory, until another flow has told a step or a
// time is over. What else the host does goes on.

#include "scenarios/units.h"
#include "sim/cell.h"
#include "sim/faults/moment.h"

namespace keycell::sim {
namespace {

using scenarios::Fault;

/// Shared by who waits and who lets go.
struct Hold {
  simgrid::s4u::SemaphorePtr bell = simgrid::s4u::Semaphore::create(0);
  bool is_over = false;
  bool by_the_step = false;

  void end(bool because_of_the_step) {
    if (is_over) return;
    is_over = true;
    by_the_step = because_of_the_step;
    bell->release();
  }
};

std::string name_of(const model::Step& step) {
  return std::string(model::name_of(step.flow)) + " step " + std::to_string(step.number);
}

void wait(const FaultSite& site, const Fault& fault, const std::shared_ptr<Hold>& hold, SimHost& host,
          model::Nanos lasts) {
  host.emit(model::FaultActed{fault.kind, name_of(step_said(fault, "after_flow", "after_step")), site.number});
  if (hold->is_over) return;
  host.emit(model::StandsStill{site.number, model::StandsStill::What::actor, model::StandsStill::Now::stops});
  {
    const Fabric::WhileWaiting most(site.fabric, site.fabric.now() + lasts, [hold] { hold->end(false); });
    hold->bell->acquire();
  }
  host.sleep({});  // it may have lost power, or stand still itself
  host.emit(model::StandsStill{site.number, model::StandsStill::What::actor, model::StandsStill::Now::goesOn});
  const std::string why = hold->by_the_step ? "after " + name_of(step_said(fault, "until_flow", "until_step"))
                                            : "its " + scenarios::duration_text(lasts) + " were over";
  host.emit(model::FaultActed{"flow-goes-on", why, site.number});
}

}  // namespace

void arm_flow_held(const FaultSite& site, const Fault& fault) {
  const auto hold = std::make_shared<Hold>();
  const auto holds = std::make_shared<bool>(false);
  const model::Nanos lasts = fault.values.time("lasts").value_or(site.cell.scenario().jobs.call_deadline);
  // Heard first: the step that begins the hold is not the one that ends it.
  const model::Step& until = step_said(fault, "until_flow", "until_step");
  site.fabric.listen([&fabric = site.fabric, &until, hold, holds](const model::Event& event) {
    const auto* told = std::get_if<model::FlowStep>(&event.body);
    if (*holds && told != nullptr && told->what == &until) fabric.at(event.time, [hold] { hold->end(true); });
  });
  when_told(
      site.fabric, step_said(fault, "after_flow", "after_step"), fault.values.number("nth").value_or(1),
      [site, &fault, hold, holds, lasts](const model::Event&) {
        *holds = true;
        site.fabric.hold_teller([site, &fault, hold, lasts](SimHost& host) { wait(site, fault, hold, host, lasts); });
      });
}

}  // namespace keycell::sim
