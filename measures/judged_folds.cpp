#include "measures/judged_folds.h"

#include "measures/ageing_meter.h"
#include "measures/backlog_meter.h"
#include "measures/cell_meter.h"
#include "measures/data_meter.h"
#include "measures/job_meter.h"
#include "measures/job_time.h"
#include "measures/key_meter.h"
#include "measures/kms_meter.h"
#include "measures/library_meter.h"
#include "measures/operation_meter.h"
#include "measures/revocation_meter.h"
#include "measures/scrambled_meter.h"
#include "properties/catalogue.h"
#include "properties/checks/acted_faults.h"

namespace keycell::measures {

sim::Folds accounts(const scenarios::Scenario& scenario) {
  sim::Folds folds;
  folds.push_back(std::make_unique<KmsMeter>(scenario));
  folds.push_back(std::make_unique<JobTimeMeter>(scenario));
  return folds;
}

sim::FoldFactory judged_folds(const scenarios::Scenario& scenario) {
  return judged_folds(scenario, properties::documented_policy());
}

sim::FoldFactory judged_folds(const scenarios::Scenario& scenario, const properties::PolicyFile& policy) {
  return [&scenario, &policy] {
    sim::Folds folds;
    for (auto& property : properties::properties_of(scenario, policy)) folds.push_back(std::move(property));
    folds.push_back(std::make_unique<properties::ActedFaults>());
    folds.push_back(std::make_unique<CellMeter>());
    folds.push_back(std::make_unique<JobMeter>(scenario));
    folds.push_back(std::make_unique<BacklogMeter>(scenario));
    folds.push_back(std::make_unique<AgeingMeter>());
    folds.push_back(std::make_unique<LibraryMeter>());
    folds.push_back(std::make_unique<DataMeter>(scenario));
    folds.push_back(std::make_unique<KeyMeter>(scenario));
    folds.push_back(std::make_unique<OperationMeter>());
    folds.push_back(std::make_unique<RevocationMeter>());
    folds.push_back(std::make_unique<ScrambledMeter>(scenario));
    for (auto& account : accounts(scenario)) folds.push_back(std::move(account));
    return folds;
  };
}

}  // namespace keycell::measures
