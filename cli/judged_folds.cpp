#include "cli/judged_folds.h"

#include "properties/catalogue.h"
#include "reports/cell_meter.h"
#include "reports/data_meter.h"
#include "reports/job_meter.h"
#include "reports/key_meter.h"

namespace keycell::cli {

sim::FoldFactory judged_folds(const scenarios::Scenario& scenario) {
  return judged_folds(scenario, properties::documented_policy());
}

sim::FoldFactory judged_folds(const scenarios::Scenario& scenario, const properties::PolicyFile& policy) {
  return [&scenario, &policy] {
    sim::Folds folds;
    for (auto& property : properties::properties_of(scenario, policy)) folds.push_back(std::move(property));
    folds.push_back(std::make_unique<reports::CellMeter>());
    folds.push_back(std::make_unique<reports::JobMeter>(scenario));
    folds.push_back(std::make_unique<reports::DataMeter>(scenario));
    folds.push_back(std::make_unique<reports::KeyMeter>(scenario));
    return folds;
  };
}

}  // namespace keycell::cli
