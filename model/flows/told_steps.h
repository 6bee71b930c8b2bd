#pragma once
// What key code tells while a flow runs it: steps of that flow, and operations that take time.

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

/// Charges the host for operations.
class ChargedWork final : public crypto::KeyWork {
 public:
  explicit ChargedWork(World& world) : world_(world) {}

  void begins(crypto::KeyOperation operation, crypto::SecretId with) override {
    world_.begin_key_operation(operation, with);
  }

 private:
  World& world_;
};

}  // namespace keycell::model
