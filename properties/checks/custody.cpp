#include "properties/checks/custody.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "model/chunking.h"
#include "properties/checks/messages.h"
#include "sim/random.h"

namespace keycell::properties {
namespace {

using crypto::KeyClass;
using crypto::SecretId;
using model::Nanos;

std::string_view hosts_of(Role role) {
  switch (role) {
    case Role::mediaAgent: return "MediaAgents";
    case Role::client: return "clients";
    default: return name_of(role);
  }
}

/// After the last use of a key; a cached one may have come then, at the latest.
Nanos allowed(const MemoryRule& rule) {
  switch (rule.holding) {
    case Holding::never:
    case Holding::whileUsed: return custodyGrace;
    case Holding::atMost: return custodyGrace + rule.at_most;
    case Holding::hostUp: return Nanos::max();
  }
  return custodyGrace;
}

bool may_wait_for_a_kms(Role role, KeyClass key_class) {
  return role == Role::commserve && key_class != KeyClass::channelKey && key_class != KeyClass::channelCredential;
}

double seconds(Nanos time) { return static_cast<double>(time.count()) / 1e9; }

std::string seconds_text(Nanos time) {
  return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(time).count()) + " ms";
}

}  // namespace

Custody::Custody(const scenarios::Scenario& scenario, const BoundaryPolicy& policy) : roles_(scenario) {
  for (const Role role : allRoles)
    for (const KeyClass key_class : crypto::allKeyClasses)
      if (const MemoryRule rule = policy.memory_rule(key_class, role); rule.holding != properties::Holding::never)
        limits_[{role, key_class}] = {
            .may_hold = true,
            .after_last_use = allowed(rule),
            .from_memory = rule.holding == properties::Holding::atMost ? std::optional(allowed(rule)) : std::nullopt};
}

void Custody::on(const model::Event& event) {
  if (ended_) return;
  now_ = event.time;
  const auto& body = event.body;
  if (const auto* crossing = std::get_if<model::Crossing>(&body)) {
    if (crossing->place == model::Place::payload) look_at_message(event, *crossing);
  } else if (const auto* held = std::get_if<model::SecretHeld>(&body)) {
    hold(event, *held);
  } else if (const auto* wiped = std::get_if<model::SecretWiped>(&body)) {
    wipe(event, *wiped);
  } else if (const auto* wrapped = std::get_if<model::KeyWrapped>(&body)) {
    Host& host = host_called(event.host);
    use(host, wrapped->what, now_);
    use(host, wrapped->by, now_);
    if (secrets_.is(wrapped->by, KeyClass::networkPassword))
      delivered_[sim::stable_hash(text_of(wrapped->result))] = wrapped->what;
  } else if (const auto* unwrapped = std::get_if<model::KeyUnwrapped>(&body)) {
    Host& host = host_called(event.host);
    use(host, unwrapped->what, now_);
    use(host, unwrapped->by, now_);
    if (host.coming.empty()) return;
    const auto coming = std::ranges::find(host.coming, sim::stable_hash(text_of(unwrapped->from)), &Coming::delivered);
    if (coming == host.coming.end()) return;
    holdings_[place_of(host, unwrapped->what)].chunks_to_go += coming->chunks;
    host.coming.erase(coming);
  } else if (const auto* sealed = std::get_if<model::DataSealed>(&body)) {
    use_chunk(event, sealed->key);
  } else if (const auto* opened = std::get_if<model::DataOpened>(&body)) {
    use_chunk(event, opened->key);
  } else if (const auto* disclosed = std::get_if<model::SecretDisclosed>(&body)) {
    use(host_called(event.host), disclosed->secret, now_);
  } else if (const auto* request = std::get_if<model::KmsRequest>(&body)) {
    answered_by_kms(event, *request);
  } else if (std::holds_alternative<model::HostDown>(body) || std::holds_alternative<model::HostUp>(body)) {
    forget_requests_to(event.host);
  } else if (std::holds_alternative<model::WorkloadEnded>(body)) {
    end(event);
  }
}

// --- holding, using, wiping ----------------------------------------------------------------------------------------

Custody::Place Custody::place_of(const Host& host, SecretId secret) {
  return Place{host.number} << 32 | secret.ordinal;
}

Custody::Host& Custody::host_called(std::string_view name) {
  if (latest_ != hosts_.end() && latest_->first == name) return latest_->second;  // most events are of the same host
  latest_ = hosts_.find(name);
  if (latest_ == hosts_.end()) {
    const Host host{.role = roles_.role_of(name), .number = static_cast<std::uint32_t>(hosts_.size())};
    latest_ = hosts_.emplace(name, host).first;
  }
  return latest_->second;
}

const Custody::Limit& Custody::limit_of(const Host& host, KeyClass key_class) const {
  static const Limit none{};
  const auto found = limits_.find({host.role, key_class});
  return found == limits_.end() ? none : found->second;
}

bool Custody::is_brought_by_requests(const Host& host, KeyClass key_class) const {
  switch (host.role) {
    case Role::kms: return key_class != KeyClass::channelKey && key_class != KeyClass::channelCredential;
    case Role::client:
    case Role::mediaAgent: return key_class == KeyClass::dataKey;
    default: return false;
  }
}

void Custody::hold(const model::Event& event, const model::SecretHeld& held) {
  secrets_.learn(held.secret, held.key_class);
  const KeyClass key_class = *secrets_.class_of(held.secret);
  Host& host = host_called(event.host);
  if (is_brought_by_requests(host, key_class)) ++host.keys_of_requests;
  Holding& holding = holdings_[place_of(host, held.secret)];
  holding.last_use = now_;
  if (held.how != crypto::Arrival::remembered || holding.holders == 0) holding.came = now_;
  if (const auto& most = limit_of(host, key_class).from_memory; most && now_ - holding.came > *most)
    violated(event, "it takes " + secrets_.name_of(held.secret) + " from its memory " +
                        seconds_text(now_ - holding.came) + " after it came");
  if (holding.holders++ > 0) return;
  holding.since = now_;
  if (may_wait_for_a_kms(host.role, key_class)) host.at_hand.push_back(held.secret);
  Total& total = totals_[{host.role, key_class}];
  ++total.times;
  total.most_at_once = std::max(total.most_at_once, ++total.now);

  mark_exercised();
  if (!limit_of(host, key_class).may_hold) {
    violated(event, "a " + std::string(name_of(host.role)) + " may hold no " + std::string(name_of(key_class)) +
                        " in clear, and holds " + secrets_.name_of(held.secret));
  } else if (key_class == KeyClass::dataKey && host.role == Role::client) {
    const auto [owner, is_new] = owners_.emplace(held.secret, event.host);
    if (!is_new && owner->second != event.host)
      violated(event, "it holds " + secrets_.name_of(held.secret) + ", which is of " + owner->second);
  }
}

void Custody::judge_unused(const model::Event& event, const Host& host, std::string_view name, SecretId secret,
                           const Holding& holding, std::string_view what) {
  const Nanos unused = now_ - holding.last_use;
  const KeyClass key_class = *secrets_.class_of(secret);
  const Limit& limit = limit_of(host, key_class);
  if (holding.chunks_to_go > 0 || !limit.may_hold) return;  // broken off, or told when it was first held
  Total& total = totals_[{host.role, key_class}];
  if (limit.after_last_use == Nanos::max()) return;
  total.longest_unused = std::max(total.longest_unused, unused);
  if (unused > limit.after_last_use)
    violated(event, std::string(name) + std::string(what) + secrets_.name_of(secret) + " " + seconds_text(unused) +
                        " after its last use");
}

void Custody::wipe(const model::Event& event, const model::SecretWiped& wiped) {
  Host& host = host_called(event.host);
  const auto key_class = secrets_.class_of(wiped.secret);
  const auto found = holdings_.find(place_of(host, wiped.secret));
  if (!key_class || found == holdings_.end() || found->second.holders == 0) return;
  if (is_brought_by_requests(host, *key_class)) --host.keys_of_requests;
  Total& total = totals_[{host.role, *key_class}];
  if (wiped.power_cut) ++total.lost_in_power_cuts;
  Holding& holding = found->second;
  if (--holding.holders > 0) return;
  const Nanos held = now_ - holding.since;
  total.held += held;
  total.longest = std::max(total.longest, held);
  --total.now;
  if (may_wait_for_a_kms(host.role, *key_class)) std::erase(host.at_hand, wiped.secret);
  if (!wiped.power_cut) judge_unused(event, host, event.host, wiped.secret, holding, " wiped ");
  holdings_.erase(found);
}

void Custody::use(Host& host, SecretId secret, Nanos now) {
  const auto found = holdings_.find(place_of(host, secret));
  if (found != holdings_.end()) found->second.last_use = now;
}

void Custody::use_chunk(const model::Event& event, SecretId key) {
  const auto found = holdings_.find(place_of(host_called(event.host), key));
  if (found == holdings_.end()) return;
  found->second.last_use = now_;
  if (found->second.chunks_to_go > 0) --found->second.chunks_to_go;
}

void Custody::answered_by_kms(const model::Event& event, const model::KmsRequest& request) {
  const Nanos asked = now_ - request.latency;
  const Host& host = host_called(event.host);
  for (const SecretId secret : host.at_hand) {
    Holding& holding = holdings_.at(place_of(host, secret));
    const auto waiting = std::ranges::find(holding.asked, asked);
    if (waiting == holding.asked.end() && holding.last_use != asked) continue;
    if (waiting != holding.asked.end()) holding.asked.erase(waiting);
    holding.last_use = now_;
  }
}

void Custody::ask_kms(std::string_view name) {
  const Host& host = host_called(name);
  // Somebody else may use the key before the answer comes.
  for (const SecretId secret : host.at_hand)
    if (Holding& holding = holdings_.at(place_of(host, secret)); holding.last_use == now_)
      holding.asked.push_back(now_);
}

// --- requests that bring keys --------------------------------------------------------------------------------------

void Custody::look_at_message(const model::Event& event, const model::Crossing& message) {
  const std::string_view what = message.what;
  if (what.starts_with("kms_")) {
    if (!what.ends_with(" reply")) {
      ask_kms(message.from);
      ++host_called(message.to).kms_requests;
    } else {
      answer(event, message);
    }
    return;
  }
  if (!what.starts_with("run_") && !what.starts_with("make_data_key")) return;
  if (what.ends_with(" reply")) return answer(event, message);
  if (const auto request = message_in<protocol::Request>(message)) bring(event, message, *request);
}

void Custody::bring(const model::Event& event, const model::Crossing& message, const protocol::Request& request) {
  const std::string to(message.to);
  const auto chunks = [](const auto& body) {
    const model::Chunking chunking{.bytes = body.stored_bytes(), .chunk_bytes = body.chunk_bytes()};
    return chunking.is_possible() ? chunking.count() : 0;
  };
  Host& host = host_called(to);
  if (request.has_run_backup()) {
    const auto& body = request.run_backup();
    ++host.in_work[backupOrRestore];
    clients_[body.archive_file()] = to;
    bring_key(event, to, to, body.delivered_key(), chunks(body) - std::min(chunks(body), body.first_chunk()));
  } else if (request.has_run_restore()) {
    ++host.in_work[backupOrRestore];
    bring_key(event, to, to, request.run_restore().delivered_key(), chunks(request.run_restore()));
  } else if (request.has_run_aux_copy()) {
    const auto& body = request.run_aux_copy();
    ++host.in_work[auxCopy];
    if (body.source_key().empty()) return;
    const std::uint32_t to_go = chunks(body) - std::min(chunks(body), body.first_chunk());
    const std::string client = clients_[body.archive_file()];
    bring_key(event, to, client, body.source_key(), to_go);
    bring_key(event, to, client, body.target_key(), to_go);
  } else if (request.has_make_data_key()) {
    ++host.in_work[newKey];
  }
}

void Custody::bring_key(const model::Event& event, std::string_view host, const std::string& client,
                        const std::string& delivered, std::uint32_t chunks) {
  const std::uint64_t hash = sim::stable_hash(delivered);
  const auto key = delivered_.find(hash);
  if (key == delivered_.end()) return;
  host_called(host).coming.push_back({hash, chunks});
  if (!client.empty()) own(event, key->second, client);
  delivered_.erase(key);
}

void Custody::own(const model::Event& event, SecretId data_key, const std::string& client) {
  mark_exercised();
  const auto [owner, is_new] = owners_.emplace(data_key, client);
  if (!is_new && owner->second != client)
    violated(event,
             secrets_.name_of(data_key) + ", which is of " + owner->second + ", is given out for data of " + client);
}

void Custody::answer(const model::Event& event, const model::Crossing& reply) {
  Host& host = host_called(reply.from);
  const auto one_less = [](std::uint32_t& count) { count -= count > 0 ? 1 : 0; };
  std::uint32_t most = 0;
  if (host.role == Role::kms) {
    one_less(host.kms_requests);
    if (host.kms_requests > 0) return;
  } else {
    if (reply.what.starts_with("run_aux_copy")) {
      one_less(host.in_work[auxCopy]);
    } else if (reply.what.starts_with("make_data_key")) {
      one_less(host.in_work[newKey]);
    } else {
      one_less(host.in_work[backupOrRestore]);
    }
    most = host.in_work[backupOrRestore] + host.in_work[newKey] + 2 * host.in_work[auxCopy];
  }
  const std::uint32_t too_many = host.keys_of_requests - std::min(host.keys_of_requests, most);
  if (too_many > host.blamed)
    violated(event, std::string(reply.from) + " answers (" + std::string(reply.what) + ") and still holds " +
                        std::to_string(too_many) + (too_many == 1 ? " key" : " keys") + " of what it has answered");
  host.blamed = too_many;
}

void Custody::forget_requests_to(std::string_view name) {
  Host& host = host_called(name);
  host.in_work = {};
  host.kms_requests = 0;
  host.coming.clear();
}

// --- the end -------------------------------------------------------------------------------------------------------

void Custody::end(const model::Event& event) {
  std::vector<Place> held;
  for (const auto& [place, holding] : holdings_)
    if (holding.holders > 0) held.push_back(place);
  std::ranges::sort(held);
  std::map<std::uint32_t, std::string_view> name_of_host;
  for (const auto& [name, host] : hosts_) name_of_host[host.number] = name;
  for (const Place place : held) {
    const SecretId secret{static_cast<std::uint32_t>(place)};
    const std::string_view name = name_of_host.at(static_cast<std::uint32_t>(place >> 32));
    judge_unused(event, host_called(name), name, secret, holdings_.at(place), " still holds ");
  }
  ended_ = true;
}

std::string Custody::details() const {
  std::map<std::uint32_t, Role> role_of_host;
  for (const auto& [name, host] : hosts_) role_of_host[host.number] = host.role;
  std::map<Keeper, Total> totals = totals_;
  for (const auto& [place, holding] : holdings_) {  // still held
    if (holding.holders == 0) continue;
    const SecretId secret{static_cast<std::uint32_t>(place)};
    Total& total = totals[{role_of_host.at(static_cast<std::uint32_t>(place >> 32)), *secrets_.class_of(secret)}];
    total.held += now_ - holding.since;
    total.longest = std::max(total.longest, now_ - holding.since);
  }
  auto custody = nlohmann::ordered_json::array();
  for (const auto& [keeper, total] : totals)
    custody.push_back({{"where", hosts_of(keeper.first)},
                       {"class", name_of(keeper.second)},
                       {"times", total.times},
                       {"key_s", seconds(total.held)},
                       {"longest_s", seconds(total.longest)},
                       {"longest_unused_s", seconds(total.longest_unused)},
                       {"most_at_once", total.most_at_once},
                       {"held_at_the_end", total.now},
                       {"lost_in_power_cuts", total.lost_in_power_cuts}});
  return nlohmann::ordered_json{{"custody", custody}}.dump();
}

std::vector<KeySeconds> key_seconds(const Judgement& custody) {
  std::vector<KeySeconds> result;
  const auto details = nlohmann::json::parse(custody.details);
  for (const auto& entry : details.at("custody"))
    result.push_back({.where = entry.at("where"),
                      .key_class = entry.at("class"),
                      .times = entry.at("times"),
                      .key_s = entry.at("key_s"),
                      .longest_s = entry.at("longest_s"),
                      .longest_unused_s = entry.at("longest_unused_s"),
                      .most_at_once = entry.at("most_at_once"),
                      .held_at_the_end = entry.at("held_at_the_end"),
                      .lost_in_power_cuts = entry.at("lost_in_power_cuts")});
  return result;
}

}  // namespace keycell::properties
