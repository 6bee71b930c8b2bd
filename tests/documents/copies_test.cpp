// Aux copy and rotation: what the second copy is under, and that a new master key leaves everything readable.

#include <gmock/gmock.h>

#include "tests/documents/cells.h"
#include "tests/documents/run.h"

namespace keycell::documents {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;

/// Under which data keys the media of a MediaAgent hold data: "data-key #9".
std::vector<std::string> keys_on_media(const Trace& trace, std::string_view media_agent) {
  constexpr std::string_view before = "media: with data under ";
  std::vector<std::string> keys;
  for (const Mark& mark : trace)
    if (mark.host == media_agent && mark.text.starts_with(before)) keys.push_back(mark.text.substr(before.size()));
  return keys;
}

scenarios::Scenario cell_with(scenarios::CopyEncryption encryption) {
  scenarios::Scenario cell = cell_of_2019();
  cell.copies[1].encryption = encryption;
  cell.restores = {{.at = 5h, .clients = "fs", .copy = "Secondary"}};
  return cell;
}

TEST(AuxCopy, PreservedDataIsUnderTheKeyOfItsSource) {
  const auto cell = cell_with(scenarios::CopyEncryption::preserve);
  const sim::Run run = run_of(cell);
  const Trace trace = trace_of(run.result_of("trace"));
  EXPECT_EQ(keys_on_media(trace, "ma1").size(), 1u);
  EXPECT_EQ(keys_on_media(trace, "ma2"), keys_on_media(trace, "ma1"));
  EXPECT_EQ(count(trace, "ma1", "unwrapped data-key"), 0u) << "a MediaAgent that only copies gets no key";
  EXPECT_TRUE(verdicts_are_documented(run, cell));
}

TEST(AuxCopy, DataEncryptedAgainIsUnderAKeyOfTheTarget) {
  const auto cell = cell_with(scenarios::CopyEncryption::reEncrypt);
  const sim::Run run = run_of(cell);
  const Trace trace = trace_of(run.result_of("trace"));
  const auto source = keys_on_media(trace, "ma1");
  const auto target = keys_on_media(trace, "ma2");
  ASSERT_EQ(source.size(), 1u);
  ASSERT_EQ(target.size(), 1u);
  EXPECT_NE(source, target);
  EXPECT_EQ(count(trace, "ma1", "unwrapped data-key"), 2u) << "the source MediaAgent opens both keys";
  EXPECT_EQ(count(trace, "ma2", "unwrapped data-key"), 0u);
  EXPECT_TRUE(verdicts_are_documented(run, cell));
}

TEST(AuxCopy, CopiesWhatItHasNotCopiedYet) {
  auto cell = cell_with(scenarios::CopyEncryption::preserve);
  cell.backups.push_back({.at = 4h, .clients = "fs"});
  cell.aux_copies.push_back({.at = 4h + 30min, .policy = "Gold", .copy = "Secondary"});
  const Trace trace = trace_of_run(cell);
  EXPECT_EQ(keys_on_media(trace, "ma2").size(), 2u) << "each archive file once";
  EXPECT_EQ(keys_on_media(trace, "ma2"), keys_on_media(trace, "ma1")) << "each of them";
}

// The documents have a copy's keys at its pool, or of its own; both can stand side by side.
TEST(AuxCopy, FromACopyOnAPoolToOneWithoutIsUnderTwoMasterKeys) {
  scenarios::Scenario cell = cell_with(scenarios::CopyEncryption::reEncrypt);
  cell.keys.profile = "pool-kek";
  cell.pools = {{.name = "pool-a", .media_agent = "ma1", .kms = "kms1"}};
  cell.copies[0] = {.policy = "Gold", .name = "Primary", .pool = "pool-a"};
  const sim::Run run = run_of(cell);
  std::vector<std::string> owners;
  for (const auto& key : reports::keys_at_kms(run)) owners.push_back(key.policy + "/" + key.copy);
  EXPECT_THAT(owners, ElementsAre("pool-a/", "Gold/Secondary"));
  EXPECT_TRUE(verdicts_are_documented(run, cell));
}

// Found by reading: chunks of both restores arrive at one client for one archive file, under two keys.
TEST(AuxCopy, BothCopiesOfAnArchiveFileCanBeRestoredAtOnce) {
  auto cell = cell_with(scenarios::CopyEncryption::reEncrypt);
  cell.restores = {{.at = 5h, .clients = "fs"}, {.at = 5h, .clients = "fs", .copy = "Secondary"}};
  cell.data_path.chunk_bytes = 100'000'000;  // ten chunks each, so that they are under way together
  const sim::Run run = run_of(cell);
  EXPECT_TRUE(verdicts_are_documented(run, cell));
  EXPECT_EQ(count(trace_of(run.result_of("trace")), "fs", "restored a chunk"), 20u);
}

// A key of a copy is made where the copy's keys are, not at a client that may be away.
TEST(AuxCopy, NeedsNoClientEvenWhenClientsMakeTheirKeys) {
  auto cell = cell_with(scenarios::CopyEncryption::reEncrypt);
  cell.readings.data_key_born = model::DataKeyBorn::client;
  const Trace trace = trace_of_run(cell);
  EXPECT_EQ(count(trace, "fs", "held data-key", "generated"), 1u);
  EXPECT_EQ(count(trace, "commserve", "held data-key", "generated"), 1u);
}

class RotationTest : public ::testing::TestWithParam<const char*> {};

INSTANTIATE_TEST_SUITE_P(Of, RotationTest, ::testing::Values("pool-kek", "pool-rsa-kek", "per-copy-rsa"),
                         [](const auto& one) {
                           std::string name = one.param;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

TEST_P(RotationTest, MakesANewMasterKeyAndLeavesDataAndDataKeysAlone) {
  for (const char* kind : {"third-party", "built-in"}) {
    scenarios::Scenario cell = cell_of_2019();
    cell.keys.profile = GetParam();
    cell.kms[0].kind = kind;
    cell.aux_copies.clear();
    const Trace before = trace_of_run(cell);
    cell.rotations = {{.at = 2h, .of = "Gold/Primary"}, {.at = 3h, .of = "Gold/Primary"}};
    const sim::Run run = run_of(cell);
    const Trace after = trace_of(run.result_of("trace"));
    const std::string_view keeper = std::string_view(kind) == "built-in" ? "commserve" : "kms1";
    EXPECT_EQ(count(after, keeper, "held master-key", "generated"),
              count(before, keeper, "held master-key", "generated") + 2);
    EXPECT_EQ(count(after, "fs", "encrypted data"), count(before, "fs", "encrypted data"));
    EXPECT_EQ(count(after, "commserve", "held data-key", "generated"), 1u);
    EXPECT_EQ(count(after, "ma1", "media:"), count(before, "ma1", "media:"));
    EXPECT_TRUE(verdicts_are_documented(run, cell)) << "the restore after it";
  }
}

TEST_P(RotationTest, TheOldMasterKeyIsNoLongerNeeded) {
  scenarios::Scenario cell = cell_of_2019();
  cell.keys.profile = GetParam();
  cell.aux_copies.clear();
  cell.rotations = {{.at = 2h, .of = "Gold/Primary"}};
  const Trace trace = trace_of_run(cell);
  std::vector<std::string> fetched;  // by the restore
  bool restoring = false;
  for (const Mark& mark : trace) {
    restoring = restoring || mark.text == "step restore 1";
    if (restoring && mark.host == "commserve" && mark.text.starts_with("held master-key")) fetched.push_back(mark.text);
  }
  std::vector<std::string> made;
  for (const Mark& mark : trace)
    if (mark.host == "kms1" && mark.text.starts_with("held master-key") && mark.text.ends_with("generated"))
      made.push_back(mark.text.substr(0, mark.text.rfind(' ')));
  ASSERT_EQ(made.size(), 3u) << "Primary, Secondary, and the new one of Primary";
  EXPECT_THAT(fetched, ElementsAre(made[2] + " received"));
}

}  // namespace
}  // namespace keycell::documents
