#include "measures/cut_meter.h"

#include <set>

namespace keycell::measures {

void CutMeter::on(const model::Event& event) {
  if (was_cut_) return;
  if (const auto* operation = std::get_if<model::OperationState>(&event.body)) {
    const bool is_over =
        operation->status == model::OperationStatus::done || operation->status == model::OperationStatus::refused;
    if (is_over) {
      operations_.erase(operation->operation);
    } else {
      operations_[operation->operation] =
          std::string(name_of(operation->kind)) + " of " + std::string(operation->subject);
    }
  } else if (const auto* job = std::get_if<model::JobState>(&event.body)) {
    if (is_final(job->state)) {
      jobs_.erase(job->job);
    } else {
      jobs_[job->job] = job->kind;
    }
  } else if (const auto* fault = std::get_if<model::FaultActed>(&event.body)) {
    if (fault->kind != "power-cut") return;
    was_cut_ = true;
    during_ = what_goes_on();
  }
}

std::string CutMeter::what_goes_on() const {
  std::string text;
  const auto add = [&](const std::string& what) { text += (text.empty() ? "" : " and ") + what; };
  for (const auto& [number, operation] : operations_) add(operation);
  std::set<model::JobKind> kinds;
  for (const auto& [number, kind] : jobs_) kinds.insert(kind);
  for (const model::JobKind kind : kinds) add(std::string(name_of(kind)) + " jobs");
  return text.empty() ? "nothing that was asked for" : text;
}

}  // namespace keycell::measures
