#include "properties/checks/custody.h"

#include <algorithm>
#include <utility>

#include "properties/result_json.h"

namespace keycell::properties {
namespace {

using crypto::KeyClass;
using crypto::SecretId;
using model::Nanos;

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
  if (const auto* held = std::get_if<model::SecretHeld>(&body)) {
    hold(event, *held);
  } else if (const auto* wiped = std::get_if<model::SecretWiped>(&body)) {
    wipe(event, *wiped);
  } else if (const auto* wrapped = std::get_if<model::KeyWrapped>(&body)) {
    Host& host = host_called(event.host);
    use(host, wrapped->what, now_, wrapped->owed);
    if (wrapped->form != crypto::WrapForm::rsaOaep) use(host, wrapped->by, now_, Nanos::zero());
  } else if (const auto* unwrapped = std::get_if<model::KeyUnwrapped>(&body)) {
    Host& host = host_called(event.host);
    use(host, unwrapped->what, now_, unwrapped->owed);
    use(host, unwrapped->by, now_, Nanos::zero());
  } else if (const auto* work = std::get_if<model::KeyWork>(&body)) {
    use(host_called(event.host), work->with, now_, work->charged_alone ? Nanos::zero() : work->cpu_time);
  } else if (const auto* sealed = std::get_if<model::DataSealed>(&body)) {
    use_chunk(event, sealed->key);
  } else if (const auto* opened = std::get_if<model::DataOpened>(&body)) {
    use_chunk(event, opened->key);
  } else if (const auto* sent = std::get_if<model::ChunkSent>(&body)) {
    begin_to_leave(event, *sent);
  } else if (const auto* moved = std::get_if<model::DataMoved>(&body)) {
    have_left(event, *moved);
  } else if (const auto* disclosed = std::get_if<model::SecretDisclosed>(&body)) {
    use(host_called(event.host), disclosed->secret, now_, Nanos::zero());
  } else if (const auto* asked = std::get_if<model::KmsAsked>(&body)) {
    ask_kms(event, *asked);
  } else if (const auto* request = std::get_if<model::KmsRequest>(&body)) {
    answered_by_kms(event, *request);
  } else if (const auto* began = std::get_if<model::WorkBegan>(&body)) {
    begin(event, *began);
  } else if (const auto* ended = std::get_if<model::WorkEnded>(&body)) {
    end(event, *ended);
  } else if (std::holds_alternative<model::HostDown>(body) || std::holds_alternative<model::HostUp>(body)) {
    Host& host = host_called(event.host);
    host.in_work.clear();
    host.leaving.clear();
    host.standing.clear();
  } else if (const auto* standing = std::get_if<model::StandsStill>(&body)) {
    stand_still(event, *standing);
  } else if (std::holds_alternative<model::WorkloadEnded>(body)) {
    end_of_workload(event);
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
    violated(event, secrets_.about(held.secret),
             "it takes " + secrets_.name_of(held.secret) + " from its memory " + seconds_text(now_ - holding.came) +
                 " after it came");
  const bool is_first = holding.holders++ == 0;
  account_.comes(holding.held, keeper_of(host, key_class), held.use, now_);
  if (!is_first) return;
  if (may_wait_for_a_kms(host.role, key_class)) host.at_hand.push_back(held.secret);
  Total& total = totals_[{host.role, key_class}];
  ++total.times;
  total.most_at_once = std::max(total.most_at_once, ++total.now);

  mark_exercised();
  if (!limit_of(host, key_class).may_hold) {
    violated(event, secrets_.about(held.secret),
             "a " + std::string(name_of(host.role)) + " may hold no " + std::string(name_of(key_class)) +
                 " in clear, and holds " + secrets_.name_of(held.secret));
  } else if (key_class == KeyClass::dataKey && host.role == Role::client) {
    const auto [owner, is_new] = owners_.emplace(held.secret, event.host);
    if (!is_new && owner->second != event.host)
      violated(event, secrets_.about(held.secret),
               "it holds " + secrets_.name_of(held.secret) + ", which is of " + owner->second);
  }
}

void Custody::judge_unused(const model::Event& event, const Host& host, std::string_view name, SecretId secret,
                           const Holding& holding, std::string_view what) {
  const Nanos unused = now_ - holding.last_use;
  const KeyClass key_class = *secrets_.class_of(secret);
  const Limit& limit = limit_of(host, key_class);
  if (holding.chunks_to_go > 0 || holding.chunks_leaving > 0) return;  // broken off
  if (!limit.may_hold) return;                                         // told when it was first held
  Total& total = totals_[{host.role, key_class}];
  if (limit.after_last_use == Nanos::max()) return;
  total.longest_unused = std::max(total.longest_unused, unused);
  if (unused > limit.after_last_use)
    violated(event, secrets_.about(secret),
             std::string(name) + std::string(what) + secrets_.name_of(secret) + " " + seconds_text(unused) +
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
  --holding.holders;
  const auto held = account_.goes(holding.held, keeper_of(host, *key_class), wiped.use, now_);
  if (!held) return;
  total.held += *held;
  total.longest = std::max(total.longest, *held);
  --total.now;
  if (may_wait_for_a_kms(host.role, *key_class)) std::erase(host.at_hand, wiped.secret);
  if (!wiped.power_cut) judge_unused(event, host, event.host, wiped.secret, holding, " wiped ");
  if (holding.chunks_leaving > 0)
    std::erase_if(host.leaving, [&](const Leaving& chunk) { return chunk.key == wiped.secret; });
  holdings_.erase(found);
}

void Custody::use(Host& host, SecretId secret, Nanos now, Nanos owed) {
  const auto found = holdings_.find(place_of(host, secret));
  if (found == holdings_.end() || found->second.holders == 0) return;
  found->second.last_use = now;
  KeyAccount::owes(found->second.held, owed);
}

void Custody::use_chunk(const model::Event& event, SecretId key) {
  const auto found = holdings_.find(place_of(host_called(event.host), key));
  if (found == holdings_.end()) return;
  found->second.last_use = now_;
  if (found->second.chunks_to_go > 0) --found->second.chunks_to_go;
}

void Custody::begin_to_leave(const model::Event& event, const model::ChunkSent& sent) {
  Host& host = host_called(event.host);
  for (const SecretId key : {sent.key, sent.source_key}) {
    const auto found = holdings_.find(place_of(host, key));
    if (found == holdings_.end()) continue;
    ++found->second.chunks_leaving;
    host.leaving.push_back({.call = sent.call, .key = key});
  }
}

void Custody::have_left(const model::Event& event, const model::DataMoved& moved) {
  Host& host = host_called(event.host);
  std::erase_if(host.leaving, [&](const Leaving& chunk) {
    if (chunk.call != moved.call) return false;
    Holding& holding = holdings_.at(place_of(host, chunk.key));
    holding.last_use = now_;
    --holding.chunks_leaving;
    return true;
  });
}

void Custody::ask_kms(const model::Event& event, const model::KmsAsked& asked) {
  const Host& host = host_called(event.host);
  // Somebody else may use the key before the answer comes.
  for (const SecretId secret : host.at_hand)
    if (Holding& holding = holdings_.at(place_of(host, secret));
        asked.again == model::CallId{} ? holding.last_use == now_ : std::erase(holding.asked, asked.again) > 0)
      holding.asked.push_back(asked.call);
}

void Custody::answered_by_kms(const model::Event& event, const model::KmsRequest& request) {
  if (request.asks_again) return;  // who waits for the next try waits for the same answer
  const Host& host = host_called(event.host);
  for (const SecretId secret : host.at_hand) {
    Holding& holding = holdings_.at(place_of(host, secret));
    if (std::erase(holding.asked, request.call) > 0) holding.last_use = now_;
  }
}

// --- work that brings keys -----------------------------------------------------------------------------------------

void Custody::begin(const model::Event& event, const model::WorkBegan& work) {
  Host& host = host_called(event.host);
  auto known = std::ranges::find(host.in_work, work.call, &Work::call);
  if (known == host.in_work.end()) known = host.in_work.insert(known, {.call = work.call});
  if (work.keys_to_come > 0) known->to_come = work.keys_to_come;
  if (work.key == SecretId{}) return;
  ++known->keys;
  if (work.chunks > 0) {
    holdings_[place_of(host, work.key)].chunks_to_go += work.chunks;
    known->chunks_of.emplace_back(work.key, work.chunks);
  }
  if (host.role == Role::client && work.archive_file != 0) clients_.try_emplace(work.archive_file, work.client);
  const std::string client = work.client.empty() ? clients_[work.archive_file] : std::string(work.client);
  if (!client.empty() && work.archive_file != 0) own(event, work.key, client);
}

void Custody::end(const model::Event& event, const model::WorkEnded& work) {
  Host& host = host_called(event.host);
  if (const auto over = std::ranges::find(host.in_work, work.call, &Work::call); over != host.in_work.end()) {
    const auto its_chunks = std::exchange(over->chunks_of, {});
    host.in_work.erase(over);
    for (const auto& [key, chunks] : its_chunks) forget_chunks(host, key);
  }
  // What a KMS node holds is of whichever request it works on.
  if (host.role == Role::kms && !host.in_work.empty()) return;
  std::uint32_t most = 0;
  // One that has not told of its keys yet may be opening them.
  for (const Work& other : host.in_work) most += other.keys == 0 ? other.to_come : other.keys;
  const std::uint32_t too_many = host.keys_of_requests - std::min(host.keys_of_requests, most);
  if (too_many > host.blamed)
    violated(event, {},
             std::string(event.host) + " has done its work and still holds " + std::to_string(too_many) +
                 (too_many == 1 ? " key" : " keys") + " of it");
  host.blamed = too_many;
}

void Custody::forget_chunks(const Host& host, SecretId key) {
  const auto found = holdings_.find(place_of(host, key));
  if (found == holdings_.end() || found->second.chunks_to_go == 0) return;
  std::uint32_t most = 0;
  for (const Work& other : host.in_work)
    for (const auto& [others_key, chunks] : other.chunks_of) most += others_key == key ? chunks : 0;
  if (most >= found->second.chunks_to_go) return;
  found->second.chunks_to_go = most;
  found->second.last_use = now_;
}

// --- what stands still -----------------------------------------------------------------------------------------------

void Custody::stand_still(const model::Event& event, const model::StandsStill& standing) {
  Host& host = host_called(event.host);
  if (standing.now == model::StandsStill::Now::goesOn) {
    const auto found = std::ranges::find(host.standing, standing.number, &Standstill::number);
    if (found == host.standing.end()) return;
    go_on(host, *found);
    host.standing.erase(found);
    return;
  }
  Standstill begun{.number = standing.number, .what = standing.what, .since = now_};
  for (const auto& [place, holding] : holdings_) {
    if (place >> 32 != host.number || holding.holders == 0) continue;
    const SecretId secret{static_cast<std::uint32_t>(place)};
    const Limit& limit = limit_of(host, *secrets_.class_of(secret));
    if (limit.after_last_use == Nanos::max()) continue;
    // One actor has used what it has in hand at this moment; of a host it is all that nobody has kept too long.
    const bool is_its_own = standing.what == model::StandsStill::What::host
                                ? now_ - holding.last_use <= limit.after_last_use
                                : holding.last_use == now_;
    if (is_its_own) begun.keys.push_back(secret);
  }
  std::ranges::sort(begun.keys);
  host.standing.push_back(std::move(begun));
}

void Custody::go_on(Host& host, const Standstill& standing) {
  const Nanos stood = now_ - standing.since;
  for (const SecretId secret : standing.keys) {
    const auto found = holdings_.find(place_of(host, secret));
    if (found == holdings_.end() || found->second.holders == 0) continue;
    found->second.last_use = std::min(now_, found->second.last_use + stood);
    StoodStill& told = stood_still_[{host.number, *secrets_.class_of(secret)}];
    ++told.times;
    told.longest = std::max(told.longest, stood);
  }
}

void Custody::own(const model::Event& event, SecretId data_key, const std::string& client) {
  mark_exercised();
  const auto [owner, is_new] = owners_.emplace(data_key, client);
  if (!is_new && owner->second != client)
    violated(event, secrets_.about(data_key),
             secrets_.name_of(data_key) + ", which is of " + owner->second + ", is given out for data of " + client);
}

// --- the end -------------------------------------------------------------------------------------------------------

void Custody::end_of_workload(const model::Event& event) {
  for (auto& [name, host] : hosts_)
    for (const Standstill& standing : std::exchange(host.standing, {})) go_on(host, standing);
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
  std::map<std::uint32_t, std::pair<std::string_view, const Host*>> by_number;
  for (const auto& [name, host] : hosts_) by_number[host.number] = {name, &host};
  std::map<Keeper, Total> totals = totals_;
  KeyAccount account = account_;
  for (const auto& [place, holding] : holdings_) {  // still held
    if (holding.holders == 0) continue;
    const SecretId secret{static_cast<std::uint32_t>(place)};
    const Host& host = *by_number.at(static_cast<std::uint32_t>(place >> 32)).second;
    const KeyClass key_class = *secrets_.class_of(secret);
    Total& total = totals[{host.role, key_class}];
    KeyAccount::Held until_now = holding.held;
    const Nanos held = account.ends(until_now, keeper_of(host, key_class), now_);
    total.held += held;
    total.longest = std::max(total.longest, held);
  }
  HeldKeys told;
  for (const auto& [keeper, total] : totals)
    told.custody.push_back({.where = std::string(hosts_of(keeper.first)),
                            .key_class = std::string(name_of(keeper.second)),
                            .times = total.times,
                            .key_s = total.held.seconds(),
                            .longest_s = seconds(total.longest),
                            .longest_unused_s = seconds(total.longest_unused),
                            .most_at_once = total.most_at_once,
                            .held_at_the_end = total.now,
                            .lost_in_power_cuts = total.lost_in_power_cuts});
  for (const auto& [flow, of] : account.by_flow()) {
    const auto& [role, use, key_class] = flow;
    const std::string side(model::side_of(use));
    told.by_flow.push_back({.flow = std::string(model::flow_of(use)),
                            .where = std::string(hosts_of(role)),
                            .key_class = std::string(name_of(key_class)),
                            .side = side.empty() ? std::nullopt : std::optional(side),
                            .times = of.times,
                            .key_s = of.held.seconds(),
                            .longest_s = seconds(of.longest)});
  }
  for (const auto& [place, of] : account.by_host()) {
    const auto& [name, host] = by_number.at(place.first);
    told.by_host.push_back({.host = std::string(name),
                            .where = std::string(hosts_of(host->role)),
                            .key_class = std::string(name_of(place.second)),
                            .times = of.times,
                            .key_s = of.held.seconds(),
                            .longest_s = seconds(of.longest)});
  }
  for (const auto& [place, of] : stood_still_) {
    const auto& [name, host] = by_number.at(place.first);
    told.stood_still.push_back({.host = std::string(name),
                                .where = std::string(hosts_of(host->role)),
                                .key_class = std::string(name_of(place.second)),
                                .times = of.times,
                                .longest_s = seconds(of.longest)});
  }
  return json_of(told).dump();
}

HeldKeys held_keys(const Judgement& custody) { return result_in_text<HeldKeys>(custody.details); }

}  // namespace keycell::properties
