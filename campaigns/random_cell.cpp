#include "campaigns/random_cell.h"

#include <algorithm>
#include <set>

#include "campaigns/smaller.h"
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
    for (std::uint64_t i = 0, n = pick(Dimension::pools); i < n; ++i)
      s_.pools.push_back({.name = std::string("pool-") + static_cast<char>('a' + i),
                          .media_agent = draws_.one_of(s_.media_agents).name,
                          .kms = draws_.one_of(s_.kms).name});
  }

  void place(scenarios::Copy& copy, bool own_keys) {
    if (own_keys) {
      copy.media_agent = draws_.one_of(s_.media_agents).name;
      copy.kms = draws_.one_of(s_.kms).name;
    } else {
      copy.pool = draws_.one_of(s_.pools).name;
    }
  }

  std::string new_policy(bool own_keys) {
    static constexpr std::array<const char*, 4> names{"Gold", "Silver", "Bronze", "Iron"};
    scenarios::Copy primary{.policy = names[policies_++], .name = std::string(scenarios::primaryCopyName)};
    place(primary, own_keys);
    const auto second = pick_as<SecondaryCopy>(Dimension::secondary);
    const std::string policy = primary.policy;
    s_.copies.push_back(std::move(primary));
    if (second == SecondaryCopy::none) return policy;
    scenarios::Copy copy{.policy = policy, .name = secondaryName, .source = std::string(scenarios::primaryCopyName)};
    copy.encryption =
        second == SecondaryCopy::preserve ? scenarios::CopyEncryption::preserve : scenarios::CopyEncryption::reEncrypt;
    place(copy, pick_as<BackedUpTo>(Dimension::backedUpTo) == BackedUpTo::ownKeys);
    s_.copies.push_back(std::move(copy));
    return policy;
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

  void draw_work() {
    std::vector<std::uint32_t> nights;
    for (std::size_t i = 0; i < s_.clients.size(); ++i)
      nights.push_back(static_cast<std::uint32_t>(pick(Dimension::nights)));
    const auto days = std::chrono::days(std::max(*std::ranges::max_element(nights), 1U));
    backing_up_ = {.begin = evening};
    copying_ = {.begin = days + morning};
    restoring_ = {.begin = days + evening};
    for (std::size_t i = 0; i < s_.clients.size(); ++i) draw_backups(s_.clients[i], nights[i]);
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

  void draw_backups(const scenarios::ClientGroup& group, std::uint32_t nights) {
    for (std::uint64_t i = 0, n = pick(Dimension::backups); i < n; ++i)
      s_.backups.push_back({.at = instant_in(backing_up_), .clients = group.name, .level = draw_level()});
    if (nights == 0) return;
    const Nanos at = instant_in(backing_up_);
    scenarios::Schedule schedule{// a time of day in whole seconds
                                 .clients = group.name,
                                 .at = at - at % 1s,
                                 .nights = nights,
                                 .level = draw_level()};
    if (schedule.level == scenarios::BackupLevel::incremental)
      schedule.full_every = static_cast<std::uint32_t>(draws_.below(3));
    if (schedule.level == scenarios::BackupLevel::syntheticFull && draws_.coin()) {
      schedule.level = scenarios::BackupLevel::incremental;
      schedule.full_every = 2;
      schedule.fulls = scenarios::Fulls::synthetic;
    }
    if (has_secondary(policy_of(group)) && draws_.coin()) schedule.aux_copies.emplace_back(secondaryName);
    s_.schedules.push_back(std::move(schedule));
  }

  void draw_restores(const scenarios::ClientGroup& group, std::chrono::days days) {
    for (std::uint64_t i = 0, n = pick(Dimension::lateBackups); i < n; ++i)
      s_.backups.push_back({.at = instant_in(restoring_), .clients = group.name, .level = draw_level()});
    const auto is_backed_up_before = [&](const auto& backup) {
      return backup.clients == group.name && backup.at < copying_.begin;
    };
    if (std::ranges::none_of(s_.backups, is_backed_up_before) &&
        std::ranges::none_of(s_.schedules, is_backed_up_before))
      return;
    for (std::uint64_t i = 0, n = pick(Dimension::restores); i < n; ++i) {
      scenarios::Restore restore{.at = instant_in(restoring_), .clients = group.name};
      const auto from = pick_as<RestoreFrom>(Dimension::restoreFrom);
      if (from == RestoreFrom::secondary && has_secondary(policy_of(group))) restore.copy = secondaryName;
      // By the noon after the first night a backup of every group is surely done.
      if (pick_as<AsOf>(Dimension::asOf) == AsOf::earlier)
        restore.as_of = noon + std::chrono::days(1 + draws_.below(static_cast<std::uint64_t>(days.count())));
      s_.restores.push_back(std::move(restore));
    }
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
    for (std::uint64_t i = 0, n = pick(Dimension::faults); i < n; ++i) {
      const scenarios::FaultKind& kind = scenarios::fault_kinds()[pick(Dimension::faultKind)];
      FaultDraws draws(*this, Nanos(static_cast<std::int64_t>(pick(Dimension::faultLasts))));
      if (auto fault = kind.draw(s_, draws)) s_.faults.push_back(std::move(*fault));
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
