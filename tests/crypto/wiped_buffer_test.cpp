// Bytes are overwritten before they are freed: seen by standing in for OpenSSL's free.

#include "crypto/wiped_buffer.h"

#include <gtest/gtest.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <cstdlib>

namespace keycell::crypto {
namespace {

/// The bytes under observation, and what they were when they were freed.
struct Watched {
  const std::uint8_t* bytes = nullptr;
  std::size_t size = 0;
  int frees = 0;
  bool overwritten = false;
};
Watched watched;

void* allocate(std::size_t size, const char*, int) { return std::malloc(size); }
void* reallocate(void* old, std::size_t size, const char*, int) { return std::realloc(old, size); }
void release(void* bytes, const char*, int) {
  if (bytes != nullptr && bytes == watched.bytes) {
    ++watched.frees;
    watched.overwritten = std::all_of(watched.bytes, watched.bytes + watched.size, [](auto byte) { return byte == 0; });
    watched.bytes = nullptr;
  }
  std::free(bytes);
}

// OpenSSL takes other memory functions only before its first allocation, hence before main.
const bool standing_in = CRYPTO_set_mem_functions(allocate, reallocate, release) == 1;

void watch(const WipedBuffer& buffer) {
  watched = {.bytes = buffer.view().data(), .size = buffer.size(), .frees = 0, .overwritten = false};
}

WipedBuffer filled() { return WipedBuffer::copy_of(Bytes(48, 0xa5)); }

class WipedBufferTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(standing_in); }
};

TEST_F(WipedBufferTest, IsOverwrittenWhenItGoes) {
  {
    const WipedBuffer buffer = filled();
    watch(buffer);
  }
  EXPECT_EQ(watched.frees, 1);
  EXPECT_TRUE(watched.overwritten);
}

TEST_F(WipedBufferTest, IsOverwrittenWhenAnotherTakesItsPlace) {
  WipedBuffer buffer = filled();
  watch(buffer);
  buffer = WipedBuffer(8);
  EXPECT_EQ(watched.frees, 1);
  EXPECT_TRUE(watched.overwritten);
}

TEST_F(WipedBufferTest, IsOverwrittenOnDemandAndIsThenEmpty) {
  WipedBuffer buffer = filled();
  watch(buffer);
  buffer.wipe();
  EXPECT_TRUE(buffer.empty());
  EXPECT_EQ(buffer.view().data(), nullptr);
  EXPECT_TRUE(watched.overwritten);
}

TEST_F(WipedBufferTest, AMoveTakesTheBytesAlong) {
  WipedBuffer from = filled();
  watch(from);
  const WipedBuffer to = std::move(from);
  EXPECT_EQ(watched.frees, 0);
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
