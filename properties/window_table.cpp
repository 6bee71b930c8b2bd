#include "properties/window_table.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace keycell::properties {
namespace {

constexpr std::size_t wordBits = 64;
constexpr std::size_t smallestFilterWords = 512;
constexpr std::size_t filterBitsPerWindow = 32;  // of random places less than 1 % pass
constexpr std::size_t slotsPerWindow = 2;
constexpr int distinctBytesNeeded = 6;

// The filter is asked at every fourth place only. Of 8 bytes that begin at any offset `at` of a buffer, the 5 bytes
// from place + 3 to place + 7 are a part, where place is `at` rounded down to a multiple of 4. So one gram of 5 bytes
// is looked at for each place, and the filter knows all four grams of each window.
constexpr std::size_t stride = 4;
static_assert(std::endian::native == std::endian::little, "grams are cut out of words by shifts");

std::uint64_t load(const std::uint8_t* at) {
  std::uint64_t window = 0;
  std::memcpy(&window, at, sizeof window);
  return window;
}

/// The gram that begins at byte `from` of the window; the last one needs no mask.
constexpr std::uint64_t gram_of(std::uint64_t window, std::size_t from) {
  return (window << (8 * (stride - 1 - from))) >> (8 * (stride - 1));
}

constexpr std::uint64_t mixed(std::uint64_t value) { return value * 0x9e3779b97f4a7c15U; }

/// Two bits of a word, from bits of the hash that do not choose the word while the filter has less than 2^52 of them.
constexpr std::uint64_t bits_of(std::uint64_t hash) {
  return std::uint64_t{1} << (hash & (wordBits - 1)) | std::uint64_t{1} << (hash >> 6 & (wordBits - 1));
}

constexpr unsigned shift_for(std::size_t power_of_2) {
  return static_cast<unsigned>(wordBits) - static_cast<unsigned>(std::countr_zero(power_of_2));
}

bool is_telling(const std::uint8_t* at) {
  int distinct = 0;
  for (std::size_t i = 0; i < WindowTable::windowBytes; ++i) distinct += std::find(at, at + i, at[i]) == at + i ? 1 : 0;
  return distinct >= distinctBytesNeeded;
}

}  // namespace

WindowTable::WindowTable()
    : filter_(smallestFilterWords), filter_shift_(shift_for(filter_.size())), index_(2), index_shift_(shift_for(2)) {}

void WindowTable::pass_filter(const Window& window) {
  for (std::size_t from = 0; from < stride; ++from) {
    const std::uint64_t hash = mixed(gram_of(window.bytes, from));
    filter_[hash >> filter_shift_] |= bits_of(hash);
  }
}

bool WindowTable::passes(std::uint64_t hash) const {
  const std::uint64_t bits = bits_of(hash);
  return (filter_[hash >> filter_shift_] & bits) == bits;
}

bool WindowTable::passes_whole(std::uint64_t window) const {
  for (std::size_t from = 0; from < stride; ++from)
    if (!passes(mixed(gram_of(window, from)))) return false;
  return true;
}

void WindowTable::enter_index(std::uint32_t window) {
  std::size_t slot = mixed(windows_[window].bytes) >> index_shift_;
  while (index_[slot] != 0) slot = (slot + 1) % index_.size();
  index_[slot] = window + 1;
}

void WindowTable::insert(const Window& window) {
  windows_.push_back(window);
  if (windows_.size() * filterBitsPerWindow > filter_.size() * wordBits) {
    filter_.assign(2 * filter_.size(), 0);
    filter_shift_ = shift_for(filter_.size());
    for (const Window& known : windows_) pass_filter(known);
  } else {
    pass_filter(window);
  }
  if (windows_.size() * slotsPerWindow > index_.size()) {
    index_.assign(2 * index_.size(), 0);
    index_shift_ = shift_for(index_.size());
    for (std::uint32_t known = 0; known < windows_.size(); ++known) enter_index(known);
  } else {
    enter_index(static_cast<std::uint32_t>(windows_.size() - 1));
  }
}

void WindowTable::add(crypto::SecretId secret, View bytes) {
  longest_ = std::max(longest_, bytes.size());
  if (bytes.size() < windowBytes) {
    if (!bytes.empty()) short_secrets_.push_back({secret, bytes_of(bytes)});
    return;
  }
  for (std::size_t at = 0; at + windowBytes <= bytes.size(); ++at)
    if (is_telling(bytes.data() + at)) insert({load(bytes.data() + at), secret, static_cast<std::uint32_t>(at)});
}

bool WindowTable::extends_a_run(const Window& window, std::size_t at, std::vector<Sighting>& sightings) const {
  const std::size_t end = at + windowBytes - 1;
  // Sightings stand in the order of their offsets; what began too early to reach here is passed over.
  const auto first =
      std::ranges::partition_point(sightings, [&](const Sighting& known) { return known.offset + longest_ < end; });
  for (auto known = first; known != sightings.end(); ++known) {
    if (known->secret == window.secret && known->offset + known->length == end &&
        known->secret_offset + known->length == window.offset + windowBytes - 1) {
      ++known->length;
      return true;
    }
  }
  return false;
}

void WindowTable::sight(std::uint64_t bytes, std::size_t at, std::vector<Sighting>& sightings) const {
  // Equal windows stand in the order in which they were added.
  for (std::size_t slot = mixed(bytes) >> index_shift_; index_[slot] != 0; slot = (slot + 1) % index_.size()) {
    const Window& window = windows_[index_[slot] - 1];
    if (window.bytes == bytes && !extends_a_run(window, at, sightings))
      sightings.push_back({window.secret, at, window.offset, windowBytes});
  }
}

void WindowTable::look_closely(View buffer, std::size_t place, std::vector<Sighting>& sightings) const {
  const std::size_t end = std::min(place + stride, buffer.size() - windowBytes + 1);
  for (std::size_t at = place; at < end; ++at) {
    const std::uint64_t window = load(buffer.data() + at);
    if (passes_whole(window)) sight(window, at, sightings);
  }
}

std::vector<Sighting> WindowTable::scan(View buffer) const {
  std::vector<Sighting> sightings;
  // In batches: the words of the filter are on their way to the processor before the first of them is looked at.
  constexpr std::size_t batch = 32;
  std::array<std::uint64_t, batch> hashes;
  for (std::size_t begin = 0; begin + windowBytes <= buffer.size(); begin += batch * stride) {
    const std::size_t places = std::min(batch, (buffer.size() - windowBytes - begin) / stride + 1);
    for (std::size_t i = 0; i < places; ++i) {
      hashes[i] = mixed(gram_of(load(buffer.data() + begin + i * stride), stride - 1));
      __builtin_prefetch(&filter_[hashes[i] >> filter_shift_]);
    }
    for (std::size_t i = 0; i < places; ++i)
      if (passes(hashes[i])) look_closely(buffer, begin + i * stride, sightings);
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
