// Results as JSON and back: nothing is lost, and what is not as it is written is refused by name.

#include "measures/results/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/measures/any_result.h"

namespace keycell::measures {
namespace {

using Json = nlohmann::ordered_json;
using properties::json_of;
using properties::result_in;
using properties::result_in_text;
using test::any;
using testing::HasSubstr;

template <class Result>
void comes_back() {
  const auto result = any<Result>();
  RC_ASSERT(result_in_text<Result>(json_of(result).dump()) == result);
}

RC_GTEST_PROP(Results, OfARunComeBack, ()) { comes_back<RunSummary>(); }
RC_GTEST_PROP(Results, OfAStudyComeBack, ()) { comes_back<StudySummary>(); }
RC_GTEST_PROP(Results, OfACampaignComeBack, ()) { comes_back<CampaignSummary>(); }
RC_GTEST_PROP(Results, OfAComparisonComeBack, ()) { comes_back<Comparison>(); }
RC_GTEST_PROP(Results, OfKeyCostsComeBack, ()) { comes_back<KeyCosts>(); }
RC_GTEST_PROP(Results, OfCustodyComeBack, ()) { comes_back<properties::HeldKeys>(); }

RC_GTEST_PROP(Results, OfOtherRunsAreOtherJson, ()) {
  const auto one = any<RunSummary>();
  const auto other = any<RunSummary>();
  RC_ASSERT((json_of(one) == json_of(other)) == (one == other));
}

std::string refusal(const Json& json, const auto& read) {
  try {
    read(json);
  } catch (const ResultError& error) {
    return error.what();
  }
  return {};
}

/// Goes over every field of a result and of all that it consists of, and spoils each.
class Spoiler {
 public:
  using Read = std::function<void(const Json&)>;
  Spoiler(const Json& whole, Read read, Json::json_pointer at) : whole_(whole), read_(std::move(read)), at_(at) {}

  template <class Value>
  void operator()(const char* name, Value& value) const {
    EXPECT_THAT(without(name), HasSubstr(std::string("\"") + name + "\" is missing"));
    spoil(name);
    into(value, at_ / std::string(name));
  }
  template <class Optional>
  void operator()(const char* name, properties::IfAny<Optional> field) const {
    EXPECT_EQ(without(name), "") << name << " may be left out";
    spoil(name);
    into(*field.value, at_ / std::string(name));
  }
  template <class Value>
  void operator()(const char* name, properties::Always<Value>) const {
    EXPECT_THAT(without(name), HasSubstr(std::string("\"") + name + "\" is missing"));
    spoil(name);
    EXPECT_THAT(with(name, json_of(field(name)).is_string() ? Json("another") : Json(999)), HasSubstr("expected "));
  }

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
    if constexpr (test::HasFields<Value>) visit_fields(value, Spoiler(whole_, read_, at));
  }

 private:
  const Json& field(const char* name) const { return whole_.at(at_).at(name); }
  std::string without(const char* name) const {
    Json json = whole_;
    json.at(at_).erase(name);
    return refusal(json, read_);
  }
  std::string with(const char* name, const Json& value) const {
    Json json = whole_;
    json.at(at_)[name] = value;
    return refusal(json, read_);
  }
  /// Under another name, and of another type: by JSON's own words no field takes both a text and a list of numbers.
  void spoil(const char* name) const {
    Json renamed = whole_;
    renamed.at(at_).erase(name);
    renamed.at(at_)[std::string(name) + "_"] = field(name);
    EXPECT_NE(refusal(renamed, read_), "") << at_ << " " << name;
    const Json other = field(name).is_string() ? Json(7) : Json("text");
    EXPECT_THAT(with(name, other), testing::AllOf(HasSubstr(name), HasSubstr("expected "))) << at_ << " " << name;
    Json more = whole_;
    more.at(at_)["one_more"] = 1;
    EXPECT_THAT(refusal(more, read_), HasSubstr("\"one_more\" is no field")) << at_;
  }

  const Json& whole_;
  Read read_;
  Json::json_pointer at_;
};

template <class Result>
void refuses_every_spoilt_field() {
  auto whole = test::with_something_everywhere<Result>();
  const Json json = json_of(whole);
  ASSERT_EQ(result_in<Result>(json), whole);
  visit_fields(whole, Spoiler(
                          json, [](const Json& spoilt) { result_in<Result>(spoilt); }, Json::json_pointer()));
}

TEST(Results, EachFieldOfARunThatIsSpoiltIsRefused) { refuses_every_spoilt_field<RunSummary>(); }
TEST(Results, EachFieldOfAStudyThatIsSpoiltIsRefused) { refuses_every_spoilt_field<StudySummary>(); }
TEST(Results, EachFieldOfACampaignThatIsSpoiltIsRefused) { refuses_every_spoilt_field<CampaignSummary>(); }
TEST(Results, EachFieldOfAComparisonThatIsSpoiltIsRefused) { refuses_every_spoilt_field<Comparison>(); }

TEST(Results, ARefusalSaysWhereAndWhatWasExpected) {
  const Json whole = to_json(test::with_something_everywhere<RunSummary>());
  const auto refused = [&](const char* pointer, const Json& value) {
    Json spoilt = whole;
    spoilt[Json::json_pointer(pointer)] = value;
    return refusal(spoilt, run_in);
  };
  EXPECT_EQ(refused("/schema", summarySchema - 1), "schema: expected 7, found 6");
  EXPECT_EQ(refused("/jobs/kinds/text/restarts", -1),
            "jobs.kinds.text.restarts: expected a whole number from 0 to 18446744073709551615, found -1");
  EXPECT_EQ(refused("/jobs/nights/0/jobs", 1.5),
            "jobs.nights[0].jobs: expected a whole number from 0 to 18446744073709551615, found 1.5");
  EXPECT_EQ(refused("/jobs/kinds/text/restart", 1),
            "jobs.kinds.text: \"restart\" is no field of it; nearest: \"restarts\"");
  EXPECT_EQ(refused("/verdicts/0/verdict", "hold"),
            "verdicts[0].verdict: expected one of \"held\", \"violated\", \"vacuous\", found \"hold\"");
  EXPECT_THAT(refused("/cell/keys/kex", 1), HasSubstr("cell.keys.kex: expected one of \"master-key\", \"kek\""));
  EXPECT_EQ(refused("/backlog/copies/0/unit", "backups"),
            "backlog.copies[0].unit: expected \"stored bytes\", found \"backups\"");
  EXPECT_EQ(refused("/exit_code", std::int64_t{1} << 40),
            "exit_code: expected a whole number from -2147483648 to 2147483647, found 1099511627776");
  EXPECT_EQ(refusal(Json(3), run_in), "expected an object, found 3");
}

// A number is a number, with a point or without: other programs that write JSON leave ".0" out.
TEST(Results, AWholeNumberIsTakenForATime) {
  Json json = to_json(test::with_something_everywhere<RunSummary>());
  json["simulated_s"] = 7200;
  EXPECT_EQ(run_in(json).simulated_s, 7200.0);
}

TEST(Results, WhatARunCouldNotTellIsNothing) {
  sim::Run run;
  EXPECT_EQ(told_by<Jobs>("jobs", run), std::nullopt);
  run.results = {{"ageing", "null"}, {"libraries", "{}"}, {"backlog", "{"}};
  EXPECT_EQ(told_by<Ageing>("ageing", run), std::nullopt);
  EXPECT_EQ(told_by<Libraries>("libraries", run), Libraries{});
  EXPECT_THROW(told_by<Backlog>("backlog", run), ResultError);
}

}  // namespace
}  // namespace keycell::measures
