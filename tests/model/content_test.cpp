// What clients have on their file systems.

#include "model/content.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

namespace keycell::model {
namespace {

TEST(Content, IsAlwaysTheSame) { EXPECT_EQ(content_of("fs1", 7, 3, 100), content_of("fs1", 7, 3, 100)); }

TEST(Content, HasTheSizeAskedFor) {
  for (const std::size_t size : {0u, 1u, 7u, 8u, 9u, 64u, 1000u}) EXPECT_EQ(content_of("fs1", 7, 3, size).size(), size);
}

// Mixed-up chunks must be seen by comparing them: no two are alike.
TEST(Content, DiffersByClientFileAndChunk) {
  std::set<Bytes> seen;
  for (const char* client : {"fs1", "fs2", "1fs", "fs"}) {
    for (std::uint64_t file = 0; file < 20; ++file) {
      for (std::uint32_t chunk = 0; chunk < 20; ++chunk) seen.insert(content_of(client, file, chunk, 16));
    }
  }
  EXPECT_EQ(seen.size(), 4u * 20u * 20u);
}

// Swapped coordinates must not meet either.
RC_GTEST_PROP(Content, FileAndChunkPlayDifferentParts, (std::uint32_t a, std::uint32_t b)) {
  RC_PRE(a != b);
  RC_ASSERT(content_of("fs1", a, b, 16) != content_of("fs1", b, a, 16));
}

TEST(Content, AShortOneBeginsALongOne) {
  const Bytes longer = content_of("fs1", 7, 3, 100);
  EXPECT_EQ(content_of("fs1", 7, 3, 13), Bytes(longer.begin(), longer.begin() + 13));
}

}  // namespace
}  // namespace keycell::model
