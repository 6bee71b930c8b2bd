#include "sim/faults/moment.h"

#include "scenarios/flow_words.h"

namespace keycell::sim {

using scenarios::Fault;

const model::Step& step_said(const Fault& fault, std::string_view flow_key, std::string_view step_key) {
  return *scenarios::find_step(fault.values.text(flow_key), fault.values.number(step_key));
}

void when_told(Fabric& fabric, const model::Step& step, std::uint64_t nth,
               std::function<void(const model::Event&)> act) {
  fabric.listen([&step, left = nth, act = std::move(act)](const model::Event& event) mutable {
    const auto* told = std::get_if<model::FlowStep>(&event.body);
    if (told != nullptr && told->what == &step && left > 0 && --left == 0) act(event);
  });
}

void at_its_moment(const FaultSite& site, const Fault& fault, std::function<void()> act) {
  if (const auto at = fault.values.time("at")) {
    site.fabric.at(*at, std::move(act));
    return;
  }
  when_told(site.fabric, step_said(fault, "after_flow", "after_step"), fault.values.number("nth").value_or(1),
            [&fabric = site.fabric, act = std::move(act)](const model::Event& event) { fabric.at(event.time, act); });
}

Moment::Moment(const FaultSite& site, const Fault& fault) : at_(fault.values.time("at")) {
  if (!at_) at_its_moment(site, fault, [bell = bell_] { bell->release(); });
}

void Moment::await(SimHost& host) const {
  if (at_) return host.sleep(*at_ - host.now());
  bell_->acquire();
  host.sleep({});  // it may have lost power meanwhile
}

}  // namespace keycell::sim
