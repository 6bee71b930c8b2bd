#include "measures/key_meter.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "measures/seconds.h"
#include "measures/statistics.h"

namespace keycell::measures {
namespace {

using Json = nlohmann::ordered_json;

}  // namespace

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
      operation.latencies_s.push_back(seconds(request->latency));
    }
    ++node.by_minute[static_cast<std::int64_t>(seconds(event.time) / 60)];
  }
}

std::string KeyMeter::result() const {
  Json json;
  const auto cost_of = [](const Cost& cost) { return Json{{"count", cost.count}, {"cpu_s", cost.cpu_time.seconds()}}; };
  auto& by_kind = json["operations"] = Json::object();
  for (std::size_t i = 0; i < crypto::keyOperationCount; ++i)
    by_kind[std::string(name_of(static_cast<crypto::KeyOperation>(i)))] = cost_of(operations_[i]);
  auto& by_flow = json["operations_by_flow"] = Json::array();
  for (const auto& [place, cost] : by_flow_) {
    Json entry{{"flow", model::flow_of(place.second)}, {"where", hosts_of(place.first)}};
    if (!model::side_of(place.second).empty()) entry["side"] = model::side_of(place.second);
    entry.update(cost_of(cost));
    by_flow.push_back(std::move(entry));
  }
  const auto bulk = [](double bytes, double rate) { return Json{{"bytes", bytes}, {"cpu_s", bytes / rate}}; };
  const auto encrypt = static_cast<double>(costs_.encrypt_bytes_per_s);
  const auto decrypt = static_cast<double>(costs_.decrypt_bytes_per_s);
  json["bulk"] = {{"encrypted_by_clients", bulk(sealed_by_clients_bytes_, encrypt)},
                  {"decrypted_by_clients", bulk(opened_by_clients_bytes_, decrypt)},
                  {"encrypted_again_by_media_agents", bulk(sealed_again_bytes_, 1 / (1 / encrypt + 1 / decrypt))}};
  json["real_records"] = records_;

  auto& nodes = json["kms"] = Json::object();
  for (const auto& [name, node] : kms_) {
    Json& entry = nodes[name] = {{"requests", 0}};
    std::uint64_t requests = 0;
    auto& operations = entry["operations"] = Json::object();
    for (const auto& [what, told] : node.operations) {
      const bool is_timed = !told.latencies_s.empty();
      const Sample sample(is_timed ? told.latencies_s : std::vector<double>{0});
      requests += told.latencies_s.size();
      operations[what] = {{"count", told.latencies_s.size()}, {"failed", told.failed},
                          {"turned_away", told.turned_away},  {"p50_s", sample.quantile(0.5)},
                          {"p95_s", sample.quantile(0.95)},   {"p99_s", sample.quantile(0.99)},
                          {"longest_s", sample.maximum()}};
    }
    entry["requests"] = requests;
    const auto peak = std::ranges::max_element(node.by_minute, {}, [](const auto& minute) { return minute.second; });
    entry["peak_per_minute"] = peak->second;
    entry["peak_at_s"] = static_cast<double>(peak->first) * 60;
  }
  return json.dump();
}

}  // namespace keycell::measures
