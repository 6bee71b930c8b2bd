// Each reading changes what it says it changes, and nothing breaks under any value of it.

#include "scenarios/readings.h"

#include <gmock/gmock.h>

#include <fstream>

#include "crypto/row_codec.h"
#include "tests/documents/cells.h"
#include "tests/documents/run.h"

namespace keycell::documents {
namespace {

/// Two backups and two restores.
scenarios::Scenario cell() {
  scenarios::Scenario cell = cell_of_2023e();
  cell.backups.push_back({.at = 2h, .clients = "fs"});
  cell.restores = {{.at = 3h, .clients = "fs"}, {.at = 6h, .clients = "fs"}};
  return cell;
}

template <class Set>
Trace trace_with(Set set) {
  scenarios::Scenario scenario = cell();
  set(scenario.readings);
  const sim::Run run = run_of(scenario);
  EXPECT_TRUE(verdicts_are_documented(run, scenario));
  return trace_of(run.result_of("trace"));
}

const auto unchanged = [](model::Readings&) {};

TEST(Readings, KmsCacheDecidesHowOftenAKeyIsFetched) {
  const auto fetches = [](model::Nanos cache) {
    return count(trace_with([=](model::Readings& readings) { readings.kms_cache = cache; }), "commserve",
                 "says kms_fetch to");
  };
  EXPECT_EQ(fetches(0s), 4u);
  EXPECT_EQ(fetches(10min), 4u) << "the jobs are an hour apart";
  EXPECT_EQ(fetches(90min), 3u) << "from creation, not from the last use";
  EXPECT_EQ(fetches(model::unlimitedCache), 1u);
}

/// In which minute the CommServe first held no master key any more.
class FirstWithout final : public model::Fold {
 public:
  std::string_view name() const override { return "first-without"; }
  void on(const model::Event& event) override {
    if (event.host != "commserve") return;
    if (const auto* held = std::get_if<model::SecretHeld>(&event.body)) {
      if (held->key_class == crypto::KeyClass::masterKey) ++holders_[held->secret];
    } else if (const auto* wiped = std::get_if<model::SecretWiped>(&event.body)) {
      const auto found = holders_.find(wiped->secret);
      if (found != holders_.end() && --found->second == 0 && !minute_) minute_ = event.time / 1min;
    }
  }
  std::string result() const override { return std::to_string(minute_.value_or(-1)); }

 private:
  std::map<crypto::SecretId, int> holders_;
  std::optional<std::int64_t> minute_;
};

// A key that nobody asks for again goes too: it came at 1 h, and nothing happens before 5 h.
TEST(Readings, KmsCacheKeepsNothingBeyondItsTime) {
  scenarios::Scenario scenario = cell_of_2023e();
  const auto first_without = [&](model::Nanos cache) {
    scenario.readings.kms_cache = cache;
    return std::string(sim::run_forked(scenario, sim::Seed{1},
                                       [] {
                                         sim::Folds folds;
                                         folds.push_back(std::make_unique<FirstWithout>());
                                         return folds;
                                       },
                                       {})
                           .result_of("first-without"));
  };
  EXPECT_EQ(first_without(0s), "60");
  EXPECT_EQ(first_without(90min), "150");
  EXPECT_EQ(first_without(model::unlimitedCache), "-1");
}

TEST(Readings, DataKeyReuseDecidesWhetherALaterBackupHasItsOwn) {
  EXPECT_EQ(count(trace_with(unchanged), "commserve", "held data-key", "generated"), 1u);
  EXPECT_EQ(count(trace_with([](model::Readings& r) { r.data_key_reuse = model::DataKeyReuse::fresh; }), "commserve",
                  "held data-key", "generated"),
            2u);
}

TEST(Readings, DataKeyScopeDecidesForWhatAKeyIsMade) {
  const auto keys_with = [](std::optional<crypto::DataKeyScope> scope) {
    // Two copies on one pool, the second encrypted again, two backups.
    scenarios::Scenario scenario = cell();
    scenario.copies = {{.policy = "Gold", .name = "Primary", .pool = "pool-a"},
                       {.policy = "Gold",
                        .name = "Secondary",
                        .pool = "pool-a",
                        .source = "Primary",
                        .encryption = scenarios::CopyEncryption::reEncrypt}};
    scenario.clients[0].pool.clear();
    scenario.clients[0].policy = "Gold";
    scenario.aux_copies = {{.at = 4h, .policy = "Gold", .copy = "Secondary"}};
    scenario.jobs.aux_copy_streams = 1;  // two at once may both make a key, of which the CSDB keeps one
    scenario.readings.data_key_scope = scope;
    const sim::Run run = run_of(scenario);
    EXPECT_TRUE(verdicts_are_documented(run, scenario));
    return count(trace_of(run.result_of("trace")), "commserve", "held data-key", "generated");
  };
  EXPECT_EQ(keys_with(std::nullopt), 1u) << "2023e: for the client";
  EXPECT_EQ(keys_with(crypto::DataKeyScope::client), 1u);
  EXPECT_EQ(keys_with(crypto::DataKeyScope::clientCopy), 2u);
  EXPECT_EQ(keys_with(crypto::DataKeyScope::archiveFile), 4u);
}

TEST(Readings, DataKeyBornDecidesWhereItIsMade) {
  const Trace here = trace_with(unchanged);
  EXPECT_EQ(count(here, "commserve", "held data-key", "generated"), 1u);
  EXPECT_EQ(count(here, "fs", "held data-key", "generated"), 0u);
  const Trace there = trace_with([](model::Readings& r) { r.data_key_born = model::DataKeyBorn::client; });
  EXPECT_EQ(count(there, "commserve", "held data-key", "generated"), 0u);
  EXPECT_EQ(count(there, "fs", "held data-key", "generated"), 1u);
}

TEST(Readings, NetworkPasswordAtRestDecidesWhetherTheCsdbHoldsIt) {
  const auto in_csdb = [](const Trace& trace) { return count(trace, "commserve", "csdb: network-password"); };
  EXPECT_EQ(in_csdb(trace_with(unchanged)), 0u);
  EXPECT_GT(in_csdb(trace_with([](model::Readings& r) { r.network_password_at_rest = model::PasswordAtRest::csdb; })),
            0u);
}

TEST(Readings, MasterKeyMadeByDecidesWhereItIsMade) {
  const Trace at_kms = trace_with(unchanged);
  EXPECT_EQ(count(at_kms, "kms1", "held master-key", "generated"), 1u);
  EXPECT_EQ(count(at_kms, "commserve", "says kms_create to"), 1u);
  const Trace at_home = trace_with([](model::Readings& r) { r.master_key_made_by = model::MasterKeyMadeBy::software; });
  EXPECT_EQ(count(at_home, "kms1", "held master-key", "generated"), 0u);
  EXPECT_EQ(count(at_home, "commserve", "held master-key", "generated"), 1u);
  EXPECT_EQ(count(at_home, "commserve", "says kms_register to"), 1u);
}

/// Whether what lies on the media ends in the CRC32 of what was read.
class ClearCrc final : public model::Fold {
 public:
  std::string_view name() const override { return "clear-crc"; }
  void on(const model::Event& event) override {
    if (const auto* read = std::get_if<model::ChunkRead>(&event.body)) plain_ = bytes_of(read->plain);
    const auto* crossing = std::get_if<model::Crossing>(&event.body);
    if (crossing == nullptr || crossing->place != model::Place::media) return;
    const bool is_clear = crypto::matches_crc32(plain_, crossing->bytes.last(crypto::crc32SizeBytes));
    text_ = is_clear ? "clear" : "not in clear";
  }
  std::string result() const override { return text_; }

 private:
  Bytes plain_;
  std::string text_;
};

TEST(Readings, RecordCrcDecidesWhetherItStandsInClear) {
  const auto crc_with = [](model::RecordCrc reading) {
    scenarios::Scenario scenario = cell();
    scenario.readings.record_crc = reading;
    return std::string(sim::run_forked(scenario, sim::Seed{1},
                                       [] {
                                         sim::Folds folds;
                                         folds.push_back(std::make_unique<ClearCrc>());
                                         return folds;
                                       },
                                       {})
                           .result_of("clear-crc"));
  };
  EXPECT_EQ(crc_with(model::RecordCrc::clear), "clear");
  EXPECT_EQ(crc_with(model::RecordCrc::inside), "not in clear");
}

TEST(ReadingsPage, HasEveryReadingWithItsDefaultAndTag) {
  std::ifstream file(KEYCELL_READINGS_PAGE);
  const std::string page((std::istreambuf_iterator<char>(file)), {});
  for (const auto& reading : scenarios::readings_in_force(scenarios::Scenario{})) {
    const std::size_t row = page.find("| `" + reading.name + "` |");
    ASSERT_NE(row, std::string::npos) << reading.name;
    const std::string line = page.substr(row, page.find('\n', row) - row);
    EXPECT_NE(line.find("`\"" + reading.value + "\"` | " + std::string(name_of(reading.tag))), std::string::npos)
        << line;
  }
}

}  // namespace
}  // namespace keycell::documents
