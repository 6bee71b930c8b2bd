#include "properties/checks/nonces.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "tests/properties/events.h"
#include "tests/sim/small_scenario.h"

namespace keycell::properties {
namespace {

using model::Crossing;
using model::Place;
using testing::HasSubstr;

Bytes nonce(std::uint8_t start, std::size_t size) {
  Bytes bytes = test::test_key(start);
  bytes.resize(size);
  return bytes;
}

class NoncesTest : public testing::Test {
 protected:
  void seal_record(std::uint32_t key, View iv) { feeder.feed(model::DataSealed{{key}, iv, Bytes(32, 1)}, "fs1"); }
  void seal_message(std::string_view from, std::string_view to, View head) {
    Bytes wire = bytes_of(head);
    wire.resize(64, 3);
    feeder.feed(Crossing{Place::wire, from, to, "request", wire, {}}, from);
  }

  Nonces property{test::small_scenario()};
  test::Feeder feeder{property};
};

TEST_F(NoncesTest, HoldsWhileNonceOrKeyDiffer) {
  seal_record(1, nonce(1, 16));
  seal_record(1, nonce(2, 16));
  seal_record(2, nonce(1, 16));
  seal_message("fs1", "ma1", nonce(1, 12));
  seal_message("ma1", "fs1", nonce(1, 12));  // each direction has a key of its own
  seal_message("fs1", "ma1", nonce(2, 12));
  EXPECT_EQ(test::judgement(property).verdict, Verdict::held);
  EXPECT_EQ(test::judgement(property).exercised, 6U);
}

TEST_F(NoncesTest, IsVacuousWhenNothingIsSealed) { EXPECT_EQ(test::judgement(property).verdict, Verdict::vacuous); }

// Equal beginnings of two chunks would show, and with a counter mode all of them.
TEST_F(NoncesTest, SeesAnIvThatIsUsedTwiceUnderADataKey) {
  seal_record(1, nonce(1, 16));
  seal_record(1, nonce(1, 16));
  ASSERT_EQ(test::judgement(property).violations, 1U);
  EXPECT_THAT(test::judgement(property).evidence.at(0), HasSubstr("data-key #1"));
}

// GCM gives its authentication key away.
TEST_F(NoncesTest, SeesANonceThatIsUsedTwiceUnderAChannelKey) {
  seal_message("fs1", "ma1", nonce(1, 12));
  feeder.feed(model::HostDown{"power cut"}, "fs1");  // channel keys are the same after a reboot
  seal_message("fs1", "ma1", nonce(1, 12));
  ASSERT_EQ(test::judgement(property).violations, 1U);
  EXPECT_THAT(test::judgement(property).evidence.at(0), HasSubstr("fs1 > ma1"));
}

TEST_F(NoncesTest, PlainChannelsHaveNone) {
  auto scenario = test::small_scenario();
  scenario.network.channel = model::ChannelKind::plain;
  Nonces plain(scenario);
  test::Feeder feed(plain);
  const Bytes wire(64, 1);
  feed.feed(Crossing{Place::wire, "fs1", "ma1", "request", wire, {}});
  feed.feed(Crossing{Place::wire, "fs1", "ma1", "request", wire, {}});
  EXPECT_EQ(test::judgement(plain).verdict, Verdict::vacuous);
}

RC_GTEST_PROP(FingerprintSet, RemembersWhatASetRemembers, (const std::vector<std::uint8_t>& picks)) {
  FingerprintSet fingerprints;
  std::set<int> model;
  for (const std::uint8_t pick : picks) {
    const Bytes entry{pick, 1, 2};
    RC_ASSERT(fingerprints.insert(entry) == model.insert(pick).second);
  }
  RC_ASSERT(fingerprints.size() == model.size());
}

TEST(FingerprintSet, KeepsEveryEntryWhileItGrows) {
  FingerprintSet fingerprints;
  for (std::uint32_t i = 0; i < 20'000; ++i) ASSERT_TRUE(fingerprints.insert(view_of(std::to_string(i))));
  for (std::uint32_t i = 0; i < 20'000; ++i) ASSERT_FALSE(fingerprints.insert(view_of(std::to_string(i))));
  EXPECT_EQ(fingerprints.size(), 20'000U);
}

}  // namespace
}  // namespace keycell::properties
