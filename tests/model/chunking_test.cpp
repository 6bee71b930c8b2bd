// How an archive file divides into chunks.

#include "model/chunking.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace keycell::model {
namespace {

TEST(Chunking, AllChunksAreFullButTheLast) {
  const Chunking chunks{.bytes = 2500, .chunk_bytes = 1000};
  ASSERT_EQ(chunks.count(), 3u);
  EXPECT_EQ(chunks.size_of(0), 1000u);
  EXPECT_EQ(chunks.size_of(1), 1000u);
  EXPECT_EQ(chunks.size_of(2), 500u);
}

TEST(Chunking, WhatDividesEvenlyHasNoEmptyLastChunk) {
  EXPECT_EQ((Chunking{.bytes = 2000, .chunk_bytes = 1000}.count()), 2u);
  EXPECT_EQ((Chunking{.bytes = 2000, .chunk_bytes = 1000}.size_of(1)), 1000u);
}

TEST(Chunking, NothingHasNoChunks) { EXPECT_EQ((Chunking{.bytes = 0, .chunk_bytes = 1000}.count()), 0u); }

// What a message may ask for: nobody has more, and no sum overflows.
TEST(Chunking, MoreThanAMillionChunksCannotBe) {
  EXPECT_TRUE((Chunking{.bytes = 1'000'000'000, .chunk_bytes = 1000}.is_possible()));
  EXPECT_FALSE((Chunking{.bytes = 1'000'000'001, .chunk_bytes = 1000}.is_possible()));
  EXPECT_FALSE((Chunking{.bytes = ~std::uint64_t{0}, .chunk_bytes = 1}.is_possible()));
  EXPECT_TRUE((Chunking{.bytes = ~std::uint64_t{0}, .chunk_bytes = ~std::uint64_t{0} - 1}.is_possible()));
  EXPECT_EQ((Chunking{.bytes = ~std::uint64_t{0}, .chunk_bytes = ~std::uint64_t{0} - 1}.count()), 2u);
  EXPECT_FALSE((Chunking{.bytes = 1, .chunk_bytes = 0}.is_possible()));
}

RC_GTEST_PROP(Chunking, SizesSumToTheTotalAndNoneIsEmptyOrTooLarge, ()) {
  const auto chunk_bytes = *rc::gen::inRange<std::uint64_t>(1, std::uint64_t{1} << 40);
  const auto count = *rc::gen::inRange<std::uint64_t>(0, 200);
  const auto bytes = *rc::gen::inRange<std::uint64_t>(0, chunk_bytes * count + 1);
  const Chunking chunks{.bytes = bytes, .chunk_bytes = chunk_bytes};
  std::uint64_t sum = 0;
  for (std::uint32_t chunk = 0; chunk < chunks.count(); ++chunk) {
    RC_ASSERT(chunks.size_of(chunk) > 0u);
    RC_ASSERT(chunks.size_of(chunk) <= chunk_bytes);
    sum += chunks.size_of(chunk);
  }
  RC_ASSERT(sum == bytes);
}

}  // namespace
}  // namespace keycell::model
