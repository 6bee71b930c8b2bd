#include "cli/judged_folds.h"

#include "properties/catalogue.h"
#include "reports/cell_meter.h"

namespace keycell::cli {

sim::FoldFactory judged_folds(const scenarios::Scenario& scenario) {
  return [&scenario] {
    sim::Folds folds;
    for (auto& property : properties::properties_of(scenario)) folds.push_back(std::move(property));
    folds.push_back(std::make_unique<reports::CellMeter>());
    return folds;
  };
}

}  // namespace keycell::cli
