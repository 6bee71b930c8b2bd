#include "reports/key_meter.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "reports/statistics.h"

namespace keycell::reports {
namespace {

using Json = nlohmann::ordered_json;
using crypto::WrapForm;

double seconds(model::Nanos time) { return static_cast<double>(time.count()) / 1e9; }

}  // namespace

KeyMeter::KeyMeter(const scenarios::Scenario& scenario) : costs_(scenario.costs) {
  host_called(scenarios::commserveName).role = "CommServe";
  for (const auto& kms : scenario.kms) host_called(kms.name).role = "KMS";
  for (const auto& media_agent : scenario.media_agents) host_called(media_agent.name).role = "MediaAgents";
  for (const auto& group : scenario.clients)
    for (const std::string& client : client_names(group)) host_called(client).role = "clients";
}

KeyMeter::Host& KeyMeter::host_called(std::string_view name) {
  if (const auto found = hosts_.find(name); found != hosts_.end()) return found->second;
  const Host host{.role = std::string(name), .number = static_cast<std::uint32_t>(hosts_.size())};
  return hosts_.emplace(name, host).first->second;
}

void KeyMeter::hold(std::string_view name, const model::SecretHeld& held, double now) {
  const Host& host = host_called(name);
  classes_[held.secret] = held.key_class;
  Holding& holding = holdings_[{host.number, held.secret}];
  if (holding.holders++ > 0) return;
  holding.since = now;
  Custody& custody = custody_[{host.role, held.key_class}];
  ++custody.times;
  custody.most_at_once = std::max(custody.most_at_once, ++custody.now);
}

void KeyMeter::wipe(std::string_view name, crypto::SecretId secret, double now) {
  const Host& host = host_called(name);
  const auto found = holdings_.find({host.number, secret});
  if (found == holdings_.end() || --found->second.holders > 0) return;
  Custody& custody = custody_[{host.role, classes_[secret]}];
  const double held = now - found->second.since;
  custody.seconds += held;
  custody.longest = std::max(custody.longest, held);
  --custody.now;
  holdings_.erase(found);
}

void KeyMeter::on(const model::Event& event) {
  now_ = seconds(event.time);
  const auto& body = event.body;
  if (const auto* held = std::get_if<model::SecretHeld>(&body)) {
    hold(event.host, *held, now_);
  } else if (const auto* wiped = std::get_if<model::SecretWiped>(&body)) {
    wipe(event.host, wiped->secret, now_);
  } else if (const auto* wrapped = std::get_if<model::KeyWrapped>(&body)) {
    ++wraps_[static_cast<std::size_t>(wrapped->form)];
  } else if (const auto* unwrapped = std::get_if<model::KeyUnwrapped>(&body)) {
    ++unwraps_[static_cast<std::size_t>(unwrapped->form)];
  } else if (std::holds_alternative<model::DataSealed>(body)) {
    ++records_;
  } else if (const auto* moved = std::get_if<model::DataMoved>(&body)) {
    const auto bytes = static_cast<double>(moved->moved_bytes);
    if (moved->from_end == model::DataEnd::clientRead) sealed_by_clients_bytes_ += bytes;
    if (moved->to_end == model::DataEnd::clientWrite) opened_by_clients_bytes_ += bytes;
    if (moved->from_end == model::DataEnd::libraryReEncrypt) sealed_again_bytes_ += bytes;
  } else if (const auto* request = std::get_if<model::KmsRequest>(&body)) {
    KmsNode& node = kms_[std::string(request->kms)];
    Operation& operation = node.operations[std::string(request->operation)];
    operation.failed += request->outcome == "ok" ? 0 : 1;
    operation.latencies_s.push_back(seconds(request->latency));
    ++node.by_minute[static_cast<std::int64_t>(now_ / 60)];
  }
}

std::string KeyMeter::result() const {
  Json json;
  const auto of = [](const std::array<std::uint64_t, 4>& counts, WrapForm form) {
    return counts[static_cast<std::size_t>(form)];
  };
  const auto aes = [&](const std::array<std::uint64_t, 4>& counts) {
    return of(counts, WrapForm::aesKeyWrap) + of(counts, WrapForm::aesKeyWrapCrc32) +
           of(counts, WrapForm::aesKeyWrapPaddedCrc32);
  };
  const auto operation = [](std::uint64_t count, model::Nanos each) {
    return Json{{"count", count}, {"cpu_s", static_cast<double>(count) * seconds(each)}};
  };
  json["operations"] = {{"aes_wrap", operation(aes(wraps_), costs_.aes_wrap)},
                        {"aes_unwrap", operation(aes(unwraps_), costs_.aes_unwrap)},
                        {"rsa_public", operation(of(wraps_, WrapForm::rsaOaep), costs_.rsa_public)},
                        {"rsa_private", operation(of(unwraps_, WrapForm::rsaOaep), costs_.rsa_private)}};
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
      const Sample sample(told.latencies_s);
      requests += sample.size();
      operations[what] = {{"count", sample.size()},         {"failed", told.failed},
                          {"p50_s", sample.quantile(0.5)},  {"p95_s", sample.quantile(0.95)},
                          {"p99_s", sample.quantile(0.99)}, {"longest_s", sample.maximum()}};
    }
    entry["requests"] = requests;
    const auto peak = std::ranges::max_element(node.by_minute, {}, [](const auto& minute) { return minute.second; });
    entry["peak_per_minute"] = peak->second;
    entry["peak_at_s"] = static_cast<double>(peak->first) * 60;
  }

  std::map<std::uint32_t, std::string> role_of;
  for (const auto& [name, host] : hosts_) role_of[host.number] = host.role;
  std::map<Keeper, Custody> custody = custody_;
  for (const auto& [where, holding] : holdings_) {  // still held at the end
    Custody& entry = custody[{role_of.at(where.first), classes_.at(where.second)}];
    entry.seconds += now_ - holding.since;
    entry.longest = std::max(entry.longest, now_ - holding.since);
  }
  auto& held = json["custody"] = Json::array();
  for (const auto& [keeper, entry] : custody)
    held.push_back({{"where", keeper.first},
                    {"class", name_of(keeper.second)},
                    {"times", entry.times},
                    {"key_s", entry.seconds},
                    {"longest_s", entry.longest},
                    {"most_at_once", entry.most_at_once},
                    {"held_at_the_end", entry.now}});
  return json.dump();
}

}  // namespace keycell::reports
