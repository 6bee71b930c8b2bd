#include "reports/scenario_story.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "measures/warnings.h"
#include "model/path.h"
#include "reports/labelled_text.h"
#include "scenarios/description.h"
#include "scenarios/units.h"

namespace keycell::reports {
namespace {

using namespace measures;

using scenarios::Copy;
using scenarios::KeyDescription;
using scenarios::Nanos;
using scenarios::Scenario;
using scenarios::TableDescription;

struct Noun {
  std::string_view table, one, more;
};

constexpr std::array nouns{Noun{"kms", "KMS", "KMSs"},
                           Noun{"media_agent", "MediaAgent", "MediaAgents"},
                           Noun{"library", "library", "libraries"},
                           Noun{"pool", "pool", "pools"},
                           Noun{"copy", "copy", "copies"},
                           Noun{"aux_copy", "aux copy", "aux copies"}};

std::string counted(const std::string& table, std::uint64_t count) {
  const auto noun = std::ranges::find(nouns, table, &Noun::table);
  const bool known = noun != nouns.end();
  const std::string one = known ? std::string(noun->one) : table;
  const std::string more = known ? std::string(noun->more) : table + "s";
  return fmt::format("{} {}", count, count == 1 ? one : more);
}

/// "clients fs, copy Secondary": what a part says beside its name and time, without defaults.
std::string said_by(const TableDescription& table, const Scenario& s, std::size_t i) {
  std::string text;
  for (const KeyDescription& key : table.keys) {
    const auto value = key.written(s, i);
    if (!value || value == key.otherwise || key.name == "at" || key.name == "name") continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", key.name, scenarios::words_of(*value));
  }
  return text;
}

/// "a KMS loses a master key (kind kms-key-lost, target kms1, of pool-a)".
std::string sentence(const TableDescription& table, const Scenario& s, std::size_t i) {
  std::string what = table.meaning;
  if (!table.selector.empty()) {
    const KeyDescription& selector = *table.find(table.selector);
    const auto word = std::ranges::find(selector.words, table.selected(s, i));
    what = selector.words_mean.at(static_cast<std::size_t>(word - selector.words.begin()));
  }
  return fmt::format("{} ({})", what, said_by(table, s, i));
}

std::string name_of_part(const TableDescription& table, const Scenario& s, std::size_t i) {
  const KeyDescription* name = table.find("name");
  if (name == nullptr) return fmt::format("{} {}", table.name, i + 1);
  return scenarios::words_of(name->written(s, i).value_or(table.name));
}

bool happens(const TableDescription& table) { return table.is_list && table.find("at") != nullptr; }

std::string what_is_there(const Scenario& s, const std::vector<TableDescription>& tables) {
  std::string text = fmt::format("What is there\n  CommServe of CommCell {}\n", s.commcell_id);
  for (const TableDescription& table : tables) {
    if (!table.is_list || happens(table)) continue;
    for (std::size_t i = 0; i < table.count(s); ++i) {
      const std::string said = said_by(table, s, i);
      text += fmt::format("  {} {}{}{}\n", table.name, name_of_part(table, s, i), said.empty() ? "" : ": ", said);
    }
  }
  std::string settings;
  for (const TableDescription& table : tables) {
    if (table.is_list || table.name.empty() || table.name == "expect") continue;
    if (const std::string said = said_by(table, s, 0); !said.empty())
      settings += fmt::format("  {}: {}\n", table.title(), said);
  }
  return text + "Settings that are not the default\n" + (settings.empty() ? "  none\n" : settings);
}

std::string place_of(const Scenario& s, const Copy& copy) {
  const auto pool = std::ranges::find(s.pools, copy.pool, &scenarios::Pool::name);
  const std::string media_agents = fmt::format("{}", fmt::join(media_agents_of(s, copy), " or "));
  const std::string owner = key_owner_of(s, copy);
  const bool is_as_its_source = !copy.source.empty() && copy.encryption != scenarios::CopyEncryption::reEncrypt;
  return fmt::format("on {}{}, {} in {}", media_agents, pool == s.pools.end() ? "" : ", pool " + shown_name(pool->name),
                     is_as_its_source ? fmt::format("as it is: opened with the master key of {}", owner) : "master key",
                     kms_of(s, owner));
}

std::string under_which_keys(const Scenario& s) {
  std::string text =
      fmt::format("Who is backed up where, under which keys\n  profile {}, unwrap = {}, cipher {}\n", s.keys.profile,
                  s.keys.unwrap == crypto::Unwrap::fetch ? "fetch" : "remote", s.data_path.cipher);
  const std::vector<Copy> copies = scenarios::all_copies(s);
  for (const scenarios::ClientGroup& group : s.clients) {
    const std::string policy = scenarios::policy_of(group);
    for (const Copy& copy : copies) {
      if (copy.policy != policy) continue;
      if (copy.source.empty()) {
        text += fmt::format("  {} ({}): to {} {}\n", shown_name(group.name), counted("client", group.count),
                            shown_name(model::path_of(policy, copy.name)), place_of(s, copy));
      } else {
        text += fmt::format("    copied from {} to {} {}\n", shown_name(copy.source),
                            shown_name(model::path_of(policy, copy.name)), place_of(s, copy));
      }
    }
  }
  std::string owners;
  for (const std::string& owner : scenarios::key_owners(s, *scenarios::profile_of(s)))
    owners += (owners.empty() ? "" : ", ") + owner;
  return text + fmt::format("  keys of their own: {}\n", owners);
}

std::string what_happens(const Scenario& s, const std::vector<TableDescription>& tables) {
  std::multimap<Nanos, std::string> timed;  // of one time, in the order of the file
  std::string untimed;
  for (const TableDescription& table : tables) {
    if (!happens(table)) continue;
    for (std::size_t i = 0; i < table.count(s); ++i) {
      const std::string text = sentence(table, s, i);
      if (table.find("at")->kind == scenarios::Kind::timeOfDay) {
        timed.emplace(time_of(s, s.schedules[i], 0), text);
      } else if (const auto at = table.find("at")->written(s, i)) {
        timed.emplace(scenarios::parse_instant(std::get<std::string>(*at)), text);
      } else {
        untimed += fmt::format("  at a disk operation  {}\n", text);
      }
    }
  }
  std::string text = "What happens\n";
  if (s.start) text += fmt::format("  {}\n", scenarios::first_day_text(*s.start));
  for (const auto& [at, happening] : timed)
    text += fmt::format("  {:<14}  {}\n", scenarios::instant_text(at, s.start), happening);
  return text + untimed + fmt::format("  {:<14}  the latest end\n", scenarios::instant_text(s.horizon, s.start));
}

std::string what_is_expected(const Scenario& s) {
  if (!s.expect.is_said())
    return "What is expected\n  every property holds, but for what is known of the profile (no [expect])\n";
  if (s.expect.violated->empty()) return "What is expected\n  every property holds\n";
  return fmt::format("What is expected\n  violated: {}; every other property holds\n",
                     fmt::join(*s.expect.violated, ", "));
}

std::string full_name(const TableDescription& table, const KeyDescription& key) {
  return table.name.empty() ? key.name : table.name + "." + key.name;
}

std::string explain(const TableDescription& table, const KeyDescription& key, const Scenario* s) {
  std::string text = fmt::format("{}\n  means     {}\n  kind      {}{}\n", full_name(table, key), key.meaning,
                                 scenarios::name_of(key.kind), key.positive ? ", more than zero" : "");
  for (std::size_t i = 0; i < key.words.size(); ++i)
    text += fmt::format("  {:<8}  \"{}\"{}{}\n", i == 0 ? "words" : "", key.words[i],
                        key.words_mean.empty() ? "" : ": ", key.words_mean.empty() ? "" : key.words_mean[i]);
  if (key.otherwise) {
    text += fmt::format("  default   {}\n", scenarios::toml_of(*key.otherwise));
  } else {
    text += fmt::format("  default   {}\n", key.absent.empty() ? "none: it is required" : key.absent);
  }
  text += table.name.empty() ? "  place     at the top of the file\n"
                             : fmt::format("  place     {}, {}\n", table.title(), table.meaning);
  if (!key.only_with.empty())
    text += fmt::format("  only with {} \"{}\"\n", table.selector, fmt::join(key.only_with, "\", \""));
  if (s == nullptr) return text;
  for (std::size_t i = 0; i < table.count(*s); ++i) {
    const auto value = key.written(*s, i);
    const std::string part = table.is_list ? name_of_part(table, *s, i) + ": " : "";
    text +=
        fmt::format("  {:<8}  {}{}{}\n", i == 0 ? "here" : "", part, value ? scenarios::toml_of(*value) : "not given",
                    value && value == key.otherwise ? " (the default)" : "");
  }
  if (table.count(*s) == 0) text += fmt::format("  here      there is no {}\n", table.title());
  return text;
}

std::string explain(const TableDescription& table, const Scenario* s) {
  std::string text = fmt::format("{}: {}\n", table.title(), table.meaning);
  for (const KeyDescription& key : table.keys) text += fmt::format("  {:<24}  {}\n", key.name, key.meaning);
  if (s != nullptr && table.is_list) text += fmt::format("  here: {}\n", counted(table.name, table.count(*s)));
  return text;
}

}  // namespace

std::uint64_t clients_in(const Scenario& scenario) {
  std::uint64_t clients = 0;
  for (const scenarios::ClientGroup& group : scenario.clients) clients += group.count;
  return clients;
}

std::size_t nights_of(const Scenario& scenario) {
  std::set<std::int64_t> days;
  for (const scenarios::Backup& backup : scenario.backups) days.insert(backup.at / std::chrono::days(1));
  for (const scenarios::Schedule& schedule : scenario.schedules)
    for (std::uint32_t run = 0; run < runs_of(scenario, schedule); ++run)
      days.insert(time_of(scenario, schedule, run) / std::chrono::days(1));
  return days.size();
}

std::string in_one_line(const Scenario& scenario) {
  std::string text = counted("client", clients_in(scenario));
  for (const TableDescription& table : scenarios::describe_scenario()) {
    const std::size_t count = table.is_list && table.name != "client" ? table.count(scenario) : 0;
    if (count > 0) text += ", " + counted(table.name, count);
  }
  for (const measures::Warning& warning : warnings_of(scenario)) text += "; warning: " + warning.text;
  return text;
}

std::string story_of(const Scenario& scenario) {
  const std::vector<TableDescription> tables = scenarios::describe_scenario();
  return scenario.title + "\n\n" + what_is_there(scenario, tables) + under_which_keys(scenario) +
         what_happens(scenario, tables) + what_is_expected(scenario);
}

std::vector<std::string> explained_keys() {
  std::vector<std::string> names;
  for (const TableDescription& table : scenarios::describe_scenario()) {
    if (!table.name.empty()) names.push_back(table.name);
    for (const KeyDescription& key : table.keys) names.push_back(full_name(table, key));
  }
  return names;
}

std::optional<std::string> explain_key(const std::string& key, const Scenario* scenario) {
  for (const TableDescription& table : scenarios::describe_scenario()) {
    if (!table.name.empty() && table.name == key) return explain(table, scenario);
    for (const KeyDescription& described : table.keys)
      if (full_name(table, described) == key) return explain(table, described, scenario);
  }
  return std::nullopt;
}

}  // namespace keycell::reports
