#include "properties/checks/nonces.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "tests/properties/events.h"

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
    feeder.feed(model::MessageSealed{from, to, model::nth_call_of(1, ++calls), false, head}, from);
  }
  /// A tap on the network sees what was sealed.
  void see_on_the_wire(std::string_view from, std::string_view to, View head) {
    Bytes wire = bytes_of(head);
    wire.resize(64, 3);
    feeder.feed(Crossing{Place::wire, from, to, "request", wire, {}, model::nth_call_of(1, calls)}, from);
  }

  std::uint64_t calls = 0;
  Nonces property;
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
  EXPECT_THAT(test::judgement(property).evidence.at(0).text(), HasSubstr("data-key #1"));
}

// GCM gives its authentication key away.
TEST_F(NoncesTest, SeesANonceThatIsUsedTwiceUnderAChannelKey) {
  seal_message("fs1", "ma1", nonce(1, 12));
  feeder.feed(model::HostDown{"power cut"}, "fs1");  // channel keys are the same after a reboot
  seal_message("fs1", "ma1", nonce(1, 12));
  ASSERT_EQ(test::judgement(property).violations, 1U);
  EXPECT_THAT(test::judgement(property).evidence.at(0).text(), HasSubstr("fs1 > ma1"));
}

// A packet that is sent again, or doubled on its way, was sealed once.
TEST_F(NoncesTest, AMessageThatIsSeenTwiceWasSealedOnce) {
  seal_message("fs1", "ma1", nonce(1, 12));
  see_on_the_wire("fs1", "ma1", nonce(1, 12));
  see_on_the_wire("fs1", "ma1", nonce(1, 12));
  EXPECT_EQ(test::judgement(property).verdict, Verdict::held);
  EXPECT_EQ(test::judgement(property).exercised, 1U);
}

// The twin: sealed again under the same nonce, even for the same call.
TEST_F(NoncesTest, AMessageThatIsSealedTwiceUnderOneNonceIsNot) {
  seal_message("fs1", "ma1", nonce(1, 12));
  see_on_the_wire("fs1", "ma1", nonce(1, 12));
  --calls;
  seal_message("fs1", "ma1", nonce(1, 12));
  EXPECT_EQ(test::judgement(property).violations, 1U);
}

TEST_F(NoncesTest, PlainChannelsHaveNone) {
  see_on_the_wire("fs1", "ma1", nonce(1, 12));
  see_on_the_wire("fs1", "ma1", nonce(1, 12));
  EXPECT_EQ(test::judgement(property).verdict, Verdict::vacuous);
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
