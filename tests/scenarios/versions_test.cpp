// A scenario file of an earlier version loads, and is written in the words of today with all that its user put there.

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "scenarios/catalogue.h"
#include "scenarios/description.h"
#include "scenarios/versions.h"
#include "scenarios/write.h"
#include "tests/scenarios/any_scenario.h"
#include "tests/scenarios/small_cell.h"

namespace keycell::scenarios {
namespace {

using test::why_refused;
using test::with_more;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> old_names(std::string_view text) {
  std::vector<std::string> told;
  Vocabulary vocabulary = test::vocabulary();
  vocabulary.on_old_name = [&](const Problem& problem) { told.push_back(problem.str()); };
  load_text("cell.toml", text, vocabulary);
  return told;
}

std::string upgraded_cell(const std::string& text) { return upgraded("cell.toml", text); }

TEST(Versions, AnOldNameIsTakenAndTold) {
  const std::string file = with_more("[costs]\nkey_operation = \"3 us\"\n");
  const Costs costs = test::load(file).costs;
  EXPECT_EQ(costs.aes_wrap, 3us);
  EXPECT_EQ(costs.aes_unwrap, 3us);
  EXPECT_EQ(costs.rsa_public, 3us);
  EXPECT_EQ(costs.rsa_private, 3us);
  EXPECT_THAT(old_names(file),
              ElementsAre("cell.toml:18:1: key_operation: is \"aes_wrap\", \"aes_unwrap\", \"rsa_public\", "
                          "\"rsa_private\" since version 2; keycell scenario upgrade writes the file so"));
  EXPECT_THAT(old_names(std::string("version = 1\n") + file), ElementsAre(HasSubstr("cell.toml:19:1: key_operation")));
  EXPECT_THAT(old_names(with_more("[costs]\naes_wrap = \"3 us\"\n")), IsEmpty());
}

TEST(Versions, AnErrorInAnOldKeyIsToldWhereItStands) {
  EXPECT_EQ(why_refused(with_more("[costs]\nkey_operation = \"3 GB\"\n")),
            "cell.toml:18:17: aes_wrap: \"3 GB\" is a size, not a duration; write for example \"10 min\"");
}

TEST(Versions, AFileOfTodayHasNoOldNames) {
  EXPECT_EQ(why_refused("version = 2\n" + with_more("[costs]\nkey_operation = \"3 us\"\n")),
            "cell.toml:19:1: key_operation: has had another name since version 2; expected \"aes_wrap\", "
            "\"aes_unwrap\", \"rsa_public\", \"rsa_private\"");
}

// Which of the two it should be, nobody can know.
TEST(Versions, AnOldNameBesideItsNameOfTodayIsRefused) {
  EXPECT_EQ(why_refused(with_more("[costs]\nrsa_public = \"1 us\"\nkey_operation = \"3 us\"\n")),
            "cell.toml:19:1: key_operation: is there beside \"rsa_public\", its name of today; expected one of them");
}

TEST(Versions, AnOldNameElsewhereIsNone) {
  EXPECT_THAT(why_refused(with_more("[jobs]\nkey_operation = \"3 us\"\n")), HasSubstr("is no key of [jobs]"));
}

TEST(Versions, OneThatIsNoneOrNotKnownYetIsRefusedBeforeAnythingElse) {
  const auto refused = [](const std::string& version) {
    return why_refused("version = " + version + "\nkeys.nobody_knows = 1\n");
  };
  EXPECT_EQ(refused("3"),
            "cell.toml:1:11: version: 3 is newer than this program, which knows scenarios up to version 2; expected a "
            "newer KeyCell");
  EXPECT_THAT(refused("9223372036854775807"), HasSubstr("is newer than this program"));
  EXPECT_EQ(refused("0"), "cell.toml:1:11: version: 0 is too small; expected at least 1");
  EXPECT_EQ(refused("-2"), "cell.toml:1:11: version: -2 is too small; expected at least 1");
  EXPECT_EQ(refused("\"2\""), "cell.toml:1:11: version: \"2\" is no version; write for example 2");
  EXPECT_EQ(refused("1.5"), "cell.toml:1:11: version: 1.5 is no version; write for example 2");
  EXPECT_EQ(refused("[2]"), "cell.toml:1:11: version: a list is no version; write for example 2");
}

// --- upgrade ---------------------------------------------------------------------------------------------------------

TEST(Upgrade, RenamesInPlaceAndKeepsCommentsAndLayout) {
  EXPECT_EQ(upgraded_cell("# What it shows.\r\n\r\n\ttitle = 'x' # its title\r\n[costs]   # of old\r\n"
                          "   key_operation   =  \"3 us\"   # measured\r\nscan='1 s'\r\n"),
            "# What it shows.\r\n\r\nversion = 2\r\n\ttitle = 'x' # its title\r\n[costs]   # of old\r\n"
            "   aes_wrap   =  \"3 us\"\r\n   aes_unwrap   =  \"3 us\"\r\n   rsa_public   =  \"3 us\"\r\n"
            "   rsa_private   =  \"3 us\"   # measured\r\nscan='1 s'\r\n");
}

TEST(Upgrade, RenamesWhereverATableMayStand) {
  const std::string in_braces =
      "aes_wrap = \"1 us\", aes_unwrap = \"1 us\", rsa_public = \"1 us\", rsa_private = \"1 us\"";
  EXPECT_EQ(upgraded_cell("version = 1\ncosts = {key_operation = \"1 us\"}\n"),
            "version = 2\ncosts = {" + in_braces + "}\n");
  EXPECT_EQ(
      upgraded_cell("version = 1\ncosts = { scan = \"1 s\", key_operation = \"1 us\", reboot = \"1 min\" } # x\n"),
      "version = 2\ncosts = { scan = \"1 s\", " + in_braces + ", reboot = \"1 min\" } # x\n");
  EXPECT_EQ(upgraded_cell("version = 1\ncosts . key_operation = \"1 us\"\n"),
            "version = 2\ncosts . aes_wrap = \"1 us\"\ncosts . aes_unwrap = \"1 us\"\ncosts . rsa_public = \"1 us\"\n"
            "costs . rsa_private = \"1 us\"\n");
  EXPECT_EQ(upgraded_cell("version = 1\ncosts.\"key_operation\" = \"\"\"1 us\"\"\""),
            "version = 2\ncosts.aes_wrap = \"\"\"1 us\"\"\"\ncosts.aes_unwrap = \"\"\"1 us\"\"\"\n"
            "costs.rsa_public = \"\"\"1 us\"\"\"\ncosts.rsa_private = \"\"\"1 us\"\"\"");
}

// Columns count characters, and the text is bytes.
TEST(Upgrade, FindsItsPlaceBehindCharactersOfSeveralBytes) {
  EXPECT_EQ(
      upgraded_cell(
          "version = 1\ntitle = \"\xF0\x9F\x94\x91 d\xC3\xA9j\xC3\xA0\"\n"
          "costs = { calibration = \"\xC3\xA9\xE2\x82\xAC.toml\", key_operation = \"1 \xC2\xB5s\" } # \xC3\xA9\n"),
      "version = 2\ntitle = \"\xF0\x9F\x94\x91 d\xC3\xA9j\xC3\xA0\"\n"
      "costs = { calibration = \"\xC3\xA9\xE2\x82\xAC.toml\", aes_wrap = \"1 \xC2\xB5s\", aes_unwrap = \"1 "
      "\xC2\xB5s\", "
      "rsa_public = \"1 \xC2\xB5s\", rsa_private = \"1 \xC2\xB5s\" } # \xC3\xA9\n");
  EXPECT_EQ(upgraded_cell("\xEF\xBB\xBFversion = 1\ntitle = \"x\"\n"), "\xEF\xBB\xBFversion = 2\ntitle = \"x\"\n");
  EXPECT_EQ(upgraded_cell("\xEF\xBB\xBFtitle = \"x\"\n"), "\xEF\xBB\xBFversion = 2\ntitle = \"x\"\n");
}

TEST(Upgrade, SaysTheVersionBeforeTheFirstTable) {
  EXPECT_EQ(upgraded_cell("# a\n\n  # b\n[keys]\n"), "# a\n\n  # b\nversion = 2\n[keys]\n");
  EXPECT_EQ(upgraded_cell("[[kms]]"), "version = 2\n[[kms]]");
  EXPECT_EQ(upgraded_cell("title = \"x\"\nversion = 0x1 # hex\n"), "title = \"x\"\nversion = 2 # hex\n");
  EXPECT_EQ(upgraded_cell("\"version\" = +1\n"), "\"version\" = 2\n");
}

TEST(Upgrade, LeavesAFileOfTodayAsItIs) {
  for (const char* text : {"version = 2\n", "title = \"a\"\r\nversion=2", "# only\nversion  =  2 # two\n[costs]\n"})
    EXPECT_EQ(upgraded_cell(text), text);
  EXPECT_THROW(upgraded_cell("version = 3\n"), ScenarioError);
}

TEST(Upgrade, OfEveryScenarioOfTheCatalogueAddsOneLine) {
  for (const CatalogueEntry& entry : catalogue()) {
    const std::string text = upgraded_cell(std::string(entry.text));
    EXPECT_EQ(test::load(text), test::load(entry.text)) << entry.name;
    EXPECT_EQ(std::ranges::count(text, '\n'), std::ranges::count(entry.text, '\n') + 1) << entry.name;
    EXPECT_EQ(upgraded_cell(text), text) << entry.name;
  }
}

RC_GTEST_PROP(Upgrade, SaysTheSameInTheWordsOfToday, ()) {
  Scenario scenario = test::any_scenario(test::vocabulary());
  scenario.costs.aes_unwrap = scenario.costs.rsa_public = scenario.costs.rsa_private = scenario.costs.aes_wrap;
  const std::string today = to_toml(scenario);
  std::string old = today;
  const auto replace = [&](const std::string& what, const std::string& by) {
    old.replace(old.find(what), what.size(), by);
  };
  replace("version = 2\n", *rc::gen::element<std::string>("", "version = 1\n"));
  replace("aes_wrap = ", "key_operation = ");
  for (const char* key : {"aes_unwrap", "rsa_public", "rsa_private"}) {
    const auto at = old.find(std::string(key) + " = ");
    old.erase(at, old.find('\n', at) + 1 - at);
  }
  RC_ASSERT(test::load(old) == scenario);
  RC_ASSERT(upgraded_cell(old) == today);
}

// A name that was given up and taken for something else would make old files say something else.
TEST(Versions, NoNameOfTodayWasAnother) {
  const std::vector<TableDescription> tables = describe_scenario();
  for (const Renaming& renaming : renamings()) {
    EXPECT_GE(renaming.until, firstVersion);
    EXPECT_LT(renaming.until, currentVersion);
    const auto table = std::ranges::find(tables, renaming.table, &TableDescription::name);
    ASSERT_NE(table, tables.end()) << renaming.table;
    EXPECT_EQ(table->find(renaming.was), nullptr) << renaming.was;
    for (const std::string_view name : renaming.is) EXPECT_NE(table->find(name), nullptr) << name;
  }
}

}  // namespace
}  // namespace keycell::scenarios
