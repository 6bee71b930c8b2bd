#include "properties/watch/window_table.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "properties/watch/pad_table.h"

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

/// What a table must see, looked for byte by byte: windows of 8 telling bytes, by needle and place.
std::set<std::pair<std::uint32_t, std::size_t>> windows_in(View buffer, const std::vector<Bytes>& needles) {
  std::set<std::pair<std::uint32_t, std::size_t>> seen;
  for (std::size_t at = 0; at + windowBytes <= buffer.size(); ++at)
    for (std::uint32_t needle = 0; needle < needles.size(); ++needle)
      for (std::size_t from = 0; from + windowBytes <= needles[needle].size(); ++from)
        if (load_window(&buffer[at]) == load_window(&needles[needle][from]) && is_telling(load_window(&buffer[at])))
          seen.emplace(needle, at);
  return seen;
}

/// As many as make the table leave the processor's first cache, and go other ways there.
std::vector<Bytes> needles_of_a_large_cell() {
  std::vector<Bytes> needles;
  std::uint32_t state = 7;
  for (int i = 0; i < 400; ++i) {  // 10,000 windows
    Bytes& needle = needles.emplace_back(32);
    for (std::uint8_t& byte : needle) byte = static_cast<std::uint8_t>((state = state * 1664525U + 1013904223U) >> 24);
  }
  return needles;
}

/// Pieces of these and more needles in a buffer: what the table sees is what is there.
void sees_every_window(std::vector<Bytes> needles) {
  WindowTable table;
  for (const Bytes& needle : needles) table.add(needle);
  const auto more = *rc::gen::inRange(1, 5);
  for (int i = 0; i < more; ++i) {
    needles.push_back(*rc::gen::container<Bytes>(static_cast<std::size_t>(*rc::gen::inRange(8, 40)),
                                                 rc::gen::arbitrary<std::uint8_t>()));
    if (needles.size() > 1 && *rc::gen::arbitrary<bool>())
      std::ranges::copy(View(needles[0]).first(8), needles.back().begin());
    table.add(needles.back());
  }
  const std::size_t size = static_cast<std::size_t>(*rc::gen::inRange(8, 1500));
  Bytes buffer(size);
  std::uint32_t state = *rc::gen::arbitrary<std::uint32_t>();
  for (std::uint8_t& byte : buffer) byte = static_cast<std::uint8_t>((state = state * 1664525U + 1013904223U) >> 24);
  // Pieces at any place; the last bytes and the borders of batches (128 bytes) among them.
  for (int piece = *rc::gen::inRange(0, 6); piece > 0; --piece) {
    const Bytes& needle = needles[*rc::gen::inRange(std::size_t{0}, needles.size())];
    const std::size_t length =
        std::min(size, static_cast<std::size_t>(*rc::gen::inRange(8, static_cast<int>(needle.size()) + 1)));
    const std::size_t from =
        static_cast<std::size_t>(*rc::gen::inRange(0, static_cast<int>(needle.size() - length) + 1));
    const std::size_t any = static_cast<std::size_t>(*rc::gen::inRange(0, static_cast<int>(size - length) + 1));
    const std::size_t border = std::min(size - length, any / 128 * 128 + 124);
    const std::size_t at = *rc::gen::element(any, size - length, border);
    std::ranges::copy(View(needle).subspan(from, length), buffer.begin() + static_cast<std::ptrdiff_t>(at));
  }
  std::set<std::pair<std::uint32_t, std::size_t>> seen;
  for (const Sighting& sighting : table.scan(buffer))
    for (std::size_t at = sighting.offset; at + windowBytes <= sighting.offset + sighting.length; ++at)
      if (is_telling(load_window(&buffer[at]))) seen.emplace(sighting.needle, at);
  RC_ASSERT(seen == windows_in(buffer, needles));
}

RC_GTEST_PROP(WindowTable, SeesEveryWindowWhereverItLies, ()) { sees_every_window({}); }
RC_GTEST_PROP(WindowTable, SeesEveryWindowOfALargeCellToo, ()) { sees_every_window(needles_of_a_large_cell()); }

TEST(WindowTable, KnowsEveryWindowThroughEveryGrowthAtEachPlaceOfItsSteps) {
  WindowTable table;
  const std::vector<Bytes> needles = needles_of_a_large_cell();
  for (const Bytes& needle : needles) table.add(needle);
  for (const Bytes& needle : needles)
    for (std::size_t from = 0; from + windowBytes <= needle.size(); ++from) {
      const View window = View(needle).subspan(from, windowBytes);
      if (!is_telling(load_window(window.data()))) continue;
      for (std::size_t before = 0; before < windowBytes; ++before) {
        Bytes buffer(before + windowBytes);
        std::ranges::copy(window, buffer.begin() + static_cast<std::ptrdiff_t>(before));
        ASSERT_THAT(table.scan(buffer), SizeIs(1)) << from << " behind " << before;
      }
    }
}

TEST(WindowTable, AWindowThatTwoNeedlesShareIsSeenAsBoth) {
  WindowTable table;
  const Bytes one = test::test_key(1);
  Bytes two = test::test_key(99);
  std::ranges::copy(View(one).first(8), two.begin() + 5);
  table.add(one);
  table.add(two);
  EXPECT_THAT(table.scan(View(one).first(8)), SizeIs(2));
}

TEST(PadTable, SecretsOfDifferentLengthsAreFoundAtEveryPlace) {
  for (const bool shorter_first : {true, false}) {
    PadTable table;
    const Bytes longer = test::test_key(1);
    Bytes shorter = test::test_key(99);
    shorter.resize(24);
    table.add(shorter_first ? shorter : longer);
    table.add(shorter_first ? longer : shorter);
    for (const Bytes& secret : {shorter, longer}) {
      for (std::size_t before = 0; before < 700; before += 7) {  // beyond a batch of 32 places
        Bytes padded = secret;
        for (std::size_t i = 0; i < padded.size(); ++i) padded[i] ^= static_cast<std::uint8_t>(0x5a + 37 * (i % 11));
        const auto sightings = table.scan(join({Bytes(before, 0x55), padded, Bytes(9, 0x55)}));
        ASSERT_FALSE(sightings.empty()) << before << " " << secret.size();
      }
    }
  }
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
