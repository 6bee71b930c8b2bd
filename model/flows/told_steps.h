#pragma once
// What key code tells while a flow runs it, as steps of that flow.

#include "model/flow_steps.h"
#include "model/world.h"

namespace keycell::model {

/// Emits the steps that the flow's table has; the views outlive it.
class ToldSteps final : public crypto::KeySteps {
 public:
  ToldSteps(World& world, Flow flow, std::string_view subject) : world_(world), flow_(flow), subject_(subject) {}

  void done(crypto::KeyStep step) override {
    if (const Step* of_flow = step_of(flow_, step)) world_.emit(FlowStep{of_flow, subject_});
  }

 private:
  World& world_;
  Flow flow_;
  std::string_view subject_;
};

}  // namespace keycell::model
