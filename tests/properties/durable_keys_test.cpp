#include "properties/checks/durable_keys.h"

#include <gmock/gmock.h>

#include "crypto/scramble.h"
#include "model/content.h"
#include "tests/properties/events.h"
#include "tests/sim/small_scenario.h"

namespace keycell::properties {
namespace {

using crypto::KeyClass;
using crypto::SecretId;
using crypto::WrapForm;
using model::Crossing;
using model::DiskAction;
using model::Place;
using testing::HasSubstr;

constexpr SecretId root{1}, master{2}, kek{3}, dek{4}, other_dek{5};
constexpr std::string_view csdb = "csdb.db-wal", store = "kms.db-wal";

/// A cell whose keys come to be stored step by step; each test leaves out a step.
class Cell {
 public:
  explicit Cell(const scenarios::Scenario& scenario = test::small_scenario())
      : property_(std::make_shared<KeyForms>(scenario)) {
    hold(root, KeyClass::kmsRoot, 11, "kms1");
    hold(master, KeyClass::masterKey, 21, "kms1");
    hold(kek, KeyClass::kek, 31, "commserve");
    hold(dek, KeyClass::dataKey, 41, "commserve");
    hold(other_dek, KeyClass::dataKey, 51, "commserve");
  }

  void hold(SecretId id, KeyClass key_class, std::uint8_t start, std::string_view host,
            crypto::Arrival how = crypto::Arrival::generated) {
    const Bytes key = test::test_key(start);
    feeder_.feed(model::SecretHeld{id, key_class, how, {key}}, host);
  }
  /// The wrap of a key: bytes that stand for it, 44 as in the product, or as many as one wants.
  static Bytes wrap_of(SecretId what, std::size_t size = 44) {
    return model::content_of("wrap", std::to_string(what.ordinal), 0, size);
  }
  void wrap(SecretId what, SecretId by, std::string_view host = "commserve", std::size_t size = 44) {
    const Bytes bytes = wrap_of(what, size);
    feeder_.feed(model::KeyWrapped{what, by, WrapForm::aesKeyWrapCrc32, bytes}, host);
  }
  /// A page with other things around what is stored.
  void write(View what, std::string_view file, std::string_view host) {
    Bytes page(100 + what.size() + 50, 7);
    std::ranges::copy(what, page.begin() + 100);
    const Place place = host == "commserve" ? Place::csdbPage : Place::kmsStore;
    feeder_.feed(model::DiskOperation{file, DiskAction::write, 1, 0, page.size()}, host);
    feeder_.feed(Crossing{place, host, file, "block", page, {}}, host);
  }
  void sync(std::string_view file, std::string_view host) {
    feeder_.feed(model::DiskOperation{file, DiskAction::sync, 2, 0, 0}, host);
  }
  void store_key(SecretId what, SecretId by, std::string_view file, std::string_view host) {
    wrap(what, by, host);
    write(wrap_of(what), file, host);
    sync(file, host);
  }
  void cut_power(std::string_view host) { feeder_.feed(model::HostDown{"power cut"}, host); }
  void boot(std::string_view host) { feeder_.feed(model::HostUp{2}, host); }
  void read_back(SecretId what, SecretId by) { read_back(what, by, wrap_of(what)); }
  void read_back(SecretId what, SecretId by, const Bytes& from) {
    feeder_.feed(model::KeyUnwrapped{what, by, WrapForm::aesKeyWrapCrc32, from});
  }

  void send_chunk(std::uint32_t chunk = 0, std::uint64_t archive_file = 5, SecretId key = dek) {
    feeder_.feed(model::ChunkSent{archive_file, 1, chunk, key, 0}, "fs1");
  }
  /// From the first copy to the second, as it is.
  void send_on(std::uint32_t chunk) { feeder_.feed(model::ChunkSent{5, 2, chunk, {}, 1}, "ma1"); }
  /// The MediaAgent tells the sender, or the CommServe.
  void reply(std::uint32_t chunk = 0, std::uint64_t archive_file = 5) { acknowledge("fs1", archive_file, 1, chunk); }
  void tell_commserve(std::uint32_t chunk, std::uint64_t copy = 1) { acknowledge("commserve", 5, copy, chunk); }
  Judgement verdict() const { return test::judgement(property_); }

 private:
  void acknowledge(std::string_view to, std::uint64_t archive_file, std::uint64_t copy, std::uint32_t chunk) {
    const model::CallId call = model::nth_call_of(2, (archive_file * 10 + copy) * 100 + chunk);
    feeder_.feed(model::ChunkAcknowledged{call, to, archive_file, copy, chunk}, "ma1");
  }

  DurableKeys property_;
  test::Feeder feeder_{property_};
};

void store_all_but_the_data_key(Cell& cell) {
  cell.store_key(master, root, store, "kms1");
  cell.wrap(kek, master, "kms1");  // the KMS wraps it, the CommServe stores it
  cell.write(Cell::wrap_of(kek), csdb, "commserve");
  cell.sync(csdb, "commserve");
}

TEST(DurableKeys, HoldsWhenEveryKeyAboveTheChunkIsOnADisk) {
  Cell cell;
  store_all_but_the_data_key(cell);
  cell.store_key(dek, kek, csdb, "commserve");
  cell.send_chunk();
  cell.tell_commserve(0);
  cell.reply();
  EXPECT_EQ(cell.verdict().verdict, Verdict::held);
  EXPECT_EQ(cell.verdict().exercised, 2U);
}

TEST(DurableKeys, IsVacuousWithoutAnAcknowledgedChunk) {
  Cell cell;
  store_all_but_the_data_key(cell);
  cell.send_chunk();
  EXPECT_EQ(cell.verdict().verdict, Verdict::vacuous);
}

// A power cut now would leave a chunk on media that no key opens.
TEST(DurableKeys, SeesADataKeyThatIsWrittenButNotSynced) {
  Cell cell;
  store_all_but_the_data_key(cell);
  cell.wrap(dek, kek);
  cell.write(Cell::wrap_of(dek), csdb, "commserve");
  cell.sync("another file", "commserve");
  cell.sync(csdb, "kms1");  // of the same name, on another host
  cell.send_chunk();
  cell.reply();
  ASSERT_EQ(cell.verdict().verdict, Verdict::violated);
  EXPECT_THAT(cell.verdict().evidence.at(0).text(), HasSubstr("chunk 0 of archive file 5 in copy 1"));
  EXPECT_THAT(cell.verdict().evidence.at(0).text(), HasSubstr("data-key #4"));
}

TEST(DurableKeys, AChunkThatIsToldTwiceIsOneViolation) {
  Cell cell;
  cell.send_chunk(0);
  cell.tell_commserve(0);
  cell.reply();
  EXPECT_EQ(cell.verdict().violations, 1U);
  cell.send_chunk(1);
  cell.tell_commserve(1);
  cell.reply(1);
  EXPECT_EQ(cell.verdict().violations, 2U);
}

TEST(DurableKeys, SeesAKekThatIsOnNoDisk) {
  Cell cell;
  cell.store_key(master, root, store, "kms1");
  cell.wrap(kek, master, "kms1");
  cell.store_key(dek, kek, csdb, "commserve");
  cell.send_chunk();
  cell.reply();
  EXPECT_EQ(cell.verdict().verdict, Verdict::violated);
}

TEST(DurableKeys, SeesAMasterKeyThatItsKmsNeverStored) {
  Cell cell;
  cell.wrap(master, root, "kms1");
  cell.store_key(kek, master, csdb, "commserve");
  cell.store_key(dek, kek, csdb, "commserve");
  cell.send_chunk();
  cell.reply();
  EXPECT_EQ(cell.verdict().verdict, Verdict::violated);
}

TEST(DurableKeys, WhatAPowerCutCaughtBeforeItsSyncIsNotDurable) {
  Cell cell;
  store_all_but_the_data_key(cell);
  cell.wrap(dek, kek);
  cell.write(Cell::wrap_of(dek), csdb, "commserve");
  cell.cut_power("commserve");
  cell.sync(csdb, "commserve");  // of what was written after the reboot
  cell.send_chunk();
  cell.reply();
  EXPECT_EQ(cell.verdict().verdict, Verdict::violated);
}

// The twin: it had reached the disk after all, as the host shows that opens it after the reboot.
TEST(DurableKeys, WhatIsReadBackAfterAPowerCutWasDurable) {
  Cell cell;
  store_all_but_the_data_key(cell);
  cell.wrap(dek, kek);
  cell.write(Cell::wrap_of(dek), csdb, "commserve");
  cell.cut_power("commserve");
  cell.boot("commserve");
  cell.read_back(dek, kek);
  cell.send_chunk();
  cell.reply();
  EXPECT_EQ(cell.verdict().verdict, Verdict::held);
}

TEST(DurableKeys, OnlyTheVeryBytesUnderTheVeryKeyReadAfterTheRebootShowThat) {
  const std::vector<std::function<void(Cell&)>> no_proofs{[](Cell& cell) {  // a KMS opens what it was sent before
                                                            cell.read_back(dek, kek);
                                                            cell.boot("commserve");
                                                          },
                                                          [](Cell& cell) {
                                                            cell.boot("kms1");
                                                            cell.read_back(dek, kek);
                                                          },
                                                          [](Cell& cell) {
                                                            cell.boot("commserve");
                                                            cell.read_back(dek, master);
                                                          },
                                                          [](Cell& cell) {
                                                            cell.boot("commserve");
                                                            cell.read_back(dek, kek, Bytes(40, 0x77));
                                                          }};
  for (std::size_t i = 0; i < no_proofs.size(); ++i) {
    Cell cell;
    store_all_but_the_data_key(cell);
    cell.wrap(dek, kek);
    cell.write(Cell::wrap_of(dek), csdb, "commserve");
    cell.cut_power("commserve");
    no_proofs[i](cell);
    cell.send_chunk();
    cell.reply();
    EXPECT_EQ(cell.verdict().verdict, Verdict::violated) << i;
  }
}

TEST(DurableKeys, OpeningAWrapThatWasNeverWrittenProvesNothing) {
  Cell cell;
  store_all_but_the_data_key(cell);
  cell.wrap(dek, kek);
  cell.read_back(dek, kek);
  cell.send_chunk();
  cell.reply();
  EXPECT_EQ(cell.verdict().verdict, Verdict::violated);
}

// A wrapped RSA private key is longer than a page of the CSDB.
TEST(DurableKeys, AWrapThatIsSplitOverPagesNeedsAllOfThem) {
  for (const bool whole : {false, true}) {
    Cell cell;
    cell.store_key(master, root, store, "kms1");
    cell.wrap(kek, master, "kms1", 1804);
    const Bytes wrap = Cell::wrap_of(kek, 1804);
    cell.write(View(wrap).first(1011), csdb, "commserve");
    cell.write(View(wrap).subspan(whole ? 1011 : 1012), csdb, "commserve");
    cell.sync(csdb, "commserve");
    cell.store_key(dek, kek, csdb, "commserve");
    cell.send_chunk();
    cell.reply();
    EXPECT_EQ(cell.verdict().verdict, whole ? Verdict::held : Verdict::violated);
  }
}

TEST(DurableKeys, OfABuiltInKmsTheScrambledMasterKeyCounts) {
  auto scenario = test::small_scenario();
  scenario.kms[0].kind = "built-in";
  for (const bool stored : {false, true}) {
    Cell cell(scenario);
    constexpr SecretId built_in{9};
    cell.hold(built_in, KeyClass::masterKey, 61, "commserve");
    const auto key =
        crypto::MasterKey::from(crypto::WipedBuffer::copy_of(test::test_key(61)), crypto::Arrival::generated, nullptr);
    if (stored) cell.write(crypto::scramble(key), csdb, "commserve");
    cell.sync(csdb, "commserve");
    cell.store_key(kek, built_in, csdb, "commserve");
    cell.store_key(dek, kek, csdb, "commserve");
    cell.send_chunk();
    cell.reply();
    EXPECT_EQ(cell.verdict().verdict, stored ? Verdict::held : Verdict::violated);
  }
}

TEST(DurableKeys, ChunksThatAreCopiedAsTheyAreNeedTheKeyOfTheirSource) {
  for (const bool durable : {true, false}) {
    Cell cell;
    store_all_but_the_data_key(cell);
    if (durable) cell.store_key(dek, kek, csdb, "commserve");
    cell.send_chunk();
    cell.send_on(0);
    cell.tell_commserve(0, 2);
    EXPECT_EQ(cell.verdict().verdict, durable ? Verdict::held : Verdict::violated);
    EXPECT_EQ(cell.verdict().exercised, 1U);
  }
}

// A client with a key an archive file sends two to one MediaAgent at once. One key is on no disk yet: its chunk is
// blamed, whichever is acknowledged first, and no other.
TEST(DurableKeys, OfTwoChunksUnderWayTheOneIsBlamedWhoseKeyIsOnNoDisk) {
  for (const std::uint64_t first : {5U, 6U}) {
    Cell cell;
    store_all_but_the_data_key(cell);
    cell.store_key(other_dek, kek, csdb, "commserve");
    cell.send_chunk(0, 5, dek);
    cell.send_chunk(0, 6, other_dek);
    cell.reply(0, first);
    EXPECT_EQ(cell.verdict().violations, first == 5 ? 1U : 0U);
    cell.reply(0, 11 - first);
    ASSERT_EQ(cell.verdict().violations, 1U);
    const Evidence evidence = cell.verdict().evidence.at(0);
    EXPECT_THAT(evidence.text(), HasSubstr("chunk 0 of archive file 5 in copy 1"));
    EXPECT_EQ(evidence.about.secret, dek);
    EXPECT_EQ(evidence.about.key_class, KeyClass::dataKey);
  }
}

}  // namespace
}  // namespace keycell::properties
