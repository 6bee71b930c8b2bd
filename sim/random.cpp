#include "sim/random.h"

#include <Random123/philox.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <cstring>

namespace keycell::sim {
namespace {

template <std::size_t... Index>
std::array<PhiloxStream, sizeof...(Index)> make_streams(Seed seed, std::string_view host,
                                                        std::index_sequence<Index...>) {
  return {PhiloxStream(seed, static_cast<std::uint32_t>(Index), host)...};
}

}  // namespace

std::uint64_t stable_hash(std::string_view text) { return XXH3_64bits(text.data(), text.size()); }

PhiloxStream::PhiloxStream(Seed seed, std::uint32_t purpose, std::string_view entity)
    : key_{static_cast<std::uint32_t>(seed.value), static_cast<std::uint32_t>(seed.value >> 32)} {
  // 32 bits of the entity would collide among thousands of hosts: 64 bits of the counter name it, and the purpose goes
  // into them, which leaves 64 bits to count blocks.
  const std::uint64_t name = stable_hash(entity) + 0x9e3779b97f4a7c15U * (std::uint64_t{purpose} + 1);
  counter_ = {0, 0, static_cast<std::uint32_t>(name), static_cast<std::uint32_t>(name >> 32)};
}

void PhiloxStream::refill() {
  const r123::Philox4x32 philox;
  const r123::Philox4x32::ctr_type counter{{counter_[0], counter_[1], counter_[2], counter_[3]}};
  const r123::Philox4x32::key_type key{{key_[0], key_[1]}};
  const auto block = philox(counter, key);
  for (std::size_t word = 0; word < 4; ++word)
    for (std::size_t byte = 0; byte < 4; ++byte)
      block_[4 * word + byte] = static_cast<std::uint8_t>(block[word] >> (8 * byte));
  left_ = block_.size();
  if (++counter_[0] == 0) ++counter_[1];
}

void PhiloxStream::fill(std::span<std::uint8_t> out) {
  while (!out.empty()) {
    if (left_ == 0) refill();
    const std::size_t size = std::min(left_, out.size());
    const auto from = block_.begin() + static_cast<std::ptrdiff_t>(block_.size() - left_);
    std::copy_n(from, size, out.begin());
    left_ -= size;
    out = out.subspan(size);
  }
}

std::uint64_t PhiloxStream::next() {
  std::array<std::uint8_t, 8> bytes;
  fill(bytes);
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) value |= std::uint64_t{bytes[i]} << (8 * i);
  return value;
}

HostStreams::HostStreams(Seed seed, std::string_view host)
    : streams_(make_streams(seed, host, std::make_index_sequence<model::streamCount>())) {}

}  // namespace keycell::sim
