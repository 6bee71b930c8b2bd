#include "measures/operation_meter.h"

#include <algorithm>

#include "measures/durations.h"
#include "measures/results/json.h"
#include "measures/seconds.h"

namespace keycell::measures {

void OperationMeter::on(const model::Event& event) {
  using model::OperationStatus;
  const auto* told = std::get_if<model::OperationState>(&event.body);
  if (told == nullptr) return;
  ListedOperation& operation = operations_[told->operation];
  if (told->status == OperationStatus::asked)
    operation = {.operation = told->operation,
                 .kind = told->kind,
                 .of = std::string(told->subject),
                 .asked_s = seconds(event.time)};
  operation.status = told->status;
  operation.ended_s = seconds(event.time);
  operation.failed_tries += told->status == OperationStatus::failed ? 1 : 0;
  if (!told->reason.empty()) operation.reason = told->reason;
}

Operations OperationMeter::operations() const {
  using model::OperationStatus;
  Operations told;
  std::map<model::OperationKind, std::vector<double>> took;
  for (const auto& [number, operation] : operations_) {
    OperationsOfKind& kind = told.kinds[operation.kind];
    if (kind.count++ == 0) kind.first_asked_s = operation.asked_s;
    kind.first_asked_s = std::min(kind.first_asked_s, operation.asked_s);
    kind.last_end_s = std::max(kind.last_end_s, operation.ended_s);
    kind.failed_tries += operation.failed_tries;
    switch (operation.status) {
      case OperationStatus::done:
        ++kind.done;
        took[operation.kind].push_back(operation.ended_s - operation.asked_s);
        break;
      case OperationStatus::refused: ++kind.refused; break;
      case OperationStatus::asked:
      case OperationStatus::failed: ++kind.going; break;
    }
    if (told.list.size() < mostListed) told.list.push_back(operation);
  }
  for (auto& [kind, durations] : took) told.kinds[kind].durations = durations_of(durations);
  told.not_listed = operations_.size() - told.list.size();
  return told;
}

std::string OperationMeter::result() const { return result_text(operations()); }

}  // namespace keycell::measures
