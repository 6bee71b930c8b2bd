// The schema beside the loader: it refuses nothing that the loader takes, and whatever is wrong in shape both refuse.

#include "reports/scenario_schema.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "scenarios/catalogue.h"
#include "scenarios/document.h"
#include "scenarios/write.h"
#include "tests/scenarios/any_scenario.h"
#include "tests/scenarios/small_cell.h"

namespace keycell::reports {
namespace {

using nlohmann::json;
using scenarios::test::smallCell;
using scenarios::test::vocabulary;
using scenarios::test::why_refused;
using scenarios::test::with;
using scenarios::test::with_more;

json as_json(const scenarios::Table& table);

json as_json(const scenarios::Value& value) {
  struct AsJson {
    json operator()(const std::string& text) const { return text; }
    json operator()(std::int64_t number) const { return number; }
    json operator()(bool truth) const { return truth; }
    json operator()(const scenarios::OtherValue& other) const { return std::stod(other.text); }
    json operator()(const scenarios::Array& array) const {
      json list = json::array();
      for (const scenarios::Value& item : array) list.push_back(as_json(item));
      return list;
    }
    json operator()(const scenarios::Table& table) const { return as_json(table); }
  };
  return std::visit(AsJson{}, value.content);
}

json as_json(const scenarios::Table& table) {
  json object = json::object();
  for (const scenarios::Entry& entry : table.entries) object[entry.key] = as_json(entry.value);
  return object;
}

/// Empty when the schema accepts the scenario file.
std::string objection(std::string_view toml) {
  static const json document = json::parse(scenario_schema());
  static const auto schema = [] {
    auto parsed = std::make_unique<valijson::Schema>();
    valijson::SchemaParser().populateSchema(valijson::adapters::NlohmannJsonAdapter(document), *parsed);
    return parsed;
  }();
  const json instance = as_json(scenarios::parse_document("cell.toml", toml));
  valijson::Validator validator;
  valijson::ValidationResults results;
  if (validator.validate(*schema, valijson::adapters::NlohmannJsonAdapter(instance), &results)) return {};
  std::string text;
  valijson::ValidationResults::Error error;
  while (results.popError(error)) {
    for (const std::string& step : error.context) text += step;
    text += ": " + error.description + "\n";
  }
  return text;
}

TEST(ScenarioSchema, AcceptsTheCatalogue) {
  for (const auto& entry : scenarios::catalogue()) EXPECT_EQ(objection(entry.text), "") << entry.name;
}

RC_GTEST_PROP(ScenarioSchema, AcceptsWhateverTheLoaderAccepts, ()) {
  const std::string text = scenarios::to_toml(scenarios::test::any_scenario(vocabulary()));
  RC_LOG() << text;
  RC_ASSERT(objection(text) == "");
}

TEST(ScenarioSchema, RefusesWhatTheLoaderRefusesForItsShape) {
  const std::string fault = "[[fault]]\ntarget = \"ma1\"\nkind = ";
  const std::vector<std::string> wrong{
      with("front_end", "frontend"),
      with("[[client]]", "[[clinet]]"),
      with_more("[data]\nchunks = \"1 GB\"\n"),  // unknown
      with("title = \"small\"", ""),
      with("kms = \"kms1\"", ""),
      with("front_end = \"40 GB\"", ""),  // missing
      with("[[client]]\nname = \"fs\"\npool = \"pool-a\"\nfront_end = \"40 GB\"\n", ""),
      with("\"small\"", "5"),
      with("\"40 GB\"", "600"),
      with("\"40 GB\"", "true"),
      with("[[kms]]", "[kms]"),  // types
      with_more("[[keys]]\nprofile = \"pool-kek\"\n"),
      with_more("[expect]\nviolated = \"FID-1\"\n"),
      with_more("[expect]\nviolated = [6]\n"),
      with("name = \"fs\"", "name = \"fs\"\ncount = \"4\""),
      with("name = \"fs\"", "name = \"fs\"\ncount = 1.5"),
      with("\"kms1\"", "[\"kms1\"]"),
      with("\"40 GB\"", "\"600\""),
      with("\"40 GB\"", "\"40 Gbit/s\""),
      with("\"40 GB\"", "\"-40 GB\""),  // units
      with("\"40 GB\"", "\"40  GB\""),
      with("\"40 GB\"", "\".5 GB\""),
      with("\"40 GB\"", "\"0 GB\""),
      with("\"40 GB\"", "\"0.00 GB\""),
      with("\"1 h\"", "\"01:00\""),
      with("\"1 h\"", "\"day 0 01:00\""),
      with("\"1 h\"", "\"day 1 24:00\""),
      with_more("[jobs]\ncall_deadline = \"0 s\"\n"),
      with_more("[readings]\nkms_cache = \"for ever\"\n"),
      with_more("[network]\ncontrol_rate = \"10 Mbps\"\n"),
      with_more("[keys]\nunwrap = \"fech\"\n"),
      with_more("[keys]\nprofile = \"pool-kex\"\n"),  // words
      with_more("[data]\ncipher = \"AES-0256\"\n"),
      with("name = \"kms1\"", "name = \"kms1\"\nkind = \"kmip\""),
      with("\"fs\"", "\"" + std::string(256, 'n') + "\""),
      with("\"kms1\"", "\"\""),  // names
      with("name = \"fs\"", "name = \"fs\"\ncount = 0"),
      with_more("[jobs]\nbackup_max_restarts = -1\n"),  // numbers
      with_more("[jobs]\nbackup_max_restarts = 4294967296\n"),
      with("pool = \"pool-a\"", ""),
      with("pool = \"pool-a\"", "pool = \"pool-a\"\npolicy = \"Gold\""),  // one of two
      with("pool = \"pool-a\"", "pool = \"\""),
      with_more("[[copy]]\npolicy = \"Gold\"\nname = \"P\"\nmedia_agent = \"ma1\"\n"),
      with_more("[[copy]]\npolicy = \"Gold\"\nname = \"P\"\npool = \"pool-a\"\nkms = \"kms1\"\n"),
      with_more(fault + "\"fire\"\nat = \"2 h\"\n"),
      with_more(fault + "\"bit-rot\"\n"),  // what a kind of fault has
      with_more(fault + "\"bit-rot\"\nat = \"2 h\"\nio = 3\n"),
      with_more(fault + "\"power-cut\"\nat = \"2 h\"\nio = 3\n"),
      with_more(fault + "\"power-cut\"\nio = 0\n"),
      with_more(fault + "\"kms-key-lost\"\nat = \"2 h\"\n"),
      with_more(fault + "\"kms-key-lost\"\nat = \"2 h\"\nof = \"pool-a\"\nuntil = \"3 h\"\n"),
  };
  EXPECT_EQ(objection(smallCell), "");
  for (const std::string& text : wrong) {
    EXPECT_NE(why_refused(text), "") << text;
    EXPECT_NE(objection(text), "") << why_refused(text) << "\n" << text;
  }
}

TEST(ScenarioSchema, TakesNamesOfEarlierVersionsWhereTheLoaderDoes) {
  const std::string old = with_more("[costs]\nkey_operation = \"3 us\"\n");
  for (const std::string& text : {old, "version = 1\n" + old}) {
    EXPECT_EQ(why_refused(text), "") << text;
    EXPECT_EQ(objection(text), "") << text;
  }
  for (const std::string& text : {"version = 2\n" + old, with_more("[costs]\nkey_operation = \"3 GB\"\n"),
                                  with_more("[jobs]\nkey_operation = \"3 us\"\n"),
                                  with_more("[costs]\nkey_operation = \"3 us\"\nrsa_public = \"1 us\"\n")}) {
    EXPECT_NE(why_refused(text), "") << text;
    EXPECT_NE(objection(text), "") << text;
  }
}

/// A scenario with one value, key or line changed: mostly wrong, now and then another scenario.
std::string changed(std::string text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  std::string& line = lines[scenarios::test::number_between(0, lines.size())];
  const std::size_t equals = line.find(" = ");
  switch (*rc::gen::inRange(0, 6)) {
    case 0: line.clear(); break;
    case 1:
      if (equals != std::string::npos) line.insert(equals, "x");
      break;
    case 2:
      if (equals != std::string::npos) line = line.substr(0, equals) + " = 7";
      break;
    case 3:
      if (equals != std::string::npos) line = line.substr(0, equals) + " = \"7 h\"";
      break;
    case 4:
      if (equals != std::string::npos) line = line.substr(0, equals) + " = \"pool-a\"";
      break;
    case 5: line += line.ends_with('"') ? "\nio = 3" : ""; break;
  }
  std::string joined;
  for (const std::string& each : lines) joined += each + "\n";
  return joined;
}

RC_GTEST_PROP(ScenarioSchema, RefusesNothingThatTheLoaderAccepts, ()) {
  const std::string base = *rc::gen::arbitrary<bool>()
                               ? std::string(smallCell)
                               : scenarios::to_toml(scenarios::test::any_scenario(vocabulary()));
  const std::string text = changed(base);
  RC_LOG() << text;
  if (why_refused(text).empty()) RC_ASSERT(objection(text) == "");
}

}  // namespace
}  // namespace keycell::reports
