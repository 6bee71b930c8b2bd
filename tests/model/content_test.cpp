// What clients have on their file systems.

#include "model/content.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

namespace keycell::model {
namespace {

TEST(Content, IsAlwaysTheSame) {
  EXPECT_EQ(content_of("fs1", "backup 7", 3, 100), content_of("fs1", "backup 7", 3, 100));
}

TEST(Content, HasTheSizeAskedFor) {
  for (const std::size_t size : {0u, 1u, 7u, 8u, 9u, 64u, 1000u})
    EXPECT_EQ(content_of("fs1", "backup 7", 3, size).size(), size);
}

// Mixed-up chunks must be seen by comparing them: no two are alike.
TEST(Content, DiffersByClientRequestAndChunk) {
  std::set<Bytes> seen;
  for (const char* client : {"fs1", "fs2", "1fs", "fs"}) {
    for (const char* request : {"1r", "r", "r1", "1", "2r"}) {
      for (std::uint32_t chunk = 0; chunk < 20; ++chunk) seen.insert(content_of(client, request, chunk, 16));
    }
  }
  EXPECT_EQ(seen.size(), 4u * 5u * 20u);
}

// Swapped names must not meet either.
RC_GTEST_PROP(Content, ClientAndRequestPlayDifferentParts, (const std::string& a, const std::string& b)) {
  RC_PRE(a != b);
  RC_ASSERT(content_of(a, b, 0, 16) != content_of(b, a, 0, 16));
}

TEST(Content, AShortOneBeginsALongOne) {
  const Bytes longer = content_of("fs1", "backup 7", 3, 100);
  EXPECT_EQ(content_of("fs1", "backup 7", 3, 13), Bytes(longer.begin(), longer.begin() + 13));
}

}  // namespace
}  // namespace keycell::model
