// Secrets: one holder, wiped once, unprintable.

#include "crypto/secret.h"

#include <gtest/gtest.h>

#include <optional>
#include <ostream>
#include <type_traits>
#include <vector>

#include "tests/crypto/counter_rng.h"
#include "tests/crypto/recording_witness.h"

namespace keycell::crypto {
namespace {

using testing::CounterRng;

template <class Value>
concept Printable = requires(std::ostream& out, const Value& value) {
  out << value;
};

static_assert(std::is_nothrow_move_constructible_v<DataKey> && std::is_nothrow_move_assignable_v<DataKey>);
static_assert(!std::is_copy_constructible_v<DataKey> && !std::is_copy_assignable_v<DataKey>);
static_assert(!std::is_copy_constructible_v<WipedBuffer> && !std::is_copy_assignable_v<WipedBuffer>);
static_assert(!Printable<DataKey> && !Printable<SecretBytes> && Printable<int>);
static_assert(!std::is_convertible_v<DataKey, View> && !std::is_convertible_v<DataKey, Bytes>);
static_assert(!std::is_convertible_v<DataKey, Kek> && !std::is_constructible_v<Kek, DataKey>);
static_assert(!std::is_default_constructible_v<SecretAccess> && !std::is_default_constructible_v<DataKey>);

class SecretTest : public ::testing::Test {
 protected:
  DataKey fresh() { return DataKey::generate(keySizeBytes, keys, &witness); }

  testing::RecordingWitness witness;
  CounterRng keys{"keys"};
  SecretAccess access = SecretAccess::because("a test compares");
};

TEST_F(SecretTest, TheWitnessHearsTheBirthAndOneEnd) {
  { const DataKey key = fresh(); }
  EXPECT_EQ(witness.heard(), (std::vector<std::string>{"held data-key#1 generated", "wiped data-key#1"}));
}

TEST_F(SecretTest, AMovedFromSecretIsEmptyAndDoesNotWipeTwice) {
  {
    DataKey key = fresh();
    const Bytes bytes = bytes_of(key.bytes(access));
    const DataKey moved = std::move(key);
    EXPECT_TRUE(key.empty());  // NOLINT(bugprone-use-after-move): the promise under test
    EXPECT_EQ(bytes_of(moved.bytes(access)), bytes);
    EXPECT_EQ(moved.id(), SecretId{1});
  }
  EXPECT_EQ(witness.heard(), (std::vector<std::string>{"held data-key#1 generated", "wiped data-key#1"}));
}

TEST_F(SecretTest, AnAssignmentWipesWhatWasHeldBefore) {
  {
    DataKey key = fresh();
    key = fresh();
    EXPECT_EQ(witness.heard().back(), "wiped data-key#1");
    EXPECT_EQ(key.id(), SecretId{2});
  }
  EXPECT_EQ(witness.heard().back(), "wiped data-key#2");
  EXPECT_EQ(witness.heard().size(), 4u);
}

TEST_F(SecretTest, AnAssignmentToItselfKeepsTheSecret) {
  DataKey key = fresh();
  DataKey& same = key;
  key = std::move(same);
  EXPECT_EQ(key.size(), keySizeBytes);
  EXPECT_EQ(witness.holders_of(key.id()), 1);
}

TEST_F(SecretTest, AWipedSecretIsEmptyAndTheDestructorAddsNothing) {
  {
    DataKey key = fresh();
    key.wipe();
    EXPECT_TRUE(key.empty());
    EXPECT_EQ(witness.heard().back(), "wiped data-key#1");
    key.wipe();
  }
  EXPECT_EQ(witness.heard().size(), 2u);
}

TEST_F(SecretTest, TheHoldersAreCountedWhileAVectorGrows) {
  std::vector<DataKey> held;
  for (int i = 0; i < 20; ++i) held.push_back(fresh());  // growing moves the secrets, which is no event
  EXPECT_EQ(witness.heard().size(), 20u);
  held.clear();
  EXPECT_EQ(witness.heard().size(), 40u);
  for (std::uint32_t ordinal = 1; ordinal <= 20; ++ordinal) EXPECT_EQ(witness.holders_of({ordinal}), 0);
}

TEST_F(SecretTest, NobodyNeedsToWatch) {
  const DataKey key = DataKey::generate(keySizeBytes, keys, nullptr);
  EXPECT_EQ(key.id(), SecretId{});
  EXPECT_EQ(key.size(), keySizeBytes);
}

}  // namespace
}  // namespace keycell::crypto
