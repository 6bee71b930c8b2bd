// The allocator that stands in for OpenSSL's.

#include "tests/crypto/freed_memory.h"

#include <malloc.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace keycell::crypto::testing {

namespace {
WatchedBlock observed;
FreedMemory* keeper = nullptr;
}  // namespace

void keep_freed(View block) {
  if (keeper != nullptr) keeper->blocks_.push_back(bytes_of(block));
}

namespace {

void* allocate(std::size_t size, const char*, int) { return std::malloc(size); }

void release(void* bytes, const char*, int) {
  if (bytes == nullptr) return;
  keep_freed({static_cast<const std::uint8_t*>(bytes), malloc_usable_size(bytes)});
  if (bytes == observed.bytes) {
    ++observed.frees;
    observed.overwritten =
        std::all_of(observed.bytes, observed.bytes + observed.size, [](auto byte) { return byte == 0; });
    observed.bytes = nullptr;
  }
  std::free(bytes);
}

// Never in place, so that the old block is seen too.
void* reallocate(void* old, std::size_t size, const char*, int) {
  void* const fresh = std::malloc(size);
  if (old == nullptr || fresh == nullptr) return fresh;
  std::memcpy(fresh, old, std::min(size, malloc_usable_size(old)));
  release(old, nullptr, 0);
  return fresh;
}

// OpenSSL takes other memory functions only before its first allocation, hence before main.
const bool in_place = CRYPTO_set_mem_functions(allocate, reallocate, release) == 1;

bool holds(const Bytes& block, View needle) {
  return std::search(block.begin(), block.end(), needle.begin(), needle.end()) != block.end();
}

}  // namespace

bool standing_in() { return in_place; }

void watch(View block) { observed = {.bytes = block.data(), .size = block.size(), .frees = 0, .overwritten = false}; }

const WatchedBlock& watched() { return observed; }

FreedMemory::FreedMemory() { keeper = this; }
FreedMemory::~FreedMemory() { keeper = nullptr; }

std::size_t FreedMemory::holding(View needle) const {
  const Bytes reversed(needle.rbegin(), needle.rend());
  return static_cast<std::size_t>(std::ranges::count_if(
      blocks_, [&](const Bytes& block) { return holds(block, needle) || holds(block, reversed); }));
}

}  // namespace keycell::crypto::testing
