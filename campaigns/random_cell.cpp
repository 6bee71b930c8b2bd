#include "campaigns/random_cell.h"

#include <algorithm>
#include <set>

#include "campaigns/smaller.h"
#include "model/front_end.h"
#include "properties/catalogue.h"
#include "properties/documented_weaknesses.h"
#include "scenarios/actions.h"
#include "scenarios/fault_kinds.h"
#include "scenarios/kms_kinds.h"
#include "scenarios/validate.h"
#include "scenarios/words.h"

namespace keycell::campaigns {
namespace {

using namespace std::chrono_literals;
using Days = std::chrono::days;
using scenarios::Nanos;
using scenarios::Scenario;

/// Draws of one cell, one after the other. Integers only, so that they are the same on every machine.
class Draws {
 public:
  explicit Draws(const rc::Random& random) : random_(random) {}
  std::uint64_t below(std::uint64_t bound) { return random_.next() % bound; }
  bool coin() { return below(2) == 0; }
  template <class Values>
  const auto& one_of(const Values& values) {
    return values[static_cast<std::size_t>(below(std::size(values)))];
  }

 private:
  rc::Random random_;
};

/// Hours in which one kind of work begins. `busy` are instants at which something begins already.
struct Hours {
  Nanos begin;
  std::vector<Nanos> busy{};
};

class CellDraw {
 public:
  CellDraw(const Space& space, const rc::Random& random) : space_(space), draws_(random) {}

  Scenario draw() {
    switch_off();
    draw_settings();
    draw_parts();
    draw_clients();
    draw_work();
    draw_capacities();
    draw_faults();
    s_.horizon += last_time(s_);
    s_.expect.violated = properties::documented_weaknesses(s_);
    return std::move(s_);
  }

 private:
  static constexpr Nanos evening = 20h;
  static constexpr Nanos morning = 8h;
  static constexpr Nanos noon = 12h;

  /// Which of the things that vary do not in this cell.
  void switch_off() {
    for (const auto& [dimension, values] : space_.dimensions)
      if (values.size() > 1 && draws_.coin()) off_.insert(dimension);
    if (space_.draws_every_fault)
      for (const Dimension of_faults : {Dimension::faults, Dimension::faultKind}) off_.erase(of_faults);
  }

  std::uint64_t pick(Dimension dimension) {
    const auto& values = space_.values_of(dimension);
    return off_.contains(dimension) ? values.front() : draws_.one_of(values);
  }

  template <class Choice>
  Choice pick_as(Dimension dimension) {
    return static_cast<Choice>(pick(dimension));
  }

  void draw_settings() {
    s_.title = "A random cell";
    for (const Setting& setting : space_.settings) {
      const bool off = draws_.coin();
      (off ? setting.values.front() : draws_.one_of(setting.values))(s_);
    }
    s_.costs = costs_of(scenarios::usual_calibration(), s_.data_path.cipher);
  }

  void draw_parts() {
    for (std::uint64_t i = 1, n = pick(Dimension::kms); i <= n; ++i)
      s_.kms.push_back(
          {.name = "kms" + std::to_string(i), .kind = scenarios::kms_kinds()[pick(Dimension::kmsKind)].word});
    for (std::uint64_t i = 1, n = pick(Dimension::mediaAgents); i <= n; ++i)
      s_.media_agents.push_back({.name = "ma" + std::to_string(i)});
    if (pick_as<Libraries>(Dimension::libraries) == Libraries::shared && s_.media_agents.size() > 1) {
      s_.libraries.push_back({.name = "disk"});
      for (scenarios::MediaAgent& media_agent : s_.media_agents) media_agent.library = "disk";
    }
    for (std::uint64_t i = 0, n = pick(Dimension::pools); i < n; ++i) {
      scenarios::Pool pool{.name = std::string("pool-") + static_cast<char>('a' + i),
                           .kms = draws_.one_of(s_.kms).name};
      draw_paths(pool);
      s_.pools.push_back(std::move(pool));
    }
  }

  /// Of a pool, or a copy without one.
  template <class Part>
  void draw_paths(Part& part) {
    part.media_agent = draws_.one_of(s_.media_agents).name;
    if (s_.libraries.empty()) return;
    for (const scenarios::MediaAgent& other : s_.media_agents)
      if (other.name != part.media_agent && draws_.coin()) part.alternates.push_back(other.name);
    if (!part.alternates.empty() && draws_.coin()) part.data_paths = scenarios::DataPathUse::roundRobin;
  }

  void place(scenarios::Copy& copy, bool own_keys) {
    if (own_keys) {
      draw_paths(copy);
      copy.kms = draws_.one_of(s_.kms).name;
    } else {
      copy.pool = draws_.one_of(s_.pools).name;
    }
  }

  std::optional<model::Retention> draw_retention() {
    const std::uint64_t number = pick(Dimension::retention);
    return number == 0 ? std::nullopt : std::optional(retention_of(number));
  }

  std::string new_policy(bool own_keys) {
    static constexpr std::array<const char*, 4> names{"Gold", "Silver", "Bronze", "Iron"};
    scenarios::Copy primary{.policy = names[policies_++], .name = std::string(scenarios::primaryCopyName)};
    place(primary, own_keys);
    primary.retention = draw_retention();
    const auto second = pick_as<SecondaryCopy>(Dimension::secondary);
    const std::string policy = primary.policy;
    s_.copies.push_back(std::move(primary));
    if (second == SecondaryCopy::none) return policy;
    scenarios::Copy copy{.policy = policy, .name = secondaryName, .source = std::string(scenarios::primaryCopyName)};
    copy.encryption =
        second == SecondaryCopy::preserve ? scenarios::CopyEncryption::preserve : scenarios::CopyEncryption::reEncrypt;
    place(copy, pick_as<BackedUpTo>(Dimension::backedUpTo) == BackedUpTo::ownKeys);
    copy.retention = draw_retention();
    s_.copies.push_back(std::move(copy));
    return policy;
  }

  std::optional<scenarios::Before> draw_before() {
    const auto days = static_cast<std::uint32_t>(pick(Dimension::before));
    if (days == 0) return std::nullopt;
    scenarios::Before before{.full_days = days};
    if (days > 1 && draws_.coin()) before.incremental_days = 1 + static_cast<std::uint32_t>(draws_.below(days - 1));
    return before;
  }

  void draw_clients() {
    static constexpr std::array<const char*, 4> names{"fs", "db", "mail", "home"};
    for (std::uint64_t i = 0, n = pick(Dimension::groups); i < n; ++i) {
      scenarios::ClientGroup group{.name = names[i]};
      group.count = static_cast<std::uint32_t>(pick(Dimension::clients));
      group.front_end_bytes = pick(Dimension::frontEnd);
      group.streams = static_cast<std::uint32_t>(pick(Dimension::streams));
      group.daily_change_ppm = draws_.one_of(std::array{30'000U, 500'000U, 0U});
      group.compression_permille = draws_.one_of(std::array{1000U, 2000U});
      group.before = draw_before();
      const auto backed_up_to = pick_as<BackedUpTo>(Dimension::backedUpTo);
      if (backed_up_to == BackedUpTo::pool) {
        group.pool = draws_.one_of(s_.pools).name;
      } else {
        const bool shares = policies_ > 0 && draws_.coin();
        group.policy = shares ? draws_.one_of(s_.copies).policy : new_policy(backed_up_to == BackedUpTo::ownKeys);
      }
      s_.clients.push_back(std::move(group));
    }
  }

  /// An instant in these hours: half of the time when something else begins, or just after.
  Nanos instant_in(Hours& hours) {
    static constexpr std::array<Nanos, 7> after{0ns, 0ns, 1ms, 200ms, 1s, 5s, 20s};
    Nanos at = hours.begin + 1min * static_cast<std::int64_t>(draws_.below(120));
    if (!hours.busy.empty() && draws_.coin()) at = draws_.one_of(hours.busy) + draws_.one_of(after);
    hours.busy.push_back(at);
    return at;
  }

  scenarios::BackupLevel draw_level() { return pick_as<scenarios::BackupLevel>(Dimension::level); }

  bool has_secondary(const std::string& policy) const {
    return std::ranges::any_of(s_.copies,
                               [&](const auto& copy) { return copy.policy == policy && !copy.source.empty(); });
  }

  /// So many days from day 1 on have backups, beside those of the restores' hours.
  Days days_of_backups() const {
    Nanos last{0};
    for (const scenarios::Schedule& schedule : s_.schedules)
      last = std::max(last, time_of(s_, schedule, runs_of(s_, schedule) - 1));
    return std::chrono::floor<Days>(last) + Days(1);
  }

  void draw_work() {
    backing_up_ = {.begin = evening};
    for (const scenarios::ClientGroup& group : s_.clients) draw_backups(group);
    const Days days = days_of_backups();
    copying_ = {.begin = days + morning};
    restoring_ = {.begin = days + evening};
    for (const scenarios::Copy& copy : s_.copies)
      if (!copy.source.empty())
        s_.aux_copies.push_back({.at = instant_in(copying_), .policy = copy.policy, .copy = copy.name});
    for (const scenarios::ClientGroup& group : s_.clients) draw_restores(group, days);
    const auto owners = key_owners(s_, *profile_of(s_));
    for (std::uint64_t i = 0, n = pick(Dimension::rotations); i < n; ++i)
      s_.rotations.push_back({.at = instant_in(any_hours()), .of = draws_.one_of(owners)});
    draw_suspensions();
  }

  Hours& any_hours() {
    const std::array hours{&backing_up_, &copying_, &restoring_};
    return *draws_.one_of(hours);
  }

  void draw_backups(const scenarios::ClientGroup& group) {
    for (std::uint64_t i = 0, n = pick(Dimension::backups); i < n; ++i)
      s_.backups.push_back({.at = instant_in(backing_up_), .clients = group.name, .level = draw_level()});
    const auto nights = static_cast<std::uint32_t>(pick(Dimension::nights));
    if (nights > 0) s_.schedules.push_back(draw_schedule(group, nights));
  }

  scenarios::Schedule draw_schedule(const scenarios::ClientGroup& group, std::uint32_t nights) {
    scenarios::Schedule schedule{.clients = group.name, .nights = nights};
    if (const std::uint64_t every = pick(Dimension::every); every > 0) {
      schedule.every = Nanos(static_cast<std::int64_t>(every));
    } else {
      const Nanos at = instant_in(backing_up_);
      schedule.at = at - at % 1s;  // a time of day in whole seconds
    }
    if (pick_as<DaysOfWeek>(Dimension::on) == DaysOfWeek::some) draw_weekdays(schedule);
    schedule.level = draw_level();
    if (schedule.level == scenarios::BackupLevel::incremental)
      schedule.full_every = static_cast<std::uint32_t>(draws_.below(3));
    if (schedule.level == scenarios::BackupLevel::syntheticFull && draws_.coin()) {
      schedule.level = scenarios::BackupLevel::incremental;
      schedule.full_every = 2;
      schedule.fulls = scenarios::Fulls::synthetic;
    }
    if (has_secondary(policy_of(group)) && draws_.coin()) schedule.aux_copies.emplace_back(secondaryName);
    return schedule;
  }

  void draw_weekdays(scenarios::Schedule& schedule) {
    static constexpr model::Date monday{std::chrono::year(2026), std::chrono::June, std::chrono::day(1)};
    if (!s_.start) s_.start = model::later(monday, static_cast<std::int64_t>(draws_.below(7)));
    for (const model::Weekday day : model::allWeekdays)
      if (draws_.coin()) schedule.on.push_back(day);
    if (schedule.on.empty()) schedule.on.push_back(draws_.one_of(model::allWeekdays));
  }

  void draw_restores(const scenarios::ClientGroup& group, Days days) {
    for (std::uint64_t i = 0, n = pick(Dimension::lateBackups); i < n; ++i)
      s_.backups.push_back({.at = instant_in(restoring_), .clients = group.name, .level = draw_level()});
    const auto first = first_backup(s_, group.name);
    if (!first || *first >= copying_.begin) return;
    // By the noon after its day the first backup is surely done.
    const Days first_noon = std::max(std::chrono::floor<Days>(*first) + Days(1), Days(0));
    for (std::uint64_t i = 0, n = pick(Dimension::restores); i < n; ++i) {
      scenarios::Restore restore{.at = instant_in(restoring_), .clients = group.name};
      const auto from = pick_as<RestoreFrom>(Dimension::restoreFrom);
      if (from == RestoreFrom::secondary && has_secondary(policy_of(group))) restore.copy = secondaryName;
      if (pick_as<AsOf>(Dimension::asOf) == AsOf::earlier)
        restore.as_of =
            noon + first_noon + Days(draws_.below(static_cast<std::uint64_t>((days + Days(1) - first_noon).count())));
      if (const std::uint64_t count = pick(Dimension::restoreCount); count > 0)
        restore.count = static_cast<std::uint32_t>(count);
      restore.priority = static_cast<std::uint32_t>(pick(Dimension::priority));
      s_.restores.push_back(std::move(restore));
    }
  }

  /// How many backups each client of a group has until copies are filled, also of before.
  std::uint64_t backups_of(const scenarios::ClientGroup& group) const {
    const auto is_one = [&](const scenarios::Backup& backup) {
      return backup.clients == group.name && backup.at < copying_.begin;
    };
    auto count = static_cast<std::uint64_t>(std::ranges::count_if(s_.backups, is_one));
    for (const scenarios::Schedule& schedule : s_.schedules)
      if (schedule.clients == group.name) count += runs_of(s_, schedule);
    if (group.before) count += group.before->full_days - group.before->last_days() + 1;
    return count;
  }

  /// As if each backup were a full one, as those are that find none before them.
  std::uint64_t stored_before_restores(const std::string& library) const {
    std::uint64_t bytes = 0;
    for (const scenarios::Copy& copy : all_copies(s_)) {
      if (library_of(s_, copy) != library) continue;
      for (const scenarios::ClientGroup& group : s_.clients)
        if (policy_of(group) == copy.policy)
          bytes +=
              backups_of(group) * group.count *
              model::size_of(group.front_end_bytes, group.compression_permille, group.dedup_full_permille).stored_bytes;
    }
    return bytes;
  }

  void draw_capacities() {
    const auto draw = [&](const std::string& library, std::optional<std::uint64_t>& capacity_bytes) {
      if (pick_as<LibraryCapacity>(Dimension::library) == LibraryCapacity::unlimited) return;
      if (const std::uint64_t bytes = stored_before_restores(library); bytes > 0) capacity_bytes = bytes;
    };
    for (scenarios::Library& library : s_.libraries) draw(library.name, library.capacity_bytes);
    for (scenarios::MediaAgent& media_agent : s_.media_agents)
      if (media_agent.library.empty()) draw(media_agent.name, media_agent.library_capacity_bytes);
  }

  void draw_suspensions() {
    static constexpr std::array kinds{scenarios::JobKind::backup, scenarios::JobKind::auxCopy,
                                      scenarios::JobKind::restore};
    static constexpr std::array<Nanos, 4> lasting{1s, 10s, 1min, 30min};
    for (std::uint64_t i = 0, n = pick(Dimension::suspensions); i < n; ++i) {
      const auto kind = static_cast<std::size_t>(draws_.below(kinds.size()));
      const std::array hours{&backing_up_, &copying_, &restoring_};
      const Nanos at = instant_in(*hours[kind]);
      const bool of_clients = kinds[kind] != scenarios::JobKind::auxCopy && draws_.coin();
      const std::string clients = of_clients ? draws_.one_of(s_.clients).name : std::string();
      scenarios::Operator hand = scenarios::on_jobs(at, "suspend", kinds[kind], clients);
      s_.operators.push_back(hand);
      hand.action = "resume";
      hand.at += draws_.one_of(lasting);
      s_.operators.push_back(hand);
    }
  }

  /// What a kind of fault is given to draw from.
  class FaultDraws final : public scenarios::CellDraws {
   public:
    FaultDraws(CellDraw& cell, Nanos lasting) : cell_(cell), lasting_(lasting) {}
    std::uint64_t below(std::uint64_t bound) override { return cell_.draws_.below(bound); }
    Nanos instant_of_work() override { return cell_.instant_in(cell_.any_hours()); }
    Nanos instant_of_work_or_set_up() override { return below(8) == 0 ? 1ms * below(3000) : instant_of_work(); }
    Nanos instant_between_backups_and_restores() override { return cell_.instant_in(cell_.copying_); }
    Nanos lasting() override { return lasting_; }

   private:
    CellDraw& cell_;
    Nanos lasting_;
  };

  void draw_faults() {
    std::vector<std::uint64_t> kinds = space_.values_of(Dimension::faultKind);
    const bool only_first = off_.contains(Dimension::faultKind);
    if (space_.switches_kinds_off) std::erase_if(kinds, [this](std::uint64_t) { return draws_.coin(); });
    for (std::uint64_t i = 0, n = kinds.empty() ? 0 : pick(Dimension::faults); i < n; ++i) {
      const scenarios::FaultKind& kind = scenarios::fault_kinds()[only_first ? kinds.front() : draws_.one_of(kinds)];
      FaultDraws draws(*this, Nanos(static_cast<std::int64_t>(pick(Dimension::faultLasts))));
      auto fault = kind.draw(s_, draws);
      if (!fault) continue;
      fault->optional = true;  // drawn for a moment at which there may be nothing to hit
      s_.faults.push_back(std::move(*fault));
    }
  }

  static constexpr const char* secondaryName = "Secondary";

  const Space& space_;
  Draws draws_;
  std::set<Dimension> off_;
  Scenario s_;
  std::size_t policies_ = 0;
  Hours backing_up_{};
  Hours copying_{};
  Hours restoring_{};
};

/// Draws until one is valid; a space may have combinations that no scenario can have.
Scenario draw_valid(const Space& space, rc::Random random, std::string& why_not) {
  for (int i = 0; i < drawsToFindOne; ++i) {
    try {
      Scenario scenario = CellDraw(space, random.split()).draw();
      scenarios::validate(scenario, {.property_ids = properties::property_ids()});
      return scenario;
    } catch (const std::invalid_argument& objection) {  // of the profile
      why_not = std::string("unwrap: ") + objection.what();
    } catch (const scenarios::InvalidScenario& objection) {
      why_not = objection.what();
    }
  }
  throw std::runtime_error("no cell of " + std::to_string(drawsToFindOne) + " that were drawn is valid: " + why_not);
}

}  // namespace

rc::Gen<Scenario> random_cell(const Space& space) {
  return rc::Gen<Scenario>([space](const rc::Random& random, int) {
    std::string why_not;
    return shrinkable(draw_valid(space, random, why_not));
  });
}

Scenario cell_of(const Space& space, std::uint64_t seed) {
  std::string why_not;
  return draw_valid(space, rc::Random(seed), why_not);
}

std::string why_empty(const Space& space) {
  std::string why_not;
  try {
    draw_valid(space, rc::Random(0), why_not);
  } catch (const std::runtime_error&) {
    return why_not;
  }
  return {};
}

}  // namespace keycell::campaigns
