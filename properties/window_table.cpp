#include "properties/window_table.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace keycell::properties {
namespace {

constexpr std::size_t wordBits = 64;
constexpr std::size_t smallestFilterBits = std::size_t{1} << 15;
constexpr std::size_t filterBitsPerWindow = 64;
constexpr int distinctBytesNeeded = 6;

std::uint64_t load(const std::uint8_t* at) {
  std::uint64_t window = 0;
  std::memcpy(&window, at, sizeof window);
  return window;
}

bool is_telling(const std::uint8_t* at) {
  int distinct = 0;
  for (std::size_t i = 0; i < WindowTable::windowBytes; ++i) distinct += std::find(at, at + i, at[i]) == at + i ? 1 : 0;
  return distinct >= distinctBytesNeeded;
}

}  // namespace

WindowTable::WindowTable() { rebuild(smallestFilterBits); }

void WindowTable::rebuild(std::size_t bits) {
  filter_.assign(bits / wordBits, 0);
  filter_shift_ = static_cast<unsigned>(wordBits) - static_cast<unsigned>(std::countr_zero(bits));
  for (const auto& [bytes, window] : windows_) {
    const std::size_t index = filter_index(bytes);
    filter_[index / wordBits] |= std::uint64_t{1} << (index % wordBits);
  }
}

void WindowTable::insert(const Window& window) {
  windows_.emplace(window.bytes, window);
  const std::size_t bits = filter_.size() * wordBits;
  if (windows_.size() * filterBitsPerWindow > bits) {
    rebuild(2 * bits);
  } else {
    const std::size_t index = filter_index(window.bytes);
    filter_[index / wordBits] |= std::uint64_t{1} << (index % wordBits);
  }
}

void WindowTable::add(crypto::SecretId secret, View bytes) {
  if (bytes.size() < windowBytes) {
    if (!bytes.empty()) short_secrets_.push_back({secret, bytes_of(bytes)});
    return;
  }
  for (std::size_t at = 0; at + windowBytes <= bytes.size(); ++at)
    if (is_telling(bytes.data() + at)) insert({load(bytes.data() + at), secret, static_cast<std::uint32_t>(at)});
}

std::vector<Sighting> WindowTable::scan(View buffer) const {
  std::vector<Sighting> sightings;
  const auto continues = [&](const Window& window, std::size_t at) {
    for (Sighting& known : sightings) {
      const std::size_t end = known.offset + known.length;
      if (known.secret == window.secret && end == at + windowBytes - 1 &&
          known.secret_offset + known.length == window.offset + windowBytes - 1) {
        ++known.length;
        return true;
      }
    }
    return false;
  };
  for (std::size_t at = 0; at + windowBytes <= buffer.size(); ++at) {
    const std::uint64_t bytes = load(buffer.data() + at);
    const std::size_t index = filter_index(bytes);
    if ((filter_[index / wordBits] >> (index % wordBits) & 1) == 0) [[likely]] continue;
    const auto [first, last] = windows_.equal_range(bytes);
    for (auto found = first; found != last; ++found)
      if (!continues(found->second, at))
        sightings.push_back({found->second.secret, at, found->second.offset, windowBytes});
  }
  for (const ShortSecret& secret : short_secrets_) {
    auto from = buffer.begin();
    for (;;) {
      from = std::search(from, buffer.end(), secret.bytes.begin(), secret.bytes.end());
      if (from == buffer.end()) break;
      sightings.push_back({secret.secret, static_cast<std::size_t>(from - buffer.begin()), 0, secret.bytes.size()});
      ++from;
    }
  }
  return sightings;
}

}  // namespace keycell::properties
