// Evidence is compared and carried as what it is; text is made of it last.

#include "properties/evidence.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "properties/result_json.h"
#include "tests/properties/events.h"

namespace keycell::properties {
namespace {

template <class Value>
std::optional<Value> perhaps(const rc::Gen<Value>& values) {
  return *rc::gen::arbitrary<bool>() ? std::optional(*values) : std::nullopt;
}

/// Of the characters that a sentence about an event may have; a quotation mark and what is beyond ASCII among them.
std::string any_sentence() {
  const auto text = *rc::gen::container<std::string>(rc::gen::inRange<char>(' ', '~'));
  return text + *rc::gen::element<std::string>("", "\"", "\\", "\n", "\xC3\xA9");
}

Evidence any_evidence() {
  return {.event = perhaps(rc::gen::arbitrary<std::uint64_t>()),
          .host = any_sentence(),
          .call = {*rc::gen::arbitrary<std::uint64_t>()},
          .about = {.secret = perhaps(rc::gen::map(rc::gen::arbitrary<std::uint32_t>(),
                                                   [](std::uint32_t ordinal) { return crypto::SecretId{ordinal}; })),
                    .key_class = perhaps(rc::gen::elementOf(
                        std::vector<crypto::KeyClass>(crypto::allKeyClasses.begin(), crypto::allKeyClasses.end()))),
                    .place = perhaps(rc::gen::elementOf(
                        std::vector<model::Place>(model::allPlaces.begin(), model::allPlaces.end())))},
          .what = any_sentence()};
}

// It leaves the process of its run as text.
RC_GTEST_PROP(Evidence, ComesBackFromJson, ()) {
  const Evidence evidence = any_evidence();
  RC_ASSERT(result_in_text<Evidence>(json_of(evidence).dump()) == evidence);
}

RC_GTEST_PROP(Evidence, OfAnotherThingHasOtherJson, ()) {
  const Evidence one = any_evidence();
  const Evidence other = any_evidence();
  RC_ASSERT((json_of(one) == json_of(other)) == (one == other));
}

TEST(Evidence, ThatLacksAPartIsRefused) {
  const nlohmann::ordered_json whole = json_of(Evidence{.event = 4, .host = "fs1", .what = "so"});
  for (const char* part : {"host", "call", "what"}) {
    nlohmann::ordered_json cut = whole;
    cut.erase(part);
    EXPECT_THROW(result_in<Evidence>(cut), ResultError) << part;
  }
  EXPECT_THROW(result_in<Evidence>("event 4 on fs1: so"), ResultError);
}

TEST(Evidence, SaysWhereAndWhat) {
  EXPECT_EQ((Evidence{.event = 416, .host = "commserve", .call = {7}, .what = "a nonce is used again"}.text()),
            "event 416 on commserve: a nonce is used again");
  EXPECT_EQ((Evidence{.event = 0, .host = "fs1", .what = "so"}.text()), "event 0 on fs1: so")
      << "the first has one too";
  EXPECT_EQ(Evidence{.what = "nothing happened any more"}.text(), "nothing happened any more") << "of a run that hangs";
  EXPECT_EQ(Evidence{}.text(), "");
}

/// Finds fault with everything.
class Fault final : public Property {
 public:
  std::string_view name() const override { return "TEST"; }
  std::string_view statement() const override { return "nothing ever happens"; }
  void on(const model::Event& event) override {
    violated(event, {.secret = crypto::SecretId{3}, .key_class = crypto::KeyClass::kek, .place = model::Place::wire},
             "something did");
  }
};

TEST(Evidence, OfAPropertyNamesTheEventItsHostAndItsCall) {
  Fault property;
  test::Feeder feeder(property);
  const model::CallId call = model::nth_call_of(2, 5);
  feeder.feed(model::HostUp{1}, "fs1");
  feeder.feed(model::WorkEnded{call}, "ma1");
  const About about{.secret = crypto::SecretId{3}, .key_class = crypto::KeyClass::kek, .place = model::Place::wire};
  EXPECT_EQ(
      test::judgement(property).evidence,
      (std::vector<Evidence>{{.event = 0, .host = "fs1", .call = {}, .about = about, .what = "something did"},
                             {.event = 1, .host = "ma1", .call = call, .about = about, .what = "something did"}}));
}

}  // namespace
}  // namespace keycell::properties
