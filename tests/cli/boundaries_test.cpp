// Boundaries at the command line: what a scenario's policy is, and a run that is judged by the user's own.

#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "properties/boundaries/policy_file.h"
#include "tests/cli/program_test.h"

namespace keycell {
namespace {

using testing::AllOf;
using testing::Each;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Le;
using testing::SizeIs;

class BoundariesTest : public ProgramTest {
 protected:
  /// The policy that comes with KeyCell, with one line changed.
  void write_policy(const std::string& from, const std::string& to) const {
    std::string text(properties::documented_policy_text());
    const auto at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    write("mine.toml", text.replace(at, from.size(), to));
  }

  static std::vector<std::string> lines(const std::string& text) {
    std::vector<std::string> all;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) all.push_back(line);
    return all;
  }

  static nlohmann::json verdict(const Output& output, const std::string& id) {
    const auto summary = nlohmann::json::parse(output.out);
    for (const auto& verdict : summary.at("verdicts"))
      if (verdict.at("id") == id) return verdict;
    return {};
  }
};

TEST_F(BoundariesTest, AreATableThatFitsATerminal) {
  const std::vector<std::string> scenarios{"quickstart", "one-backup-remote", "kms-built-in", "profile-per-copy-rsa"};
  for (const std::string& scenario : scenarios) {
    const Output output = keycell("explain boundaries " + scenario);
    EXPECT_EQ(output.exit_code, 0) << output.err;
    EXPECT_THAT(lines(output.out), Each(SizeIs(Le(80)))) << output.out;
    for (const auto key_class : crypto::allKeyClasses)
      EXPECT_THAT(output.out, HasSubstr(std::string(name_of(key_class))));
    for (const auto place : model::allPlaces) EXPECT_THAT(output.out, HasSubstr(std::string(name_of(place))));
  }
  EXPECT_THAT(keycell("explain boundaries quickstart").out,
              AllOf(HasSubstr("inside the channel CommServe to KMS, in kms_wrap"), HasSubstr("while-used")));
  EXPECT_THAT(keycell("explain boundaries kms-built-in").out, HasSubstr("scrambled at csdb-page"));
}

TEST_F(BoundariesTest, AreDataToo) {
  const Output output = keycell("explain boundaries quickstart --json");
  const auto json = nlohmann::json::parse(output.out);
  EXPECT_EQ(json.at("policy"), "documented steps");
  EXPECT_EQ(json.at("places").at("kek").at("csdb-page"), "wrapped");
  EXPECT_EQ(json.at("places").at("kek").at("payload"), "wrapped, declared");
  EXPECT_EQ(json.at("places").at("kek").at("log-line"), "forbidden");
  EXPECT_EQ(json.at("memory").at("kms-root").at("client"), "forbidden");
  EXPECT_EQ(json.at("declared").size(), 2U);
  EXPECT_EQ(json.at("wraps").at("master-key"), (nlohmann::json{"kek", "rsa-private-key"}));
  EXPECT_FALSE(json.at("wraps").contains("data-key"));
}

TEST_F(BoundariesTest, ARunShowsThePolicyBesideWhatCrossedAndWhatWasLookedAt) {
  const Output output = keycell("run one-backup --json");
  const auto details = verdict(output, "SEC-1").at("details");
  EXPECT_EQ(details.at("policy"), "documented steps");
  EXPECT_GT(details.at("looked_at").at("csdb-page").at("bytes"), 0);
  EXPECT_GT(details.at("looked_at").at("media").at("bytes"), 0);
  bool saw_wrapped_data_keys = false;
  for (const auto& seen : details.at("crossed")) {
    EXPECT_EQ(seen.at("forbidden"), 0);
    if (seen.at("class") == "data-key" && seen.at("place") == "csdb-page") {
      EXPECT_EQ(seen.at("allowed"), "wrapped");
      saw_wrapped_data_keys = seen.at("wrapped") > 0;
    }
  }
  EXPECT_TRUE(saw_wrapped_data_keys);
  EXPECT_THAT(keycell("run one-backup --full").out, HasSubstr("wrapped: csdb-page kek"));
}

TEST_F(BoundariesTest, APolicyOfOnesOwnJudgesTheRunAndIsPartOfItsReplay) {
  write_policy("title = \"documented steps\"", "title = \"mine\"");
  const Output same = keycell("run one-backup --policy mine.toml --json");
  EXPECT_EQ(same.exit_code, 0) << same.out;
  EXPECT_EQ(verdict(same, "SEC-1").at("details").at("policy"), "mine");
  EXPECT_THAT(nlohmann::json::parse(same.out).at("replay").get<std::string>(), EndsWith("--policy mine.toml"));

  write("nothing.toml", "title = \"nothing is allowed\"\n");
  const Output strict = keycell("run one-backup --policy nothing.toml");
  EXPECT_EQ(strict.exit_code, 11);
  EXPECT_THAT(strict.out, AllOf(HasSubstr("FAILED     "), HasSubstr("; SEC-1 violated "),
                                HasSubstr("keys       seen where nothing puts them: ")));
}

TEST_F(BoundariesTest, AWrapWhereThePolicyAllowsNoneIsAViolation) {
  write_policy("place = [\"csdb-page\"]\nwhy = \"the CSDB keeps data keys",
               "place = [\"media\"]\nwhy = \"the CSDB keeps data keys");
  const Output output = keycell("run one-backup --policy mine.toml");
  EXPECT_EQ(output.exit_code, 11);
  EXPECT_THAT(output.out, AllOf(HasSubstr("bytes of a wrap of data-key #"), HasSubstr("at csdb-page")));
}

TEST_F(BoundariesTest, AreJudgedForManySeedsToo) {
  write("nothing.toml", "title = \"nothing is allowed\"\n");
  EXPECT_EQ(keycell("run one-backup --reps 2 --policy nothing.toml").exit_code, 11);
  const Output campaign = keycell("check one-backup --seeds 1..2 --policy nothing.toml --out found");
  EXPECT_EQ(campaign.exit_code, 11);
  EXPECT_THAT(campaign.out,
              AllOf(HasSubstr("by the policy \"nothing is allowed\""), HasSubstr("SEC-1      violated in 2"),
                    HasSubstr("keycell check one-backup --seeds 1..2 --policy nothing.toml")));
  const auto first = nlohmann::json::parse(std::ifstream(folder / "found/campaign.json")).at("failures").at(0);
  const std::string again = first.at("replay_of_file");
  EXPECT_THAT(again, EndsWith("--policy nothing.toml"));
  EXPECT_EQ(keycell(again.substr(std::string("keycell ").size())).exit_code, 11);
  EXPECT_EQ(keycell("check one-backup --seeds 1..2 --policy nowhere.toml").exit_code, 4);
  EXPECT_EQ(keycell("run one-backup --reps 2").exit_code, 0);
}

TEST_F(BoundariesTest, AWrongPolicyIsRefusedUpFront) {
  write_policy("class = \"kek\"", "class = \"kke\"");
  const Output output = keycell("run one-backup --policy mine.toml");
  EXPECT_EQ(output.exit_code, 3);
  EXPECT_THAT(output.err,
              AllOf(HasSubstr("mine.toml:36:9: class: \"kke\" is no class"), HasSubstr("nearest: \"kek\"")));
  EXPECT_EQ(output.out, "");
  EXPECT_EQ(keycell("explain boundaries one-backup --policy mine.toml").exit_code, 3);
  EXPECT_EQ(keycell("run one-backup --policy nowhere.toml").exit_code, 4);
  EXPECT_EQ(keycell("run one-backup --check-determinism --policy nowhere.toml").exit_code, 4);
  EXPECT_EQ(keycell("explain kms kms1 --policy nowhere.toml").exit_code, 2);
  EXPECT_EQ(keycell("explain boundaries quickstart --where a=b").exit_code, 2);
  EXPECT_THAT(keycell("explain boundary quickstart").err, HasSubstr("nearest: \"boundaries\""));
}

}  // namespace
}  // namespace keycell
