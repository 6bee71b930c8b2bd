// The CSDB that --csdb writes: anybody's SQLite reads it, and a view says which key is in which row, by the numbers
// that keys have in events.jsonl.

#include <gmock/gmock.h>
#include <sqlite3.h>

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "tests/cli/program_test.h"

namespace keycell {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class CsdbTest : public ProgramTest {
 protected:
  /// The rows of a query, their columns joined by " | ".
  std::vector<std::string> rows(const std::string& sql) const {
    sqlite3* opened = nullptr;
    const std::string path = folder / "results/csdb.sqlite";
    EXPECT_EQ(sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
    const std::unique_ptr<sqlite3, decltype(&sqlite3_close)> database(opened, &sqlite3_close);
    sqlite3_stmt* compiled = nullptr;
    EXPECT_EQ(sqlite3_prepare_v2(opened, sql.c_str(), -1, &compiled, nullptr), SQLITE_OK) << sqlite3_errmsg(opened);
    const std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> statement(compiled, &sqlite3_finalize);
    std::vector<std::string> all;
    while (sqlite3_step(compiled) == SQLITE_ROW) {
      std::string row;
      for (int i = 0; i < sqlite3_column_count(compiled); ++i)
        row += (i == 0 ? "" : " | ") + std::string(reinterpret_cast<const char*>(sqlite3_column_text(compiled, i)));
      all.push_back(row);
    }
    return all;
  }

  void run(const std::string& scenario) const {
    const Output output = keycell("run " + scenario + " --out results --csdb");
    ASSERT_EQ(output.exit_code, 0) << output.err;
  }

  std::vector<json> events(const std::string& kind) const {
    std::vector<json> all;
    std::istringstream lines(read(folder / "results/events.jsonl"));
    for (std::string line; std::getline(lines, line);)
      if (line.find("\"" + kind + "\"") != std::string::npos) all.push_back(json::parse(line));
    return all;
  }

  /// What the stream says of the last master key of a pool that the KMS was to make.
  std::string last_master_key(const std::string& pool) const {
    std::string last;
    for (const json& key : events("master-key-at-kms"))
      if (key.at("policy") == pool && key.at("secret") != 0)
        last = "master-key #" + key.at("secret").dump() + " | " + key.at("id").get<std::string>();
    return last;
  }
};

// The rotation of pool-a gave its KEK another master key; pool-b has its first.
TEST_F(CsdbTest, NamesTheKeyOfEachRowAndTheMasterKeyAboveIt) {
  run("quickstart");
  EXPECT_THAT(rows("SELECT is_for, under, master_key, kms FROM keycell_keys WHERE row_of='protection' ORDER BY row"),
              ElementsAre("pool-a | " + last_master_key("pool-a") + " | kms1",
                          "pool-b | " + last_master_key("pool-b") + " | kms1"));
  EXPECT_THAT(rows("SELECT id FROM data_key WHERE id NOT IN (SELECT row FROM keycell_keys WHERE row_of='data_key')"),
              IsEmpty());
  std::map<std::string, std::string> made;
  for (const json& row : events("key-row-made"))
    if (row.at("secret") != 0)
      made[row.at("client").get<std::string>() + " of " + row.at("owner_policy").get<std::string>()] =
          "data-key #" + row.at("secret").dump();
  ASSERT_THAT(made, SizeIs(40));
  for (const auto& [subject, key] : made) {
    const std::string client = subject.substr(0, subject.find(" of "));
    const std::string pool = subject.substr(subject.find(" of ") + 4);
    EXPECT_THAT(rows("SELECT k.key FROM keycell_keys k JOIN data_key d ON d.id=k.row JOIN protection p ON "
                     "p.id=d.protection WHERE k.row_of='data_key' AND p.name='" +
                     pool + "' AND k.is_for LIKE 'client " + client + ",%'"),
                ElementsAre(key))
        << subject;
  }
  EXPECT_THAT(rows("SELECT DISTINCT d.under=p.key AND d.master_key=p.master_key FROM keycell_keys d JOIN data_key r ON "
                   "r.id=d.row JOIN keycell_keys p ON p.row_of='protection' AND p.row=r.protection WHERE "
                   "d.row_of='data_key'"),
              ElementsAre("1"))
      << "a data key is under the key of its protection";
}

TEST_F(CsdbTest, NamesRsaPairsToo) {
  run("profile-per-copy-rsa");
  EXPECT_THAT(
      rows("SELECT DISTINCT row_of, substr(key, 1, instr(key, '#')), substr(under, 1, instr(under, '#')) FROM "
           "keycell_keys ORDER BY 1"),
      ElementsAre("data_key | data-key # | rsa-private-key #", "protection | rsa-private-key # | master-key #"));
}

TEST_F(CsdbTest, NamesTheRowsOfABuiltInKms) {
  run("kms-built-in");
  const auto built_in = rows("SELECT key || ' | ' || master_key FROM keycell_keys WHERE row_of='built_in_key'");
  ASSERT_THAT(built_in, Not(IsEmpty()));
  const auto above = rows("SELECT under || ' | ' || master_key FROM keycell_keys WHERE row_of='protection'");
  EXPECT_TRUE(std::ranges::all_of(
      above, [&](const std::string& key) { return std::ranges::find(built_in, key) != built_in.end(); }))
      << testing::PrintToString(above) << testing::PrintToString(built_in);
}

}  // namespace
}  // namespace keycell
