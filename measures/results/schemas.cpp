#include "measures/results/schemas.h"

#include <algorithm>
#include <stdexcept>

#include "measures/results/fields_of_checks.h"
#include "measures/results/fields_of_listings.h"
#include "measures/results/fields_of_many.h"
#include "measures/results/fields_of_run.h"
#include "properties/result_schema.h"

namespace keycell::measures {
namespace {

using Json = nlohmann::ordered_json;
using properties::schema_of;

struct Row {
  ResultSchema is;
  Json (*make)(const std::string& title);
};

const std::vector<Row>& rows() {
  static const std::vector<Row> all{
      {{"run", "a run: summary.json, run --json"}, schema_of<RunSummary>},
      {{"replications", "many seeds of a scenario: replications.json, run --reps --json"}, schema_of<StudySummary>},
      {{"campaign", "many cells: campaign.json, check --json"}, schema_of<CampaignSummary>},
      {{"comparison", "two runs or two sets of runs: compare --json"}, schema_of<Comparison>},
      {{"determinism", "the same run twice: run --check-determinism --json"}, schema_of<DeterminismTold>},
      {{"crash-points", "a power cut everywhere: run --crash-points --json"}, schema_of<CrashPointsTold>},
      {{"boundaries", "where keys may be: explain boundaries --json"}, schema_of<BoundariesTold>},
      {{"kms-keys", "the keys of a KMS's console: explain kms --json"}, schema_of<KeysAtKmsTold>},
      {{"catalogue", "the scenarios that come with KeyCell: scenario list --json"}, schema_of<CatalogueTold>},
      {{"calibration", "what one core costs: calibrate --json"}, schema_of<CalibrationTold>}};
  return all;
}

}  // namespace

const std::vector<ResultSchema>& result_schemas() {
  static const std::vector<ResultSchema> all = [] {
    std::vector<ResultSchema> schemas;
    for (const Row& row : rows()) schemas.push_back(row.is);
    return schemas;
  }();
  return all;
}

Json result_schema(std::string_view name) {
  const auto row = std::ranges::find(rows(), name, [](const Row& each) { return each.is.name; });
  if (row == rows().end()) throw std::out_of_range("no result is called " + std::string(name));
  return row->make("KeyCell: " + std::string(row->is.title));
}

}  // namespace keycell::measures
