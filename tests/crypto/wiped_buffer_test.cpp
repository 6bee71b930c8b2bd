// Bytes are overwritten before they are freed: seen by standing in for OpenSSL's allocator.

#include "crypto/wiped_buffer.h"

#include <gtest/gtest.h>

#include "tests/crypto/freed_memory.h"

namespace keycell::crypto {
namespace {

WipedBuffer filled() { return WipedBuffer::copy_of(Bytes(48, 0xa5)); }

class WipedBufferTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(testing::standing_in()); }
};

TEST_F(WipedBufferTest, IsOverwrittenWhenItGoes) {
  {
    const WipedBuffer buffer = filled();
    testing::watch(buffer.view());
  }
  EXPECT_EQ(testing::watched().frees, 1);
  EXPECT_TRUE(testing::watched().overwritten);
}

TEST_F(WipedBufferTest, IsOverwrittenWhenAnotherTakesItsPlace) {
  WipedBuffer buffer = filled();
  testing::watch(buffer.view());
  buffer = WipedBuffer(8);
  EXPECT_EQ(testing::watched().frees, 1);
  EXPECT_TRUE(testing::watched().overwritten);
}

TEST_F(WipedBufferTest, IsOverwrittenOnDemandAndIsThenEmpty) {
  WipedBuffer buffer = filled();
  testing::watch(buffer.view());
  buffer.wipe();
  EXPECT_TRUE(buffer.empty());
  EXPECT_EQ(buffer.view().data(), nullptr);
  EXPECT_TRUE(testing::watched().overwritten);
}

TEST_F(WipedBufferTest, AMoveTakesTheBytesAlong) {
  WipedBuffer from = filled();
  testing::watch(from.view());
  const WipedBuffer to = std::move(from);
  EXPECT_EQ(testing::watched().frees, 0);
  EXPECT_TRUE(from.empty());  // NOLINT(bugprone-use-after-move): the promise under test
  EXPECT_EQ(bytes_of(to.view()), Bytes(48, 0xa5));
}

TEST_F(WipedBufferTest, StartsAsZerosAndMayBeEmpty) {
  EXPECT_EQ(bytes_of(WipedBuffer(5).view()), Bytes(5, 0));
  EXPECT_TRUE(WipedBuffer(0).empty());
  EXPECT_TRUE(WipedBuffer::copy_of({}).empty());
}

}  // namespace
}  // namespace keycell::crypto
