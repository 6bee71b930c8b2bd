// The schemas of results beside the results: they hold of whatever a program may write, and of nothing that lacks a
// field, has it under another name, has one more, or has one of another type.

#include "measures/results/schemas.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "measures/results/fields_of_checks.h"
#include "measures/results/fields_of_listings.h"
#include "measures/results/json.h"
#include "tests/measures/any_result.h"

namespace keycell::measures {
namespace {

using Json = nlohmann::ordered_json;

/// One schema, parsed.
class Checked {
 public:
  explicit Checked(std::string_view name) {
    const nlohmann::json document = nlohmann::json::parse(result_schema(name).dump());
    valijson::SchemaParser().populateSchema(valijson::adapters::NlohmannJsonAdapter(document), schema_);
  }

  /// Empty when the schema holds of it.
  std::string objection(const Json& json) const {
    const nlohmann::json instance = nlohmann::json::parse(json.dump());
    valijson::Validator validator;
    valijson::ValidationResults results;
    if (validator.validate(schema_, valijson::adapters::NlohmannJsonAdapter(instance), &results)) return {};
    std::string text = "refused";
    valijson::ValidationResults::Error error;
    while (results.popError(error)) {
      for (const std::string& step : error.context) text += step;
      text += ": " + error.description + "\n";
    }
    return text;
  }
  bool holds(const Json& json) const { return objection(json).empty(); }

 private:
  valijson::Schema schema_;
};

/// Goes over every field of a result and of all that it consists of, and spoils each.
class Spoiler {
 public:
  Spoiler(const Json& whole, const Checked& schema, Json::json_pointer at, std::size_t& spoilt)
      : whole_(whole), schema_(schema), at_(std::move(at)), spoilt_(spoilt) {}

  template <class Value>
  void operator()(const char* name, Value& value) const {
    EXPECT_FALSE(schema_.holds(without(name))) << at_ << " " << name << " is missing";
    spoil(name);
    into(value, at_ / std::string(name));
  }
  template <class Optional>
  void operator()(const char* name, properties::IfAny<Optional> field) const {
    EXPECT_EQ(schema_.objection(without(name)), "") << at_ << " " << name << " may be left out";
    spoil(name);
    into(*field.value, at_ / std::string(name));
  }
  template <class Value>
  void operator()(const char* name, properties::Always<Value>) const {
    EXPECT_FALSE(schema_.holds(without(name))) << at_ << " " << name << " is missing";
    spoil(name);
  }
  void operator()(const char*, properties::JsonIn<std::string>) const {}

  template <class Value>
  void into(std::optional<Value>& value, const Json::json_pointer& at) const {
    into(*value, at);
  }
  template <class Value>
  void into(std::vector<Value>& values, const Json::json_pointer& at) const {
    into(values.front(), at / 0);
  }
  template <class Value>
  void into(std::vector<std::pair<std::string, Value>>& members, const Json::json_pointer& at) const {
    into(members.front().second, at / members.front().first);
  }
  template <class Name, class Value>
  void into(std::map<Name, Value>& members, const Json::json_pointer& at) const {
    into(members.begin()->second, at / properties::result_json::text_of_name(members.begin()->first));
  }
  template <class Value>
  void into(Value& value, const Json::json_pointer& at) const {
    if constexpr (test::HasFields<Value>) visit_fields(value, Spoiler(whole_, schema_, at, spoilt_));
  }

 private:
  Json without(const char* name) const {
    Json json = whole_;
    json.at(at_).erase(name);
    return json;
  }
  void spoil(const char* name) const {
    ++spoilt_;
    const Json& field = whole_.at(at_).at(name);
    Json renamed = without(name);
    renamed.at(at_)[std::string(name) + "_"] = field;
    EXPECT_FALSE(schema_.holds(renamed)) << at_ << " " << name << " has another name";
    Json retyped = whole_;
    retyped.at(at_)[name] = field.is_string() ? Json(7) : Json("text");
    EXPECT_FALSE(schema_.holds(retyped)) << at_ << " " << name << " has another type";
    Json more = whole_;
    more.at(at_)["one_more"] = 1;
    EXPECT_FALSE(schema_.holds(more)) << at_ << " has one more";
  }

  const Json& whole_;
  const Checked& schema_;
  Json::json_pointer at_;
  std::size_t& spoilt_;
};

template <class Result>
void refuses_every_spoilt_field(std::string_view name, std::size_t at_least) {
  const Checked schema(name);
  auto whole = test::with_something_everywhere<Result>();
  const Json json = to_json(whole);
  ASSERT_EQ(schema.objection(json), "");
  std::size_t spoilt = 0;
  visit_fields(whole, Spoiler(json, schema, Json::json_pointer(), spoilt));
  EXPECT_GE(spoilt, at_least) << "fields that were spoilt";
}

TEST(Schemas, RefuseEachFieldOfARunThatIsSpoilt) { refuses_every_spoilt_field<RunSummary>("run", 250); }
TEST(Schemas, RefuseEachFieldOfAStudyThatIsSpoilt) { refuses_every_spoilt_field<StudySummary>("replications", 50); }
TEST(Schemas, RefuseEachFieldOfACampaignThatIsSpoilt) { refuses_every_spoilt_field<CampaignSummary>("campaign", 40); }
TEST(Schemas, RefuseEachFieldOfAComparisonThatIsSpoilt) { refuses_every_spoilt_field<Comparison>("comparison", 40); }
TEST(Schemas, RefuseEachFieldOfADeterminismThatIsSpoilt) {
  refuses_every_spoilt_field<DeterminismTold>("determinism", 15);
}
TEST(Schemas, RefuseEachFieldOfCrashPointsThatIsSpoilt) {
  refuses_every_spoilt_field<CrashPointsTold>("crash-points", 20);
}

TEST(Schemas, RefuseEachFieldOfBoundariesThatIsSpoilt) { refuses_every_spoilt_field<BoundariesTold>("boundaries", 18); }
TEST(Schemas, RefuseEachFieldOfKeysAtAKmsThatIsSpoilt) { refuses_every_spoilt_field<KeysAtKmsTold>("kms-keys", 18); }
TEST(Schemas, RefuseEachFieldOfTheCatalogueThatIsSpoilt) { refuses_every_spoilt_field<CatalogueTold>("catalogue", 10); }
TEST(Schemas, RefuseEachFieldOfACalibrationThatIsSpoilt) {
  refuses_every_spoilt_field<CalibrationTold>("calibration", 12);
}

template <class Result>
void holds_of_any(std::string_view name) {
  const Checked schema(name);
  const std::string objection = schema.objection(to_json(test::any<Result>()));
  RC_ASSERT(objection == "");
}

RC_GTEST_PROP(Schemas, HoldOfAnyRun, ()) { holds_of_any<RunSummary>("run"); }
RC_GTEST_PROP(Schemas, HoldOfAnyStudy, ()) { holds_of_any<StudySummary>("replications"); }
RC_GTEST_PROP(Schemas, HoldOfAnyCampaign, ()) { holds_of_any<CampaignSummary>("campaign"); }
RC_GTEST_PROP(Schemas, HoldOfAnyComparison, ()) { holds_of_any<Comparison>("comparison"); }
RC_GTEST_PROP(Schemas, HoldOfAnyDeterminism, ()) { holds_of_any<DeterminismTold>("determinism"); }
RC_GTEST_PROP(Schemas, HoldOfAnyCrashPoints, ()) { holds_of_any<CrashPointsTold>("crash-points"); }
RC_GTEST_PROP(Schemas, HoldOfAnyBoundaries, ()) { holds_of_any<BoundariesTold>("boundaries"); }
RC_GTEST_PROP(Schemas, HoldOfAnyKeysAtAKms, ()) { holds_of_any<KeysAtKmsTold>("kms-keys"); }
RC_GTEST_PROP(Schemas, HoldOfAnyCatalogue, ()) { holds_of_any<CatalogueTold>("catalogue"); }
RC_GTEST_PROP(Schemas, HoldOfAnyCalibration, ()) { holds_of_any<CalibrationTold>("calibration"); }

TEST(Schemas, ASeedThatIsNoDoubleIsAText) {
  RunSummary run = test::with_something_everywhere<RunSummary>();
  run.seed = (std::uint64_t{1} << 53) + 1;
  const Json json = to_json(run);
  EXPECT_EQ(json.at("seed"), "9007199254740993");
  EXPECT_EQ(run_in(json).seed, run.seed);
  EXPECT_EQ(Checked("run").objection(json), "");
  run.seed = std::uint64_t{1} << 53;
  EXPECT_EQ(to_json(run).at("seed"), std::uint64_t{1} << 53);
  Json short_one = to_json(run);
  short_one["seed"] = "7";
  EXPECT_THROW(run_in(short_one), ResultError) << "what is a number is no text";
}

TEST(Schemas, AllHaveATitleAndAnUnknownNameIsRefused) {
  for (const ResultSchema& schema : result_schemas())
    EXPECT_THAT(result_schema(schema.name).at("title"), testing::StartsWith("KeyCell: ")) << schema.name;
  EXPECT_THROW(result_schema("runs"), std::out_of_range);
}

}  // namespace
}  // namespace keycell::measures
