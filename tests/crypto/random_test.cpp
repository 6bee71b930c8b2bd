// The system's generator, and the one that tests use.

#include "crypto/random.h"

#include <gtest/gtest.h>

#include "tests/crypto/counter_rng.h"

namespace keycell::crypto {
namespace {

Bytes drawn(Rng& stream, std::size_t size) {
  Bytes bytes(size);
  stream.fill(bytes);
  return bytes;
}

TEST(SystemRng, DrawsDiffer) {
  SystemRng stream;
  EXPECT_NE(drawn(stream, 32), drawn(stream, 32));
  stream.fill({});
}

TEST(CounterRng, TheSeedDeterminesTheStream) {
  testing::CounterRng one("seed");
  testing::CounterRng same("seed");
  testing::CounterRng other("other seed");
  const Bytes first = drawn(one, 50);
  EXPECT_EQ(first, drawn(same, 50));
  EXPECT_NE(first, drawn(other, 50));
  EXPECT_NE(first, drawn(one, 50));
}

}  // namespace
}  // namespace keycell::crypto
