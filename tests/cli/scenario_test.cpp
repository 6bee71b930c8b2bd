// keycell scenario as its user meets it.

#include <gmock/gmock.h>
#include <sys/wait.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "reports/scenario_starter.h"
#include "reports/scenario_story.h"
#include "scenarios/catalogue.h"
#include "scenarios/load.h"
#include "tests/scenarios/small_cell.h"

namespace keycell {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

struct Answer {
  int exit_code;
  std::string out;
  std::string err;
};

class ScenarioCommand : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "keycell-test-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder = pattern;
    write("good.toml", std::string(scenarios::test::smallCell));
    write("bad.toml", scenarios::test::with("\"40 GB\"", "600"));
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  Answer scenario(const std::string& arguments) const {
    const std::string command =
        "cd '" + folder.string() + "' && " KEYCELL_PROGRAM " scenario " + arguments + " >stdout 2>stderr";
    const int status = std::system(command.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read("stdout"), read("stderr")};
  }

  std::string read(const std::string& name) const {
    std::ifstream file(folder / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void write(const std::string& name, const std::string& text) const { std::ofstream(folder / name) << text; }

  std::filesystem::path folder;
};

TEST_F(ScenarioCommand, ListsTheCatalogueWithWhatEachShows) {
  const auto list = nlohmann::json::parse(scenario("list --json").out).at("scenarios");
  ASSERT_EQ(list.size(), scenarios::catalogue().size());
  EXPECT_EQ(list[0].at("name"), "quickstart");
  EXPECT_EQ(list[0].at("clients"), 20);
  EXPECT_EQ(list[0].at("nights"), 1);
  for (const auto& entry : list) EXPECT_NE(entry.at("shows"), "") << entry;
  EXPECT_THAT(scenario("list").out, AllOf(StartsWith("name "), HasSubstr("kms-key-lost")));
}

TEST_F(ScenarioCommand, ValidatesEachFileAndTellsTheGoodFromTheBad) {
  const Answer both = scenario("validate good.toml bad.toml one-backup");
  EXPECT_EQ(both.exit_code, 3);
  EXPECT_EQ(both.out,
            "good.toml: ok: 1 client, 1 KMS, 1 MediaAgent, 1 pool, 1 backup\n"
            "one-backup: ok: 4 clients, 1 KMS, 1 MediaAgent, 1 pool, 1 backup, 1 restore\n");
  EXPECT_EQ(both.err, "bad.toml:13:13: front_end: 600 has no unit; write for example \"600 GB\"\n");
  EXPECT_EQ(scenario("validate - <good.toml").exit_code, 0);
  EXPECT_THAT(scenario("validate - <bad.toml").err, StartsWith("standard input:13:13: "));
  EXPECT_EQ(scenario("validate missing.toml").exit_code, 4);
  EXPECT_EQ(scenario("validate missing.toml bad.toml").exit_code, 3);
  EXPECT_THAT(scenario("validate quickstrat").err, HasSubstr("nearest: \"quickstart\""));
}

TEST_F(ScenarioCommand, ExplainsAKey) {
  const Answer alone = scenario("explain --key jobs.restart_interval");
  EXPECT_EQ(alone.exit_code, 0);
  EXPECT_THAT(alone.out, AllOf(HasSubstr("between two attempts of a job"), HasSubstr("default   \"20 min\"")));
  EXPECT_THAT(scenario("explain two-copies copy.encryption").out,
              AllOf(HasSubstr("Primary: \"preserve\" (the default)"), HasSubstr("Secondary: \"re-encrypt\"")));
  EXPECT_THAT(scenario("explain --key fault.generation").out, HasSubstr("only with kind \"kms-key-lost\", "));
  EXPECT_THAT(scenario("explain --key jobs.restart_intervall").err, HasSubstr("nearest: \"jobs.restart_interval\""));
  EXPECT_THAT(scenario("explain --key kind").err, HasSubstr("expected one of: kms.kind, fault.kind"));
  EXPECT_EQ(scenario("explain").exit_code, 2);
  EXPECT_EQ(scenario("explain quickstart --key title").exit_code, 2);
}

TEST_F(ScenarioCommand, TellsACellInTheOrderOfTime) {
  const std::string story = scenario("explain kms-key-lost").out;
  const std::size_t backup = story.find("day 1 01:00     a backup of every client");
  const std::size_t fault = story.find("day 1 06:00     a KMS loses a master key (");
  const std::size_t restore = story.find("day 1 12:00     each client of a group restores");
  EXPECT_LT(backup, fault) << story;
  EXPECT_LT(fault, restore) << story;
  EXPECT_NE(restore, std::string::npos) << story;
  EXPECT_THAT(story, AllOf(HasSubstr("fs (1 client): to pool-a/Primary on ma1"), HasSubstr("violated: FID-1")));
}

TEST_F(ScenarioCommand, SaysOfACellWhereNothingHappensThatNothingDoes) {
  const std::string cell(scenarios::test::smallCell);
  write("idle.toml", cell.substr(0, cell.find("[[backup]]")));
  const Answer idle = scenario("validate idle.toml");
  EXPECT_EQ(idle.exit_code, 0);
  EXPECT_THAT(idle.out, HasSubstr("1 pool; warning: nothing happens in this scenario: it has no [[backup]], "));
}

TEST_F(ScenarioCommand, StartsAFileAndOverwritesNone) {
  EXPECT_EQ(scenario("init two-copies --out cell.toml").exit_code, 0);
  EXPECT_THAT(read("cell.toml"), StartsWith("#:schema ./scenario.schema.json\n"));
  const Answer again = scenario("init --out cell.toml");
  EXPECT_EQ(again.exit_code, 4);
  EXPECT_THAT(again.err, HasSubstr("is there already"));
  EXPECT_EQ(scenario("validate cell.toml").exit_code, 0);  // still the first one
  EXPECT_THAT(scenario("init quickstrat").err, HasSubstr("nearest: \"quickstart\""));
}

// --- upgrade

constexpr const char* oldCosts = "[costs]\nkey_operation = \"3 us\"  # measured\n";

TEST_F(ScenarioCommand, UpgradesToStandardOutputAndTellsWhatIsRenamed) {
  const std::string old = std::string(scenarios::test::smallCell) + oldCosts;
  write("old.toml", old);
  const Answer answer = scenario("upgrade old.toml");
  EXPECT_EQ(answer.exit_code, 0);
  EXPECT_THAT(answer.out,
              AllOf(StartsWith("version = 2\ntitle = \"small\"\n"), HasSubstr("rsa_private = \"3 us\"  # measured\n")));
  EXPECT_THAT(answer.err, StartsWith("old.toml:18:1: key_operation: is \"aes_wrap\", "));
  EXPECT_EQ(read("old.toml"), old);
  EXPECT_EQ(scenario("upgrade - <old.toml").out, answer.out);
  EXPECT_THAT(scenario("validate old.toml").err, StartsWith("old.toml:18:1: key_operation: is \"aes_wrap\", "));
}

TEST_F(ScenarioCommand, UpgradesInPlaceOnceAndKeepsModeAndLink) {
  namespace fs = std::filesystem;
  write("old.toml", std::string(scenarios::test::smallCell) + oldCosts);
  fs::permissions(folder / "old.toml", fs::perms(0640));
  fs::create_symlink("old.toml", folder / "link.toml");
  const std::string after = scenario("upgrade old.toml").out;
  const Answer answer = scenario("upgrade --in-place link.toml");
  EXPECT_EQ(answer.exit_code, 0);
  EXPECT_EQ(answer.out, "");
  EXPECT_EQ(read("old.toml"), after);
  EXPECT_TRUE(fs::is_symlink(folder / "link.toml"));
  EXPECT_EQ(fs::status(folder / "old.toml").permissions(), fs::perms(0640));
  const auto written = fs::last_write_time(folder / "old.toml");
  EXPECT_THAT(scenario("upgrade --in-place old.toml").err, HasSubstr("is of version 2 already"));
  EXPECT_EQ(fs::last_write_time(folder / "old.toml"), written);
  EXPECT_EQ(scenario("validate old.toml").err, "");
}

// Whatever goes wrong, the file is there as it was, and nothing else beside it.
TEST_F(ScenarioCommand, AnUpgradeThatFailsLeavesEverythingAsItWas) {
  namespace fs = std::filesystem;
  const auto names = [&] {
    std::vector<std::string> found;
    for (const auto& entry : fs::directory_iterator(folder)) found.push_back(entry.path().filename());
    std::ranges::sort(found);
    return found;
  };
  const std::string wrong = std::string(scenarios::test::smallCell) + oldCosts + "decrypt = 3\n";
  write("wrong.toml", wrong);
  write("newer.toml", "version = 3\nkeys.unheard_of = 1\n");
  scenario("list");  // makes the files that the test reads
  const auto before = names();
  EXPECT_EQ(scenario("upgrade --in-place wrong.toml").exit_code, 3);
  EXPECT_EQ(read("wrong.toml"), wrong);
  const Answer newer = scenario("upgrade --in-place newer.toml");
  EXPECT_EQ(newer.exit_code, 3);
  EXPECT_THAT(newer.err, HasSubstr("newer.toml:1:11: version: 3 is newer than this program"));
  EXPECT_EQ(scenario("upgrade --in-place missing.toml").exit_code, 4);
  EXPECT_EQ(scenario("upgrade --in-place .").exit_code, 4);
  EXPECT_EQ(scenario("upgrade --in-place - <wrong.toml").exit_code, 2);
  EXPECT_EQ(scenario("upgrade").exit_code, 2);
  EXPECT_EQ(names(), before);
}

TEST_F(ScenarioCommand, AWrongSubcommandGetsTheNearest) {
  const Answer wrong = scenario("lits");
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("nearest: \"list\""));
  EXPECT_THAT(scenario("schema --fault").err, HasSubstr("nearest: \"--faults\""));
}

TEST(Starter, ChangesNoScenario) {
  for (const auto& entry : scenarios::catalogue())
    EXPECT_EQ(scenarios::test::load(reports::starter(entry.text)), scenarios::test::load(entry.text)) << entry.name;
}

TEST(ExplainedKeys, AllCanBeExplained) {
  const scenarios::Scenario cell = scenarios::test::load(scenarios::test::smallCell);
  for (const std::string& key : reports::explained_keys()) {
    EXPECT_TRUE(reports::explain_key(key, nullptr).has_value()) << key;
    EXPECT_TRUE(reports::explain_key(key, &cell).has_value()) << key;
  }
}

}  // namespace
}  // namespace keycell
