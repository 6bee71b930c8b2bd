#include "measures/results/json.h"

#include "measures/results/fields_of_checks.h"
#include "measures/results/fields_of_listings.h"
#include "measures/results/fields_of_many.h"
#include "measures/results/fields_of_run.h"
#include "properties/result_json.h"
#include "scenarios/wording.h"

namespace keycell::measures {

using Json = nlohmann::ordered_json;
using properties::json_of;
using properties::result_in;

std::string result_text(const Jobs& jobs) { return json_of(jobs).dump(); }
std::string result_text(const JobTimes& times) { return json_of(times).dump(); }
std::string result_text(const Backlog& backlog) { return json_of(backlog).dump(); }
std::string result_text(const std::optional<Ageing>& ageing) { return json_of(ageing).dump(); }
std::string result_text(const Libraries& libraries) { return json_of(libraries).dump(); }
std::string result_text(const DataPathUse& use) { return json_of(use).dump(); }
std::string result_text(const KeyCosts& costs) { return json_of(costs).dump(); }
std::string result_text(const KmsQueues& queues) { return json_of(queues).dump(); }
std::string result_text(const Operations& operations) { return json_of(operations).dump(); }
std::string result_text(const RevokedKeys& keys) { return json_of(keys).dump(); }
std::string result_text(const KeyNames& names) { return json_of(names).dump(); }
std::string result_text(const std::vector<KeyAtKms>& keys) { return json_of(keys).dump(); }
std::string result_text(const ScrambledData& data) { return json_of(data).dump(); }
std::string result_text(const CellCounts& cell) { return json_of(cell).dump(); }

template <class Result>
std::optional<Result> told_by(std::string_view fold, const sim::Run& run) {
  const std::string_view text = run.result_of(fold);
  if (text.empty()) return std::nullopt;
  return properties::result_in_text<std::optional<Result>>(text);
}

template std::optional<Jobs> told_by(std::string_view, const sim::Run&);
template std::optional<JobTimes> told_by(std::string_view, const sim::Run&);
template std::optional<Backlog> told_by(std::string_view, const sim::Run&);
template std::optional<Ageing> told_by(std::string_view, const sim::Run&);
template std::optional<Libraries> told_by(std::string_view, const sim::Run&);
template std::optional<DataPathUse> told_by(std::string_view, const sim::Run&);
template std::optional<KeyCosts> told_by(std::string_view, const sim::Run&);
template std::optional<KmsQueues> told_by(std::string_view, const sim::Run&);
template std::optional<Operations> told_by(std::string_view, const sim::Run&);
template std::optional<RevokedKeys> told_by(std::string_view, const sim::Run&);
template std::optional<KeyNames> told_by(std::string_view, const sim::Run&);
template std::optional<std::vector<KeyAtKms>> told_by(std::string_view, const sim::Run&);
template std::optional<ScrambledData> told_by(std::string_view, const sim::Run&);
template std::optional<CellCounts> told_by(std::string_view, const sim::Run&);

Json to_json(const RunSummary& run) { return json_of(run); }
Json to_json(const StudySummary& study) { return json_of(study); }
Json to_json(const CampaignSummary& campaign) { return json_of(campaign); }
Json to_json(const Comparison& comparison) { return json_of(comparison); }
Json to_json(const DeterminismTold& told) { return json_of(told); }
Json to_json(const CrashPointsTold& told) { return json_of(told); }
Json to_json(const BoundariesTold& told) { return json_of(told); }
Json to_json(const KeysAtKmsTold& told) { return json_of(told); }
Json to_json(const CatalogueTold& told) { return json_of(told); }
Json to_json(const CalibrationTold& told) { return json_of(told); }

RunSummary run_in(const Json& json) { return result_in<RunSummary>(json); }
StudySummary study_in(const Json& json) { return result_in<StudySummary>(json); }
CampaignSummary campaign_in(const Json& json) { return result_in<CampaignSummary>(json); }
Comparison comparison_in(const Json& json) { return result_in<Comparison>(json); }

std::string json_text(const Json& json) {
  std::string text = json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  // One of ASCII's control characters stays as it is otherwise; what visible_lines() writes of the others is JSON.
  constexpr const char* escapedDelete = "\\u007f";
  for (std::size_t at = text.find('\x7F'); at != std::string::npos; at = text.find('\x7F', at))
    text.replace(at, 1, escapedDelete);
  return scenarios::visible_lines(text);
}

}  // namespace keycell::measures
