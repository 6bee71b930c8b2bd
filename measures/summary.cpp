#include "measures/summary.h"

#include <fmt/format.h>

#include <algorithm>

#include "crypto/hash.h"
#include "measures/results/json.h"
#include "measures/seconds.h"
#include "measures/warnings.h"
#include "measures/weaknesses.h"
#include "model/kms/capacity.h"
#include "properties/checks/custody.h"
#include "properties/checks/restorable.h"
#include "properties/checks/secret_places.h"
#include "scenarios/readings.h"
#include "scenarios/units.h"
#include "scenarios/words.h"
#include "scenarios/write.h"

namespace keycell::measures {
namespace {

using properties::Judgement;

/// "works 2 ms on a request, on 8 at once, first come first served".
std::string kms_assumption(const model::KmsCapacity& capacity) {
  std::string text = fmt::format(
      "works {}{} on a request, on {} at once", scenarios::duration_text(capacity.service_time),
      capacity.law == model::ServiceLaw::exponential ? " in the mean, exponentially drawn," : "", capacity.workers);
  if (capacity.nodes > 1) text += fmt::format(" at each of {} nodes, which get requests in turn", capacity.nodes);
  text += ", first come first served";
  if (capacity.queue) text += fmt::format("; {} may wait{}", *capacity.queue, capacity.nodes > 1 ? " at each" : "");
  if (capacity.requests_per_second)
    text += fmt::format("; it takes {} requests a second", *capacity.requests_per_second);
  return text;
}

std::vector<std::string> texts_of(const std::vector<properties::Evidence>& evidence) {
  std::vector<std::string> texts;
  for (const properties::Evidence& each : evidence) texts.push_back(each.text());
  return texts;
}

/// With who held which keys, which CUS-1 told: it stands with the other work of keys.
/// Nothing of a run that did not come to its end.
std::optional<properties::DurableTold> durable_of(const sim::Run& run) {
  const std::string_view judged = run.result_of("AVL-1");
  if (judged.empty() || run.ending != sim::Ending::ended) return std::nullopt;
  return durable_told(properties::judgement_of(judged));
}

std::optional<KeyWork> key_work_of(const sim::Run& run) {
  const auto costs = told_by<KeyCosts>("key-work", run);
  if (!costs) return std::nullopt;
  KeyWork work{.costs = *costs};
  if (const std::string_view custody = run.result_of("CUS-1"); !custody.empty()) {
    const properties::HeldKeys held = held_keys(properties::judgement_of(custody));
    work.custody = held.custody;
    work.custody_by_flow = held.by_flow;
    work.custody_by_host = held.by_host;
  }
  return work;
}

}  // namespace

std::vector<std::string> assumptions_of(const scenarios::Scenario& scenario) {
  const scenarios::Costs& costs = scenario.costs;
  const auto rate = [](std::uint64_t bytes_per_s) {
    return scenarios::rate_text(bytes_per_s, scenarios::RateStyle::bytes);
  };
  std::vector<std::string> assumed{
      fmt::format("a stream of data is a fluid that takes an even share of the resources it crosses (SimGrid, CM02, no "
                  "cross-traffic); control messages take their time and share nothing"),
      fmt::format("one core encrypts {}, decrypts {}, compresses {}; unwraps an AES key in {}, an RSA one in {}; "
                  "generates an RSA pair in {}",
                  rate(costs.encrypt_bytes_per_s), rate(costs.decrypt_bytes_per_s), rate(costs.compress_bytes_per_s),
                  scenarios::duration_text(costs.aes_unwrap), scenarios::duration_text(costs.rsa_private),
                  scenarios::duration_text(costs.rsa_pair)),
      fmt::format("a sync of the CSDB's disk takes {}; {} {} of the CommServe do key operations",
                  scenarios::duration_text(costs.disk_sync), scenario.commserve.cores,
                  scenario.commserve.cores == 1 ? "core" : "cores"),
      fmt::format("a chunk is {}, its real record {}; a stream has up to {} of them in flight",
                  scenarios::size_text(scenario.data_path.chunk_bytes),
                  scenarios::size_text(scenario.data_path.record_bytes), scenario.data_path.in_flight)};
  for (const auto& kms : scenario.kms)
    if (is_node(kms))
      assumed.push_back(kms.name + " " + kms_assumption(model::kms_capacity(kms.values, costs.kms_service)));
  if (std::ranges::any_of(scenario.kms, scenarios::is_node))
    assumed.push_back(
        fmt::format("the CommServe asks a KMS again that turned it away after {}, twice that and so on up "
                    "to {}, each {} up or down by chance, for {} in all ([kms_client], [jobs] call_deadline)",
                    scenarios::duration_text(scenario.kms_client.first_retry),
                    scenarios::duration_text(scenario.kms_client.longest_retry),
                    scenarios::share_text(scenario.kms_client.retry_jitter_ppm),
                    scenarios::duration_text(scenario.jobs.call_deadline)));
  if (costs.scan == scenarios::Nanos::zero() && costs.archive_index == scenarios::Nanos::zero())
    assumed.emplace_back("scan and archive index take no time ([costs] scan, archive_index)");
  if (std::ranges::any_of(scenario.copies, [](const scenarios::Copy& copy) { return copy.retention.has_value(); }))
    assumed.push_back(fmt::format(
        "data ageing runs daily at {} ([commserve] ageing_at); a backup's age counts from when it was asked "
        "for, its cycles are those of its client in its copy, and the one that goes on counts; what a "
        "failed or killed backup left goes with the next run",
        scenarios::time_of_day_text(scenario.commserve.ageing_at)));
  if (std::ranges::any_of(scenario.clients, &scenarios::ClientGroup::is_deduplicated))
    assumed.emplace_back(
        "deduplication divides amounts and nothing else: every backup stands alone, under its own data key, whose key "
        "a "
        "block is under that several share is not simulated; ageing frees what a backup added; a restore reads and "
        "sends what was left out too");
  const auto hits_the_commserve = [](const scenarios::Fault& fault) {
    return fault.kind == "power-cut" && fault.values.text("target") == scenarios::commserveName;
  };
  if (scenario.readings.network_password_at_rest == model::PasswordAtRest::memory &&
      std::ranges::any_of(scenario.faults, hits_the_commserve))
    assumed.emplace_back(
        "after a power cut the CommServe has the client network passwords again from its installation, outside the "
        "CSDB "
        "(network_password_at_rest = memory)");
  return assumed;
}

std::string hash_text(std::uint64_t hash) { return fmt::format("{:016x}", hash); }

std::string sha256_of(const scenarios::Scenario& scenario) {
  return crypto::sha256_text(view_of(scenarios::to_toml(scenario)));
}

CheckedScenario checked_scenario(const std::string& name, const scenarios::Scenario& scenario) {
  return {.name = name, .title = scenario.title, .sha256 = sha256_of(scenario)};
}

std::string scope_of(const scenarios::Scenario& scenario) {
  return fmt::format(
      "The verdicts speak of the published description of {} (unwrap = {}) as KeyCell reads it, in this scenario with "
      "this seed; of no vendor's product.",
      scenario.keys.profile, scenario.keys.unwrap == crypto::Unwrap::fetch ? "fetch" : "remote");
}

RunSummary summarize(const Subject& subject, const sim::Run& run, const Verdicts& verdicts) {
  const scenarios::Scenario& scenario = *subject.scenario;
  RunSummary summary{
      .made_by = made_by_this(),
      .scenario = {.name = subject.name,
                   .title = scenario.title,
                   .profile = scenario.keys.profile,
                   .record_bytes = scenario.data_path.record_bytes,
                   .channel = scenario.network.channel,
                   .start = scenario.start ? std::optional(model::date_text(*scenario.start)) : std::nullopt,
                   .sha256 = sha256_of(scenario)},
      .seed = subject.seed.value,
      .ending = run.ending,
      .ending_detail = run.detail,
      .has_backlog = run.has_backlog,
      .event_hash = hash_text(run.event_hash),
      .events = run.events,
      .simulated_s = seconds(run.simulated),
      .wall_s = subject.wall_seconds,
      .jobs = told_by<Jobs>("jobs", run),
      .operations = told_by<Operations>("operations", run),
      .durable = durable_of(run),
      .revoked = told_by<RevokedKeys>("revoked", run),
      .backlog = told_by<Backlog>("backlog", run),
      .ageing = told_by<Ageing>("ageing", run),
      .libraries = told_by<Libraries>("libraries", run),
      .data_path = told_by<DataPathUse>("data-path", run),
      .key_work = key_work_of(run),
      .kms = told_by<KmsQueues>("kms", run),
      .job_time = told_by<JobTimes>("job-time", run),
      .cell = told_by<CellCounts>("cell", run),
      .assumptions = assumptions_of(scenario),
      .faults_that_never_acted = verdicts.never_acted,
      .not_applicable = verdicts.not_applicable,
      .not_judged = verdicts.not_judged,
      .unexpected = verdicts.unexpected,
      .expected_but_not_violated = verdicts.missing,
      .scope = scope_of(scenario),
      .replay = subject.replay,
      .exit_code = static_cast<int>(verdicts.outcome)};
  for (const auto& reading : scenarios::readings_in_force(scenario))
    summary.readings.push_back(
        {.name = reading.name, .value = reading.value, .is_default = reading.is_default, .tag = reading.tag});
  summary.warnings = warnings_of(scenario, summary.jobs, summary.cell, summary.operations);
  if (run.has_backlog)
    summary.warnings.push_back(
        {WarningOf::backlog, fmt::format("jobs were in work at the horizon, {}: what is left of them is a backlog",
                                         scenarios::instant_text(scenario.horizon))});
  summary.weaknesses = weaknesses_of(scenario, verdicts, told_by<ScrambledData>("scrambled", run));
  for (const sim::HostDisk& disk : run.disks)
    if (disk.operations > 0) summary.disks[disk.host] = {.durable_operations = disk.operations};
  for (const Judgement& judgement : verdicts.judgements)
    summary.verdicts.push_back(
        {.id = judgement.id,
         .statement = judgement.statement,
         .verdict = judgement.verdict,
         .expected_violated = scenario.expect.contains(judgement.id),
         .known_of_profile = std::ranges::find(verdicts.known, judgement.id) != verdicts.known.end(),
         .exercised = judgement.exercised,
         .vacuous_because = judgement.vacuous_because,
         .violations = judgement.violations,
         .evidence = texts_of(judgement.evidence),
         .details = judgement.id == "SEC-1" ? std::optional(what_crossed(judgement)) : std::nullopt});
  return summary;
}

}  // namespace keycell::measures
