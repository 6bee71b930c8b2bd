// The schema of events beside what a run really writes: it holds of every line, and of none that lacks a field.

#include "reports/event_schema.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "model/event_fields.h"
#include "reports/event_writer.h"
#include "sim/fork_server.h"
#include "tests/sim/small_scenario.h"

namespace keycell::reports {
namespace {

using nlohmann::json;

const valijson::Schema& schema() {
  static const auto parsed = [] {
    auto schema = std::make_unique<valijson::Schema>();
    const json document = json::parse(event_schema().dump());
    valijson::SchemaParser().populateSchema(valijson::adapters::NlohmannJsonAdapter(document), *schema);
    return schema;
  }();
  return *parsed;
}

bool holds(const json& line) {
  valijson::Validator validator;
  return validator.validate(schema(), valijson::adapters::NlohmannJsonAdapter(line), nullptr);
}

/// The first line of each kind that a run writes.
std::map<std::string, json> lines_of_a_run() {
  const auto path = std::filesystem::temp_directory_path() / "keycell-event-schema-test.jsonl";
  auto scenario = test::small_scenario();
  scenario.rotations = {{.at = std::chrono::hours(3), .of = scenario.pools.front().name}};
  sim::run_forked(scenario, sim::Seed{1},
                  [&] {
                    sim::Folds folds;
                    folds.push_back(std::make_unique<EventWriter>(path.string()));
                    return folds;
                  },
                  {});
  std::ifstream file(path);
  std::map<std::string, json> first;
  for (std::string text; std::getline(file, text);) {
    const json line = json::parse(text);
    first.emplace(line.at("event").get<std::string>(), line);
  }
  std::filesystem::remove(path);
  return first;
}

TEST(EventSchema, HoldsOfWhatARunWritesAndNotOfWhatLacksAField) {
  const auto lines = lines_of_a_run();
  EXPECT_GT(lines.size(), 25U);
  EXPECT_TRUE(lines.contains("operation"));
  for (const auto& [kind, line] : lines) {
    EXPECT_TRUE(holds(line)) << line;
    for (const auto& [name, value] : line.items()) {
      json without = line;
      without.erase(name);
      EXPECT_FALSE(holds(without)) << kind << " without " << name;
      json renamed = without;
      renamed[name + "_"] = value;
      EXPECT_FALSE(holds(renamed)) << kind << " with another " << name;
      json retyped = line;
      retyped[name] = value.is_string() ? json(7) : json("text");
      EXPECT_FALSE(holds(retyped)) << kind << " with another type of " << name;
    }
  }
}

TEST(EventSchema, HasEachKindOfEventOnceAndSoHasThePage) {
  std::set<std::string> kinds;
  const auto schema = event_schema();
  for (const auto& kind : schema.at("oneOf")) kinds.insert(kind.at("properties").at("event").at("const"));
  EXPECT_EQ(kinds.size(), std::variant_size_v<model::EventBody>);
  const std::string table = event_table();
  std::ifstream file(KEYCELL_OUTPUTS_PAGE);
  const std::string page((std::istreambuf_iterator<char>(file)), {});
  EXPECT_NE(page.find(table), std::string::npos) << "docs/reference/outputs.md has another table than keycell schema "
                                                    "events --markdown";
  for (const std::string& kind : kinds) EXPECT_NE(table.find("| `" + kind + "` |"), std::string::npos) << kind;
}

}  // namespace
}  // namespace keycell::reports
