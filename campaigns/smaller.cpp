#include "campaigns/smaller.h"

#include <algorithm>

#include "campaigns/space.h"
#include "model/path.h"
#include "properties/catalogue.h"
#include "properties/documented_weaknesses.h"
#include "scenarios/actions.h"
#include "scenarios/description.h"
#include "scenarios/fault_kinds.h"
#include "scenarios/reader.h"
#include "scenarios/validate.h"

namespace keycell::campaigns {
namespace {

using scenarios::Scenario;

void forget_faults_of(Scenario& s, scenarios::Sort sort, const std::string& name) {
  std::erase_if(s.faults, [&](const scenarios::Fault& fault) {
    return name_of_thing_is_said(*scenarios::find_fault_kind(fault.kind), fault.values, sort, name);
  });
}

void forget_host(Scenario& s, const std::string& host) { forget_faults_of(s, scenarios::Sort::host, host); }

/// What befell one of the clients that are no more, or have another name now, befalls the first.
void set_count(Scenario& s, scenarios::ClientGroup& group, std::uint32_t count) {
  const std::vector<std::string> before = client_names(group);
  group.count = count;
  const std::vector<std::string> now = client_names(group);
  const auto is_in = [](const std::vector<std::string>& names, const std::string& name) {
    return std::ranges::find(names, name) != names.end();
  };
  for (scenarios::Fault& fault : s.faults)
    for (const scenarios::RowKey& key : scenarios::find_fault_kind(fault.kind)->keys) {
      if (key.names == nullptr || key.names->sort != scenarios::Sort::host) continue;
      const std::string host = fault.values.text(key.name);
      if (is_in(before, host) && !is_in(now, host)) fault.values.say(key.name, now.front());
    }
}

/// Removes what speaks of a group that is not there any more.
void forget_group(Scenario& s, const std::string& group) {
  const auto is_of_group = [&](const auto& work) { return work.clients == group; };
  const auto speaks_of_it = [&](const scenarios::Operator& hand) {
    return name_of_thing_is_said(*scenarios::find_action(hand.action), hand.values, scenarios::Sort::group, group);
  };
  for (const scenarios::ClientGroup& clients : s.clients)
    if (clients.name == group)
      for (const std::string& client : client_names(clients)) forget_host(s, client);
  std::erase_if(s.clients, [&](const auto& clients) { return clients.name == group; });
  std::erase_if(s.backups, is_of_group);
  std::erase_if(s.schedules, is_of_group);
  std::erase_if(s.restores, is_of_group);
  std::erase_if(s.operators, speaks_of_it);
}

/// Removes what speaks of keys that nobody has any more.
void forget_owner(Scenario& s, const std::string& owner) {
  std::erase_if(s.rotations, [&](const auto& rotation) { return rotation.of == owner; });
  std::erase_if(s.operators, [&](const scenarios::Operator& hand) {
    return name_of_thing_is_said(*scenarios::find_action(hand.action), hand.values, scenarios::Sort::keyOwner, owner);
  });
  forget_faults_of(s, scenarios::Sort::keyOwner, owner);
}

void forget_copy(Scenario& s, const scenarios::Copy& copy) {
  std::erase(s.copies, copy);
  forget_owner(s, model::path_of(copy.policy, copy.name));
  std::erase_if(s.aux_copies, [&](const auto& work) { return work.policy == copy.policy && work.copy == copy.name; });
  for (scenarios::Schedule& schedule : s.schedules)
    for (const scenarios::ClientGroup& group : s.clients)
      if (group.name == schedule.clients && group.policy == copy.policy) std::erase(schedule.aux_copies, copy.name);
  std::erase_if(s.restores, [&](const auto& restore) {
    return restore.copy == copy.name && std::ranges::any_of(s.clients, [&](const auto& group) {
             return group.name == restore.clients && group.policy == copy.policy;
           });
  });
}

/// Where a group's backups come to lie: the MediaAgent of each copy of its policy, in the order of names.
std::vector<std::string> places_of(const Scenario& s, const scenarios::ClientGroup& group) {
  std::vector<std::string> places;
  for (const scenarios::Copy& copy : all_copies(s))
    if (copy.policy == policy_of(group)) places.push_back(media_agent_of(s, copy));
  std::ranges::sort(places);
  return places;
}

/// Whether a MediaAgent gets what it did not get before.
bool has_moved_data(const Scenario& from, const Scenario& to) {
  return std::ranges::any_of(to.clients, [&](const scenarios::ClientGroup& group) {
    const auto before = std::ranges::find(from.clients, group.name, &scenarios::ClientGroup::name);
    return before != from.clients.end() && !std::ranges::includes(places_of(from, *before), places_of(to, group));
  });
}

/// A default as a scenario file would have it.
scenarios::Value value_of(const scenarios::Written& written) {
  struct Content {
    decltype(scenarios::Value::content) operator()(const std::string& text) const { return text; }
    decltype(scenarios::Value::content) operator()(std::uint64_t number) const {
      return static_cast<std::int64_t>(number);
    }
    decltype(scenarios::Value::content) operator()(const std::vector<std::string>& texts) const {
      scenarios::Array array;
      for (const std::string& text : texts) array.push_back({.at = {}, .content = text});
      return array;
    }
    decltype(scenarios::Value::content) operator()(const scenarios::WrittenTable& table) const {
      scenarios::Table content;
      for (const auto& [key, text] : table.texts)
        content.entries.push_back({.key = key, .at = {}, .value = {.at = {}, .content = text}});
      return content;
    }
  };
  return {.at = {}, .content = std::visit(Content{}, written)};
}

/// Those that need not come after another: what follows keeps its time, and so its place.
void round_instants(const scenarios::Row& row, scenarios::Values& values, scenarios::Nanos unit) {
  for (const scenarios::RowKey& key : row.keys) {
    if (key.form.kind != scenarios::Kind::instant || !key.comes_after.empty()) continue;
    if (const auto at = values.time(key.name)) values.say(key.name, *at - *at % unit);
  }
}

class Smaller {
 public:
  explicit Smaller(const Scenario& from)
      : from_(from),
        expects_weaknesses_(from.expect.violated == properties::documented_weaknesses(from)),
        has_usual_horizon_(from.horizon == Scenario{}.horizon + last_time(from)),
        has_usual_costs_(from.costs == costs_of(scenarios::usual_calibration(), from.data_path.cipher)) {}

  std::vector<Scenario> all() {
    without(&Scenario::faults);
    without_operators();
    without(&Scenario::rotations);
    without_groups();
    without(&Scenario::restores);
    without(&Scenario::schedules);
    without(&Scenario::backups);
    without(&Scenario::aux_copies);
    without_copies();
    without_shared_libraries();
    without_pools_and_hosts();
    with_less_in_each();
    with_default_settings();
    with_rounder_times();
    return std::move(found_);
  }

 private:
  template <class Change>
  void try_with(Change change) {
    Scenario s = from_;
    change(s);
    if (s.clients.empty()) return;
    // What was enough for one is not for two: the cell would fail for that, not for what it failed for.
    if (has_moved_data(from_, s))
      for (scenarios::MediaAgent& media_agent : s.media_agents) media_agent.library_capacity_bytes.reset();
    if (s == from_) return;
    if (has_usual_horizon_) s.horizon = Scenario{}.horizon + last_time(s);
    if (has_usual_costs_) s.costs = costs_of(scenarios::usual_calibration(), s.data_path.cipher);
    if (expects_weaknesses_) s.expect.violated = properties::documented_weaknesses(s);
    try {
      scenarios::validate(s, {.property_ids = properties::property_ids()});
    } catch (const scenarios::InvalidScenario&) {
      return;
    }
    found_.push_back(std::move(s));
  }

  template <class Part>
  void without(std::vector<Part> Scenario::*parts) {
    const std::size_t count = (from_.*parts).size();
    if (count > 1) try_with([&](Scenario& s) { (s.*parts).clear(); });
    for (std::size_t i = 0; i < count; ++i)
      try_with([&](Scenario& s) { (s.*parts).erase((s.*parts).begin() + static_cast<std::ptrdiff_t>(i)); });
  }

  /// Who is suspended must be resumed: else the cell would fail for that, not for what it failed for.
  void without_operators() {
    if (from_.operators.size() > 1) try_with([](Scenario& s) { s.operators.clear(); });
    for (std::size_t i = 0; i < from_.operators.size(); ++i) {
      const scenarios::Operator& hand = from_.operators[i];
      if (!scenarios::find_action(hand.action)->undoes.empty()) continue;
      try_with([&](Scenario& s) {
        const auto place = s.operators.begin() + static_cast<std::ptrdiff_t>(i);
        const auto resumed = std::find_if(place, s.operators.end(), [&](const auto& other) {
          return scenarios::find_action(other.action)->undoes == hand.action && other.values == hand.values;
        });
        if (resumed != s.operators.end()) s.operators.erase(resumed);
        s.operators.erase(s.operators.begin() + static_cast<std::ptrdiff_t>(i));
      });
    }
  }

  void without_groups() {
    for (const scenarios::ClientGroup& group : from_.clients)
      try_with([&](Scenario& s) { forget_group(s, group.name); });
    // One of each at once: what needs as many here as there would stop at the first group that is made smaller alone.
    if (from_.clients.size() > 1)
      try_with([](Scenario& s) {
        for (scenarios::ClientGroup& group : s.clients) set_count(s, group, 1);
      });
    for (std::size_t i = 0; i < from_.clients.size(); ++i)
      if (from_.clients[i].count > 2)
        try_with([&](Scenario& s) { set_count(s, s.clients[i], s.clients[i].count / 2); });
    for (std::size_t i = 0; i < from_.clients.size(); ++i)
      if (from_.clients[i].count > 1)
        try_with([&](Scenario& s) { set_count(s, s.clients[i], s.clients[i].count - 1); });
  }

  void without_copies() {
    for (const scenarios::Copy& copy : from_.copies) try_with([&](Scenario& s) { forget_copy(s, copy); });
    for (std::size_t i = 0; i < from_.copies.size(); ++i)
      if (from_.copies[i].pool.empty() && !from_.pools.empty())
        try_with([&](Scenario& s) {
          scenarios::Copy& copy = s.copies[i];
          forget_owner(s, model::path_of(copy.policy, copy.name));
          copy.media_agent.clear();
          go_by_one(copy);
          copy.kms.clear();
          copy.pool = s.pools.front().name;
        });
    // Backed up to the pool itself in place of a policy that has only a primary copy on it.
    for (const scenarios::Copy& copy : from_.copies) {
      if (copy.pool.empty() || !copy.source.empty()) continue;
      try_with([&](Scenario& s) {
        for (scenarios::ClientGroup& group : s.clients)
          if (group.policy == copy.policy) {
            group.policy.clear();
            group.pool = copy.pool;
          }
        forget_copy(s, copy);
      });
    }
  }

  template <class Part>
  static void go_by_one(Part& part) {
    part.alternates.clear();
    part.data_paths = scenarios::DataPathUse::preferred;
  }
  /// Of pools, and of copies without one.
  template <class Change>
  static void change_paths(Scenario& s, Change change) {
    for (scenarios::Pool& pool : s.pools) change(pool);
    for (scenarios::Copy& copy : s.copies) change(copy);
  }

  void without_shared_libraries() {
    try_with([](Scenario& s) {
      change_paths(s, [](auto& part) { go_by_one(part); });
      for (scenarios::MediaAgent& media_agent : s.media_agents) media_agent.library.clear();
      s.libraries.clear();
    });
    for (std::size_t i = 0; i < from_.pools.size(); ++i) try_with([&](Scenario& s) { go_by_one(s.pools[i]); });
    for (std::size_t i = 0; i < from_.copies.size(); ++i) try_with([&](Scenario& s) { go_by_one(s.copies[i]); });
    try_with(
        [](Scenario& s) { change_paths(s, [](auto& part) { part.data_paths = scenarios::DataPathUse::preferred; }); });
    for (std::size_t i = 0; i < from_.libraries.size(); ++i)
      try_with([&](Scenario& s) { s.libraries[i].capacity_bytes.reset(); });
    for (const scenarios::Library& library : from_.libraries)
      try_with([&](Scenario& s) { std::erase(s.libraries, library); });
  }

  void without_pools_and_hosts() {
    for (const scenarios::Pool& pool : from_.pools)
      try_with([&](Scenario& s) {
        std::erase(s.pools, pool);
        forget_owner(s, model::path_of(pool.name));
      });
    // Everything on the first one, then without the rest.
    const auto all_on_first = [&](auto& parts, auto member) {
      if (from_.pools.empty()) return;
      const std::string first = parts.front().name;
      try_with([&](Scenario& s) {
        for (scenarios::Pool& pool : s.pools) pool.*(member.first) = first;
        for (scenarios::Copy& copy : s.copies)
          if (copy.pool.empty()) copy.*(member.second) = first;
        change_paths(s, [&](auto& part) {
          if (std::ranges::count(part.alternates, part.media_agent) > 0) go_by_one(part);
        });
      });
    };
    all_on_first(from_.kms, std::pair(&scenarios::Pool::kms, &scenarios::Copy::kms));
    all_on_first(from_.media_agents, std::pair(&scenarios::Pool::media_agent, &scenarios::Copy::media_agent));
    for (std::size_t i = 1; i < from_.pools.size(); ++i)
      try_with([&](Scenario& s) {
        const std::string name = s.pools[i].name;
        for (scenarios::ClientGroup& group : s.clients)
          if (group.pool == name) group.pool = s.pools.front().name;
        for (scenarios::Copy& copy : s.copies)
          if (copy.pool == name) copy.pool = s.pools.front().name;
        forget_owner(s, model::path_of(name));
        s.pools.erase(s.pools.begin() + static_cast<std::ptrdiff_t>(i));
      });
    for (const scenarios::Kms& kms : from_.kms)
      try_with([&](Scenario& s) {
        forget_host(s, kms.name);
        std::erase(s.kms, kms);
      });
    for (const scenarios::MediaAgent& media_agent : from_.media_agents)
      try_with([&](Scenario& s) {
        forget_host(s, media_agent.name);
        std::erase(s.media_agents, media_agent);
        change_paths(s, [&](auto& part) {
          std::erase(part.alternates, media_agent.name);
          if (part.alternates.empty()) go_by_one(part);
        });
      });
  }

  /// Round times read better; what matters is the order, which a candidate may keep.
  void with_rounder_times() {
    for (const scenarios::Nanos unit :
         {scenarios::Nanos(std::chrono::hours(1)), scenarios::Nanos(std::chrono::minutes(1))})
      try_with([&](Scenario& s) {
        const auto round = [&](scenarios::Nanos& at) { at -= at % unit; };
        for (auto& backup : s.backups) round(backup.at);
        for (auto& schedule : s.schedules)
          if (schedule.at) round(*schedule.at);
        for (auto& restore : s.restores) round(restore.at);
        for (auto& aux_copy : s.aux_copies) round(aux_copy.at);
        for (auto& rotation : s.rotations) round(rotation.at);
        for (auto& hand : s.operators) round(hand.at);
        for (auto& fault : s.faults) round_instants(*scenarios::find_fault_kind(fault.kind), fault.values, unit);
      });
  }

  void with_less_in_each() {
    for (std::size_t i = 0; i < from_.media_agents.size(); ++i)
      try_with([&](Scenario& s) { s.media_agents[i].library_capacity_bytes.reset(); });
    for (std::size_t i = 0; i < from_.clients.size(); ++i) {
      if (!from_.clients[i].before) continue;
      try_with([&](Scenario& s) {
        s.clients[i].before.reset();
        const std::string& group = s.clients[i].name;
        if (!first_backup(s, group)) s.backups.push_back({.at = scenarios::Nanos{0}, .clients = group});
      });
      try_with([&](Scenario& s) { s.clients[i].before = scenarios::Before(); });
      try_with([&](Scenario& s) { s.clients[i].before->incremental_days.reset(); });
    }
    for (std::size_t i = 0; i < from_.schedules.size(); ++i) {
      try_with([&](Scenario& s) { s.schedules[i].nights = 1; });
      try_with([&](Scenario& s) { s.schedules[i].on.clear(); });
      try_with([&](Scenario& s) {
        s.schedules[i].at = s.schedules[i].at.value_or(scenarios::Nanos{0});
        s.schedules[i].every.reset();
      });
      try_with([&](Scenario& s) { s.schedules[i].aux_copies.clear(); });
      try_with([&](Scenario& s) { s.schedules[i].fulls = scenarios::Fulls::read; });
      try_with([&](Scenario& s) {
        s.schedules[i].full_every = 0;
        s.schedules[i].fulls = scenarios::Fulls::read;
        s.schedules[i].level = scenarios::BackupLevel::full;
      });
    }
    try_with([](Scenario& s) { s.start.reset(); });  // where no schedule has days of the week
    for (std::size_t i = 0; i < from_.backups.size(); ++i)
      try_with([&](Scenario& s) { s.backups[i].level = scenarios::BackupLevel::full; });
    for (std::size_t i = 0; i < from_.restores.size(); ++i) {
      try_with([&](Scenario& s) { s.restores[i].as_of.reset(); });
      try_with([&](Scenario& s) { s.restores[i].count.reset(); });
      if (const std::uint32_t count = from_.restores[i].count.value_or(1); count > 1)
        for (const std::uint32_t fewer : {1U, count / 2, count - 1})
          try_with([&](Scenario& s) { s.restores[i].count = fewer; });
      try_with([&](Scenario& s) { s.restores[i].priority = model::urgentJobs; });
      try_with([&](Scenario& s) { s.restores[i].copy.clear(); });
    }
    for (std::size_t i = 0; i < from_.clients.size(); ++i) {
      const scenarios::ClientGroup usual;
      try_with([&](Scenario& s) {
        s.clients[i].front_end_bytes = std::min(s.clients[i].front_end_bytes, s.data_path.chunk_bytes);
      });
      try_with([&](Scenario& s) { s.clients[i].streams = usual.streams; });
      try_with([&](Scenario& s) { s.clients[i].compression_permille = usual.compression_permille; });
      try_with([&](Scenario& s) {
        s.clients[i].dedup_full_permille = usual.dedup_full_permille;
        s.clients[i].dedup_incremental_permille = usual.dedup_incremental_permille;
      });
      try_with([&](Scenario& s) { s.clients[i].daily_change_ppm = usual.daily_change_ppm; });
    }
    for (std::size_t i = 0; i < from_.copies.size(); ++i) try_with([&](Scenario& s) { s.copies[i].retention.reset(); });
    for (std::size_t i = 0; i < from_.kms.size(); ++i)
      try_with([&](Scenario& s) { s.kms[i].kind = scenarios::Kms{}.kind; });
  }

  /// All settings of a table, then each by itself.
  void with_default_settings() {
    for (const scenarios::TableDescription& table : scenarios::describe_scenario()) {
      if (std::ranges::find(tables_, table.name) == tables_.end()) continue;
      const auto reset = [&](Scenario& s, const scenarios::KeyDescription& key) {
        scenarios::Table only;
        only.entries.push_back({.key = key.name, .at = {}, .value = value_of(*key.otherwise)});
        const std::vector<std::string> keys{key.name};
        key.read(scenarios::TableReader("default", only, table.title(), keys), s, 0);
      };
      try_with([&](Scenario& s) {
        for (const auto& key : table.keys)
          if (key.otherwise) reset(s, key);
      });
      for (const auto& key : table.keys)
        if (key.otherwise && key.written(from_, 0) != key.otherwise) try_with([&](Scenario& s) { reset(s, key); });
    }
  }

  const Scenario& from_;
  bool expects_weaknesses_;
  bool has_usual_horizon_;
  bool has_usual_costs_;
  std::vector<std::string> tables_ = setting_tables();
  std::vector<Scenario> found_;
};

}  // namespace

std::vector<Scenario> smaller(const Scenario& scenario) { return Smaller(scenario).all(); }

rc::Shrinkable<Scenario> shrinkable(Scenario scenario) {
  return rc::shrinkable::shrinkRecur(std::move(scenario),
                                     [](const Scenario& from) { return rc::seq::fromContainer(smaller(from)); });
}

}  // namespace keycell::campaigns
