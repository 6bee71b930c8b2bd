#include "properties/window_table.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "tests/properties/events.h"

namespace keycell::properties {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

Bytes join(std::initializer_list<View> parts) {
  Bytes all;
  for (const View part : parts) append(all, part);
  return all;
}

TEST(WindowTable, FindsAWholeSecretWhereverItLies) {
  WindowTable table;
  const Bytes key = test::test_key(1);
  table.add(key);
  for (std::size_t before = 0; before < 20; ++before) {
    const auto sightings = table.scan(join({Bytes(before, 0x55), key, Bytes(3, 0x55)}));
    ASSERT_THAT(sightings, SizeIs(1));
    EXPECT_EQ(sightings[0].needle, 0U);
    EXPECT_EQ(sightings[0].offset, before);
    EXPECT_EQ(sightings[0].needle_offset, 0U);
    EXPECT_EQ(sightings[0].length, 32U);
  }
}

TEST(WindowTable, EightBytesAreEnoughAndSevenAreNot) {
  WindowTable table;
  const Bytes key = test::test_key(1);
  table.add(key);
  for (std::size_t from = 0; from + 8 <= key.size(); ++from) {
    const View part = View(key).subspan(from, 8);
    ASSERT_THAT(table.scan(join({Bytes(5, 0), part, Bytes(5, 0)})), SizeIs(1)) << from;
    EXPECT_THAT(table.scan(join({Bytes(5, 0), part.first(7), Bytes(5, 0)})), IsEmpty()) << from;
  }
}

TEST(WindowTable, TellsSecretsApart) {
  WindowTable table;
  table.add(test::test_key(1));
  table.add(test::test_key(99));
  const auto sightings = table.scan(join({test::test_key(99), test::test_key(1)}));
  ASSERT_THAT(sightings, SizeIs(2));
  EXPECT_EQ(sightings[0].needle, 1U);
  EXPECT_EQ(sightings[1].needle, 0U);
}

TEST(WindowTable, LeavesOutWindowsThatHonestDataIsFullOf) {
  WindowTable table;
  table.add(Bytes(32, 0));
  EXPECT_THAT(table.scan(Bytes(1000, 0)), IsEmpty());
}

RC_GTEST_PROP(IsTelling, CountsDistinctBytes, ()) {
  // From a small alphabet, so that windows of every number of distinct bytes come up.
  const auto alphabet = *rc::gen::container<std::vector<std::uint8_t>>(8, rc::gen::arbitrary<std::uint8_t>());
  const auto bytes = *rc::gen::container<std::vector<std::uint8_t>>(windowBytes, rc::gen::elementOf(alphabet));
  const auto distinct = std::set<std::uint8_t>(bytes.begin(), bytes.end()).size();
  RC_CLASSIFY(distinct >= 6);
  RC_ASSERT(is_telling(load_window(bytes.data())) == (distinct >= 6));
}

TEST(WindowTable, MatchesAShortPasswordWhole) {
  WindowTable table;
  table.add(view_of("s3cret"));
  EXPECT_THAT(table.scan(view_of("password=s3cret;")), SizeIs(1));
  EXPECT_THAT(table.scan(view_of("password=s3cre;")), IsEmpty());
}

TEST(WindowTable, GrowsToTenThousandSecretsAndStillFindsEach) {
  WindowTable table;
  const auto key = [](std::uint32_t i) {
    Bytes bytes(32);
    for (std::size_t k = 0; k < bytes.size(); ++k)
      bytes[k] = static_cast<std::uint8_t>((i * 2654435761U + k * 40503U * (i + 1)) >> (k % 13));
    return bytes;
  };
  for (std::uint32_t i = 1; i <= 10'000; ++i) table.add(key(i));
  for (std::uint32_t i = 1; i <= 10'000; i += 97) {
    const auto sightings = table.scan(key(i));
    EXPECT_TRUE(std::ranges::any_of(sightings, [&](const Sighting& s) { return s.needle + 1 == i; })) << i;
  }
}

RC_GTEST_PROP(WindowTable, SeesNothingInDataWithoutSecrets, (const std::vector<std::uint8_t>& data)) {
  WindowTable table;
  const Bytes key = test::test_key(1);
  table.add(key);
  // Data made of bytes that the key does not have cannot hold a window of it.
  Bytes foreign;
  for (const std::uint8_t byte : data)
    if (std::ranges::find(key, byte) == key.end()) foreign.push_back(byte);
  RC_ASSERT(table.scan(foreign).empty());
}

}  // namespace
}  // namespace keycell::properties
