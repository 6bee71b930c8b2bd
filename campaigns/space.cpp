#include "campaigns/space.h"

#include <algorithm>

#include "campaigns/random_cell.h"
#include "properties/catalogue.h"
#include "scenarios/description.h"
#include "scenarios/fault_kinds.h"
#include "scenarios/kms_kinds.h"
#include "scenarios/locate.h"
#include "scenarios/reader.h"
#include "scenarios/units.h"
#include "scenarios/validate.h"
#include "scenarios/wording.h"

namespace keycell::campaigns {
namespace {

using scenarios::Array;
using scenarios::Entry;
using scenarios::KeyDescription;
using scenarios::Position;
using scenarios::Scenario;
using scenarios::ScenarioError;
using scenarios::Table;
using scenarios::TableDescription;
using scenarios::TableReader;
using scenarios::Value;
using Form = DimensionDescription::Form;

constexpr std::uint64_t outage = 300'000'000'000;  // 5 min, in ns

std::vector<DimensionDescription> described() {
  using enum Dimension;
  const auto number = [](Dimension dimension, std::string_view table, std::string_view key, std::string_view meaning,
                         std::uint64_t smallest, std::uint64_t largest, std::uint64_t otherwise) {
    return DimensionDescription{.dimension = dimension,
                                .table = table,
                                .key = key,
                                .meaning = meaning,
                                .form = Form::number,
                                .smallest = smallest,
                                .largest = largest,
                                .otherwise = otherwise};
  };
  const auto word = [](Dimension dimension, std::string_view table, std::string_view key, std::string_view meaning,
                       std::vector<std::string_view> words) {
    return DimensionDescription{.dimension = dimension,
                                .table = table,
                                .key = key,
                                .meaning = meaning,
                                .form = Form::word,
                                .words = std::move(words)};
  };
  const auto or_none = [](Dimension dimension, std::string_view table, std::string_view key, std::string_view meaning,
                          Form form) {
    return DimensionDescription{
        .dimension = dimension, .table = table, .key = key, .meaning = meaning, .form = form, .none = "none"};
  };
  DimensionDescription again =
      or_none(every, "work", "every", "of each schedule: so long after one another, from midnight on; none: once a day",
              Form::duration);
  again.smallest = static_cast<std::uint64_t>(scenarios::shortestEvery.count());
  again.largest = static_cast<std::uint64_t>(scenarios::longestEvery.count());
  std::vector<std::string_view> kms_kinds;
  for (const scenarios::KmsKind& kind : scenarios::kms_kinds()) kms_kinds.emplace_back(kind.word);
  const auto& kinds = scenarios::fault_kinds();
  std::vector<std::string_view> fault_kinds;
  for (const scenarios::FaultKind& kind : kinds) fault_kinds.emplace_back(kind.word);
  const auto kms_down = std::ranges::find(fault_kinds, "kms-down") - fault_kinds.begin();
  return {
      number(kms, "cell", "kms", "how many KMSs", 1, 4, 1),
      word(kmsKind, "cell", "kms_kind", "the kind of each", std::move(kms_kinds)),
      number(mediaAgents, "cell", "media_agents", "how many MediaAgents", 1, 4, 1),
      number(pools, "cell", "pools", "how many storage pools", 1, 4, 1),
      number(groups, "cell", "groups", "how many groups of clients", 1, 4, 1),
      number(clients, "cell", "clients", "how many clients each group has", 1, 8, 1),
      {.dimension = frontEnd,
       .table = "cell",
       .key = "front_end",
       .meaning = "what each client backs up",
       .form = Form::size,
       .otherwise = 2'000'000'000},
      number(before, "cell", "before",
             "so many days before day 1 each group had a full backup, and half of those with days enough "
             "incremental ones after it; 0: it had none",
             0, 30, 0),
      number(streams, "cell", "client_streams", "of a backup or restore of one client", 1, scenarios::coresOfClients,
             1),
      word(backedUpTo, "cell", "backed_up_to",
           "where each group's backups go: a pool, a policy whose primary copy is on a pool, or one whose primary "
           "copy has a MediaAgent and keys of its own",
           {"pool", "policy", "own-keys"}),
      word(secondary, "cell", "secondary", "a second copy of each policy, and what aux copies to it do",
           {"none", "preserve", "re-encrypt"}),
      or_none(retention, "cell", "retention", "of each copy of a policy; none: it keeps all", Form::retention),
      word(libraries, "cell", "libraries",
           "own: each MediaAgent has one; shared: all reach one, and each pool or copy of its own goes by some of them",
           {"own", "shared"}),
      word(library, "cell", "library_capacity",
           "of each library: all that comes, or what is stored there before the restores, were each backup a "
           "full one",
           {"unlimited", "just-enough"}),
      number(backups, "work", "backups", "of each group, beside those of a schedule", 0, 4, 1),
      word(level, "work", "level", "of each backup and schedule (whose later full ones are synthetic then)",
           {"full", "incremental", "synthetic-full"}),
      number(nights, "work", "nights", "of a schedule of each group; 0: it has none", 0, 7, 0),
      std::move(again),
      word(on, "work", "on", "on which days of the week schedules are due: a random half of them, if not all",
           {"all", "some"}),
      number(rotations, "work", "rotations", "master keys that are rotated", 0, 8, 0),
      number(lateBackups, "work", "late_backups", "backups of each group while restores go on", 0, 4, 0),
      number(restores, "work", "restores", "of each group", 0, 4, 1),
      word(restoreFrom, "work", "restore_from", "the copy that each restore reads, where there are two",
           {"primary", "secondary"}),
      word(asOf, "work", "as_of", "what each restore asks for", {"latest", "earlier"}),
      number(restoreCount, "work", "restore_count", "so many jobs of each restore; 0: one of each client", 0, 16, 0),
      number(priority, "work", "priority", "of each restore", 0, model::leastPriority, model::urgentJobs),
      number(suspensions, "work", "suspensions", "of jobs by an operator, who resumes them later", 0, 4, 0),
      number(faults, "faults", "count", "how many", 0, 8, 0),
      {.dimension = faultKind,
       .table = "faults",
       .key = "kind",
       .meaning = "of each; a cell in which none of the kind can act has one fault less",
       .form = Form::word,
       .words = fault_kinds,
       .otherwise = static_cast<std::uint64_t>(kms_down)},
      {.dimension = faultLasts,
       .table = "faults",
       .key = "lasts",
       .meaning = "how long each outage takes, or until a key works again",
       .form = Form::duration,
       .otherwise = outage}};
}

std::vector<std::string> texts_of(std::span<const std::string_view> words) { return {words.begin(), words.end()}; }

/// A file that is being read.
class SpaceReader {
 public:
  SpaceReader(std::string_view file_name, Table document)
      : file_(std::make_shared<const File>(File{std::string(file_name), std::move(document)})) {}

  Space read() {
    check_names();
    Space space{.name = file_->name, .title = {}, .settings = {}, .dimensions = {}};
    if (file_->document.find("title") != nullptr)
      space.title = TableReader(file_->name, file_->document, "a space", root_words()).text("title");
    for (const TableDescription& table : scenarios::describe_scenario()) {
      if (!is_of_settings(table.name)) continue;
      for (const KeyDescription& key : table.keys)
        if (const Array* list = list_of(table.name, key.name))
          space.settings.push_back(setting_of(table.name, key, *list));
    }
    for (const DimensionDescription& dimension : campaigns::dimensions()) {
      const Array* list = list_of(dimension.table, dimension.key);
      auto& values = space.dimensions[dimension.dimension];
      if (list == nullptr) {
        values = {dimension.otherwise};
      } else {
        for (const Value& item : *list) values.push_back(value_of(dimension, item));
      }
    }
    return space;
  }

 private:
  struct File {
    std::string name;
    Table document;
  };

  static bool is_of_settings(const std::string& table) {
    const auto tables = setting_tables();
    return std::ranges::find(tables, table) != tables.end();
  }

  static std::vector<std::string> root_words() {
    std::vector<std::string> words{"title"};
    for (const std::string& table : setting_tables()) words.push_back(table);
    for (const DimensionDescription& dimension : campaigns::dimensions())
      if (std::ranges::find(words, dimension.table) == words.end()) words.emplace_back(dimension.table);
    return words;
  }

  /// Tables and keys that no space has, with the nearest that it could have.
  void check_names() const {
    const TableReader root(file_->name, file_->document, "a space", root_words());
    for (const std::string& table : root_words()) {
      if (table == "title") continue;
      std::vector<std::string> keys;
      for (const TableDescription& of_scenario : scenarios::describe_scenario())
        if (of_scenario.name == table && is_of_settings(table))
          for (const KeyDescription& key : of_scenario.keys) keys.push_back(key.name);
      for (const DimensionDescription& dimension : campaigns::dimensions())
        if (dimension.table == table) keys.emplace_back(dimension.key);
      static_cast<void>(root.table(table, keys));
    }
  }

  [[noreturn]] void refuse(Position at, std::string_view key, const std::string& why) const {
    throw ScenarioError({file_->name, at.line, at.column, std::string(key) + ": " + why});
  }

  /// The values of a key; null when the file does not have it.
  const Array* list_of(std::string_view table, std::string_view key) const {
    const Value* found = file_->document.find(table);
    if (found == nullptr) return nullptr;
    const Value* value = std::get<Table>(found->content).find(key);
    if (value == nullptr) return nullptr;
    const Array* list = std::get_if<Array>(&value->content);
    if (list == nullptr)
      refuse(value->at, key, description(*value) + " is no list; expected the values that it may have, in [ ]");
    if (list->empty()) refuse(value->at, key, "has no value; expected at least one in [ ]");
    return list;
  }

  /// A table that has only this key, with one of its values, as a scenario would have it.
  static Table table_of(std::string_view key, const Value& item) {
    return {.at = item.at, .entries = {Entry{.key = std::string(key), .at = item.at, .value = item}}};
  }

  Setting setting_of(const std::string& table, const KeyDescription& key, const Array& list) const {
    Setting setting{.table = table, .key = key.name, .values = {}};
    for (const Value& item : list) {
      const auto only = std::make_shared<const Table>(table_of(key.name, item));
      const auto set = [file = file_, only, table, key](Scenario& scenario) {
        key.read(TableReader(file->name, *only, "[" + table + "]", std::vector{key.name}), scenario, 0);
      };
      check_alone(table, key.name, set, item);
      setting.values.emplace_back(set);
    }
    return setting;
  }

  /// What is wrong with a value by itself is said here, where it stands; combinations are tried out later.
  void check_alone(const std::string& table, const std::string& key, const std::function<void(Scenario&)>& set,
                   const Value& item) const {
    Scenario scenario;
    scenario.title = "a value";
    set(scenario);
    try {
      scenarios::validate(scenario, {.property_ids = properties::property_ids()});
    } catch (const scenarios::InvalidScenario& error) {
      const std::string text = error.what();
      if (error.where().table == table && error.where().key == key)
        refuse(item.at, key, text.substr(text.find(": ") + 2));
    }
  }

  static std::string duration_of(std::uint64_t number) {
    return scenarios::quoted(scenarios::duration_text(scenarios::Nanos(static_cast<std::int64_t>(number))));
  }

  std::uint64_t value_of(const DimensionDescription& dimension, const Value& item) const {
    const std::string key(dimension.key);
    const Table only = table_of(key, item);
    const TableReader reader(file_->name, only, "[" + std::string(dimension.table) + "]", std::vector{key});
    if (!dimension.none.empty() && reader.is_word(key, dimension.none)) return 0;
    switch (dimension.form) {
      case Form::number: {
        const std::uint64_t number = reader.number(key, dimension.smallest);
        if (number < dimension.smallest || number > dimension.largest)
          refuse(item.at, key,
                 description(item) + " is out of range; expected " + std::to_string(dimension.smallest) + " to " +
                     std::to_string(dimension.largest));
        return number;
      }
      case Form::size: {
        const std::uint64_t bytes = reader.size(key);
        if (bytes == 0) refuse(item.at, key, description(item) + " is nothing; expected more than 0 B");
        return bytes;
      }
      case Form::duration: {
        const auto duration = reader.duration(key);
        if (duration <= std::chrono::nanoseconds::zero())
          refuse(item.at, key, description(item) + " is no time; expected more than 0 s");
        const auto number = static_cast<std::uint64_t>(duration.count());
        if (dimension.largest > 0 && (number < dimension.smallest || number > dimension.largest))
          refuse(item.at, key,
                 description(item) + " is out of range; expected " + duration_of(dimension.smallest) + " to " +
                     duration_of(dimension.largest) +
                     (dimension.none.empty() ? "" : ", or " + scenarios::quoted(dimension.none)));
        return number;
      }
      case Form::retention: return number_of(reader.retention(key));
      case Form::word: {
        const std::string chosen = reader.text(key);
        const auto found = std::ranges::find(dimension.words, chosen);
        if (found == dimension.words.end())
          refuse(item.at, key, scenarios::no_such(chosen, key, texts_of(dimension.words)));
        return static_cast<std::uint64_t>(found - dimension.words.begin());
      }
    }
    return 0;
  }

  std::shared_ptr<const File> file_;
};

}  // namespace

std::uint64_t number_of(const model::Retention& retention) {
  return std::uint64_t{retention.days} << 32 | retention.cycles;
}

model::Retention retention_of(std::uint64_t number) {
  return {.days = static_cast<std::uint32_t>(number >> 32), .cycles = static_cast<std::uint32_t>(number)};
}

std::span<const DimensionDescription> dimensions() {
  static const std::vector<DimensionDescription> all = described();
  return all;
}

std::vector<std::string> setting_tables() { return {"keys", "readings", "network", "data", "jobs", "commserve"}; }

Space load_space(std::string_view file_name, std::string_view text) {
  Space space = SpaceReader(file_name, scenarios::parse_document(file_name, text)).read();
  if (const std::string why = why_empty(space); !why.empty())
    throw ScenarioError(
        {std::string(file_name), 1, 1,
         "no cell of this space is a valid scenario; of " + std::to_string(drawsToFindOne) + " the last had " + why});
  return space;
}

}  // namespace keycell::campaigns
