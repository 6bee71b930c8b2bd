#include "scenarios/readings.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "scenarios/description.h"

namespace keycell::scenarios {
namespace {

constexpr std::array<std::pair<std::string_view, ReadingTag>, 7> tags{{
    {"kms_cache", ReadingTag::assumed},
    {"data_key_reuse", ReadingTag::inferred},
    {"data_key_scope", ReadingTag::documented},
    {"data_key_born", ReadingTag::inferred},
    {"network_password_at_rest", ReadingTag::assumed},
    {"master_key_made_by", ReadingTag::documented},
    {"record_crc", ReadingTag::inferred},
}};

ReadingTag tag_of(std::string_view name) {
  const auto found = std::ranges::find(tags, name, &std::pair<std::string_view, ReadingTag>::first);
  if (found == tags.end()) throw std::logic_error("no tag for the reading " + std::string(name));
  return found->second;
}

}  // namespace

std::vector<ReadingInForce> readings_in_force(const Scenario& scenario) {
  std::vector<ReadingInForce> list;
  for (const TableDescription& table : describe_scenario()) {
    if (table.name != "readings") continue;
    for (const KeyDescription& key : table.keys) {
      const Written now = key.written(scenario, 0).value();
      list.push_back({key.name, words_of(now), now == key.otherwise, tag_of(key.name)});
    }
  }
  return list;
}

}  // namespace keycell::scenarios
