// Wherever the CommServe loses power, what the reports say of each job at the end is what its CSDB says.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "measures/job_meter.h"
#include "model/csdb/csdb.h"
#include "model/csdb/export.h"
#include "sim/fork_server.h"
#include "tests/sim/small_scenario.h"

namespace keycell::measures {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

struct Standing {
  std::string state;
  std::string reason;
  bool operator==(const Standing&) const = default;
};
void PrintTo(const Standing& is, std::ostream* out) { *out << is.state << " (" << is.reason << ")"; }

using Standings = std::map<std::int64_t, Standing>;

/// Two clients are backed up and copied twice in a chain, then restored from the last copy, after a rotation.
scenarios::Scenario a_night() {
  auto s = test::small_scenario();
  s.pools.push_back({.name = "pool-b", .media_agent = "ma1", .kms = "kms1"});
  s.copies = {{.policy = "Gold", .name = "Primary", .pool = "pool-a"},
              {.policy = "Gold", .name = "Secondary", .pool = "pool-b", .source = "Primary"},
              {.policy = "Gold", .name = "Tertiary", .pool = "pool-b", .source = "Secondary"}};
  s.clients[0].pool = "";
  s.clients[0].policy = "Gold";
  s.backups.clear();
  s.schedules = {{.clients = "fs", .at = 1h, .aux_copies = {"Secondary", "Tertiary"}}};
  s.rotations = {{.at = 90min, .of = "pool-a"}};
  s.restores = {{.at = 3h, .clients = "fs", .copy = "Tertiary"}};
  return s;
}

class PowerCut : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "keycell-test-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  /// Leaves what the CSDB says at the end in `csdb`.
  sim::Run simulate(const scenarios::Scenario& scenario) {
    const std::string path = (folder_ / "csdb.sqlite").string();
    for (const char* beside : {"", "-wal", "-shm"}) std::filesystem::remove(path + beside);
    const auto keep = [&](const std::vector<sim::FileImage>& disk) {
      for (const sim::FileImage& image : disk) {
        if (!image.name.starts_with(model::csdbFile)) continue;
        std::ofstream file(path + (image.name == model::csdbFile ? "" : "-wal"), std::ios::binary);
        file.write(text_of(image.content).data(), static_cast<std::streamsize>(image.content.size()));
      }
    };
    const auto folds = [&] {
      sim::Folds all;
      all.push_back(std::make_unique<JobMeter>(scenario));
      return all;
    };
    sim::Run run = sim::run_forked(scenario, sim::Seed{1}, folds, {}, {.take_commserve_disk = keep});
    EXPECT_EQ(run.ending, sim::Ending::ended) << name_of(run.ending) << ": " << run.detail;
    model::merge_write_ahead_log(path);
    read(path);
    return run;
  }

  static Standings told_by(const sim::Run& run) {
    Standings told;
    const auto jobs = nlohmann::json::parse(run.result_of("jobs"));
    for (const auto& job : jobs.at("list")) told[job.at("job")] = {job.at("state"), job.at("reason")};
    return told;
  }

  Standings csdb;

 private:
  void read(const std::string& path) {
    csdb.clear();
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READONLY, "unix"), SQLITE_OK);
    sqlite3_stmt* jobs = nullptr;
    ASSERT_EQ(sqlite3_prepare_v2(database, "SELECT id, status, reason FROM job", -1, &jobs, nullptr), SQLITE_OK);
    while (sqlite3_step(jobs) == SQLITE_ROW)
      csdb[sqlite3_column_int64(jobs, 0)] = {
          std::string(name_of(static_cast<model::JobStatus>(sqlite3_column_int(jobs, 1)))),
          reinterpret_cast<const char*>(sqlite3_column_text(jobs, 2))};
    sqlite3_finalize(jobs);
    sqlite3_close(database);
  }

  std::filesystem::path folder_;
};

TEST_F(PowerCut, AtEachOperationOfTheCommServeLeavesReportsThatAgreeWithItsDatabase) {
  auto scenario = a_night();
  const sim::Run quiet = simulate(scenario);
  EXPECT_EQ(told_by(quiet), csdb);
  ASSERT_EQ(csdb.size(), 6u) << "two backups, two copies, two restores";
  const auto disk = std::ranges::find(quiet.disks, scenarios::commserveName, &sim::HostDisk::host);
  ASSERT_NE(disk, quiet.disks.end());
  std::size_t restarted = 0;
  for (std::uint64_t operation = 1; operation <= disk->operations; ++operation) {
    SCOPED_TRACE(operation);
    scenario.faults = {{.kind = "power-cut", .values = {{"target", "commserve"}, {"io", operation}}}};
    const sim::Run run = simulate(scenario);
    const Standings told = told_by(run);
    ASSERT_EQ(told.size(), csdb.size());
    for (const auto& [job, is] : csdb) {
      EXPECT_EQ(told.at(job).state, is.state) << "job " << job;
      EXPECT_EQ(is.state, "Completed") << "job " << job;
    }
    const auto jobs = nlohmann::json::parse(run.result_of("jobs"));
    for (const auto& job : jobs.at("list")) {
      if (job.at("restarts") == 0) continue;
      ++restarted;
      EXPECT_THAT(job.at("reason").get<std::string>(), HasSubstr("the CommServe went down"));
    }
  }
  EXPECT_GT(restarted, disk->operations / 4) << "many operations fall into a job's work";
}

}  // namespace
}  // namespace keycell::measures
