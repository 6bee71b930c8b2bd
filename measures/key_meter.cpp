#include "measures/key_meter.h"

#include <algorithm>

#include "measures/durations.h"
#include "measures/results/json.h"
#include "measures/seconds.h"

namespace keycell::measures {

void KeyMeter::on(const model::Event& event) {
  const auto& body = event.body;
  if (const auto* work = std::get_if<model::KeyWork>(&body)) {
    operations_[static_cast<std::size_t>(work->operation)].add(work->cpu_time);
    by_flow_[{roles_.role_of(event.host), work->use}].add(work->cpu_time);
  } else if (std::holds_alternative<model::DataSealed>(body)) {
    ++records_;
  } else if (const auto* moved = std::get_if<model::DataMoved>(&body)) {
    const auto bytes = static_cast<double>(moved->moved_bytes);
    if (moved->from_end == model::DataEnd::clientRead || moved->from_end == model::DataEnd::clientReadIncremental)
      sealed_by_clients_bytes_ += bytes;
    if (moved->to_end == model::DataEnd::clientWrite) opened_by_clients_bytes_ += bytes;
    if (moved->from_end == model::DataEnd::libraryReEncrypt || moved->from_end == model::DataEnd::librarySynthetic)
      sealed_again_bytes_ += bytes;
  } else if (const auto* request = std::get_if<model::KmsRequest>(&body)) {
    KmsNode& node = kms_[std::string(request->kms)];
    Operation& operation = node.operations[std::string(request->operation)];
    if (request->outcome == model::KmsOutcome::turnedAway) {
      ++operation.turned_away;
    } else {
      operation.failed += request->outcome == model::KmsOutcome::ok ? 0 : 1;
      (has_answered(request->outcome) ? operation.answered_s : operation.unanswered_s)
          .push_back(seconds(request->latency));
    }
    ++node.by_minute[static_cast<std::int64_t>(seconds(event.time) / 60)];
  }
}

KeyCosts KeyMeter::costs() const {
  const auto cost_of = [](const Cost& cost) { return KeyCost{.count = cost.count, .cpu_s = cost.cpu_time.seconds()}; };
  KeyCosts told{.real_records = records_};
  for (std::size_t i = 0; i < crypto::keyOperationCount; ++i)
    told.operations[static_cast<crypto::KeyOperation>(i)] = cost_of(operations_[i]);
  for (const auto& [place, cost] : by_flow_) {
    const std::string side(model::side_of(place.second));
    told.operations_by_flow.push_back({.flow = std::string(model::flow_of(place.second)),
                                       .where = std::string(hosts_of(place.first)),
                                       .side = side.empty() ? std::nullopt : std::optional(side),
                                       .cost = cost_of(cost)});
  }
  const auto bulk = [](double bytes, double rate) { return BulkCost{.bytes = bytes, .cpu_s = bytes / rate}; };
  const auto encrypt = static_cast<double>(costs_.encrypt_bytes_per_s);
  const auto decrypt = static_cast<double>(costs_.decrypt_bytes_per_s);
  told.bulk = {.encrypted_by_clients = bulk(sealed_by_clients_bytes_, encrypt),
               .decrypted_by_clients = bulk(opened_by_clients_bytes_, decrypt),
               .encrypted_again_by_media_agents = bulk(sealed_again_bytes_, 1 / (1 / encrypt + 1 / decrypt))};
  for (const auto& [name, node] : kms_) {
    KmsLoad& load = told.kms[name];
    std::vector<double> answered_s;
    std::vector<double> unanswered_s;
    for (const auto& [what, of] : node.operations) {
      const std::uint64_t count = of.answered_s.size() + of.unanswered_s.size();
      load.requests += count;
      load.failed += of.failed;
      answered_s.insert(answered_s.end(), of.answered_s.begin(), of.answered_s.end());
      unanswered_s.insert(unanswered_s.end(), of.unanswered_s.begin(), of.unanswered_s.end());
      load.operations[what] = {.count = count,
                               .failed = of.failed,
                               .turned_away = of.turned_away,
                               .answered = durations_of(of.answered_s),
                               .unanswered = durations_of(of.unanswered_s)};
    }
    load.answered = durations_of(answered_s);
    load.unanswered = durations_of(unanswered_s);
    const auto peak = std::ranges::max_element(node.by_minute, {}, [](const auto& minute) { return minute.second; });
    load.peak_per_minute = peak->second;
    load.peak_at_s = static_cast<double>(peak->first) * 60;
  }
  return told;
}

std::string KeyMeter::result() const { return result_text(costs()); }

}  // namespace keycell::measures
