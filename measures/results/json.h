#pragma once
// The one JSON form of results: what folds hand to their run, and the files and screens of --json. Each field is named
// once, in fields_of_run.h and fields_of_many.h.

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "measures/results/campaign.h"
#include "measures/results/checks.h"
#include "measures/results/comparison.h"
#include "measures/results/key_names.h"
#include "measures/results/listings.h"
#include "measures/results/run.h"
#include "measures/results/study.h"
#include "properties/result_error.h"

namespace keycell::measures {

using properties::ResultError;

/// As a fold hands it to its run.
std::string result_text(const Jobs& jobs);
std::string result_text(const JobTimes& times);
std::string result_text(const Backlog& backlog);
std::string result_text(const std::optional<Ageing>& ageing);
std::string result_text(const Libraries& libraries);
std::string result_text(const DataPathUse& use);
std::string result_text(const KeyCosts& costs);
std::string result_text(const KmsQueues& queues);
std::string result_text(const Operations& operations);
std::string result_text(const RevokedKeys& keys);
std::string result_text(const KeyNames& names);
std::string result_text(const std::vector<KeyAtKms>& keys);
std::string result_text(const ScrambledData& data);
std::string result_text(const CellCounts& cell);

/// What a fold handed to the run. Nothing when the run died before, or the fold had nothing to say.
template <class Result>
std::optional<Result> told_by(std::string_view fold, const sim::Run& run);

nlohmann::ordered_json to_json(const RunSummary& run);
nlohmann::ordered_json to_json(const StudySummary& study);
nlohmann::ordered_json to_json(const CampaignSummary& campaign);
nlohmann::ordered_json to_json(const Comparison& comparison);
nlohmann::ordered_json to_json(const DeterminismTold& told);
nlohmann::ordered_json to_json(const CrashPointsTold& told);
nlohmann::ordered_json to_json(const BoundariesTold& told);
nlohmann::ordered_json to_json(const KeysAtKmsTold& told);
nlohmann::ordered_json to_json(const CatalogueTold& told);
nlohmann::ordered_json to_json(const CalibrationTold& told);

/// Throw ResultError for what to_json() of this version does not write, with the place where it differs.
RunSummary run_in(const nlohmann::ordered_json& json);
StudySummary study_in(const nlohmann::ordered_json& json);
CampaignSummary campaign_in(const nlohmann::ordered_json& json);
Comparison comparison_in(const nlohmann::ordered_json& json);

/// Indented, with a line end. Names of files may be no UTF-8: what is none is replaced.
std::string json_text(const nlohmann::ordered_json& json);

}  // namespace keycell::measures
