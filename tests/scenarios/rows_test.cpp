// Rows: every kind of fault, action and KMS says all that loader, pages, draws and shrinker ask of it.

#include <gtest/gtest.h>

#include <set>

#include "scenarios/actions.h"
#include "scenarios/fault_kinds.h"
#include "scenarios/kms_kinds.h"
#include "scenarios/write.h"
#include "tests/scenarios/small_cell.h"

namespace keycell::scenarios {
namespace {

template <class Rows>
void expect_whole(const Rows& rows) {
  std::set<std::string> words;
  std::map<std::string, Kind> forms;  // a key of one name is of one form, whoever has it: the table has it once
  for (const Row& row : rows) {
    EXPECT_TRUE(words.insert(row.word).second) << row.word;
    EXPECT_FALSE(row.sentence.empty()) << row.word;
    EXPECT_FALSE(row.sentence.ends_with('.')) << row.word;
    for (const RowKey& key : row.keys) {
      const std::string what = row.word + "." + key.name;
      EXPECT_FALSE(key.meaning.empty()) << what;
      EXPECT_NE(key.is_needed, !key.otherwise.empty()) << what << ": who may leave it out is told what holds then";
      EXPECT_EQ(forms.try_emplace(key.name, key.form.kind).first->second, key.form.kind) << what;
      EXPECT_NE(key.fits, nullptr) << what;
      EXPECT_TRUE(key.form.kind != Kind::reference || key.names != nullptr) << what << ": nobody checks the name";
      EXPECT_TRUE(key.comes_after.empty() || row.find(key.comes_after) != nullptr) << what;
    }
  }
}

TEST(Rows, AreWhole) {
  expect_whole(fault_kinds());
  expect_whole(actions());
  expect_whole(kms_kinds());
}

TEST(Rows, OfFaultsAreDrawnAndActAtATimeOrAfterAStep) {
  for (const FaultKind& kind : fault_kinds()) {
    EXPECT_NE(kind.draw, nullptr) << kind.word;
    // What goes back to an earlier time says when, and what happens to messages which.
    const bool goes_back = kind.find("at") != nullptr && kind.find("at")->comes_after == "as_of";
    const bool is_of_messages = kind.find("what") != nullptr;
    EXPECT_NE(kind.find("after_flow") != nullptr, goes_back || is_of_messages) << kind.word;
  }
}

TEST(Rows, OfActionsUndoWhatThereIs) {
  for (const Action& action : actions())
    EXPECT_TRUE(action.undoes.empty() || find_action(action.undoes) != nullptr) << action.word;
}

TEST(Rows, AWordOfNoRowNamesTheNearest) {
  EXPECT_NE(test::why_refused(test::with_more("[[operator]]\nat = \"2 h\"\naction = \"supend\"\njobs = \"backup\"\n"))
                .find(R"(cell.toml:19:10: action: "supend" is no action; expected "suspend", "resume", "kill"; )"
                      R"(nearest: "suspend")"),
            std::string::npos);
}

// What was generated, not read, meets the same rules.
TEST(Rows, AValueThatTheRowDoesNotHaveOrOfAnotherFormIsRefused) {
  const auto why = [](Fault fault) {
    Scenario s = test::load(test::smallCell);
    s.faults = {std::move(fault)};
    try {
      validate(s, test::vocabulary());
    } catch (const InvalidScenario& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  using namespace std::chrono_literals;
  EXPECT_EQ(why({.kind = "bit-rot", .values = {{"target", "ma1"}, {"at", 2h}}}), "");
  EXPECT_EQ(why({.kind = "bit-rot", .values = {{"target", "ma1"}}}),
            "at: is missing; kind \"bit-rot\" must have it, or \"after_flow\"");
  EXPECT_EQ(why({.kind = "bit-rot", .values = {{"target", "ma1"}, {"at", 2h}, {"io", 1U}}}),
            "kind: kind \"bit-rot\" has no \"io\"");
  EXPECT_EQ(why({.kind = "bit-rot", .values = {{"target", "ma1"}, {"at", "2 h"}}}),
            "at: is not an instant, as \"1 h\" or \"day 2 22:15\"");
  EXPECT_EQ(why({.kind = "bit_rot", .values = {}}).find("kind: \"bit_rot\" is no kind of fault"), 0U);
}

}  // namespace
}  // namespace keycell::scenarios
