#include "properties/watch/window_table.h"

#include <algorithm>
#include <array>
#include <bit>

namespace keycell::properties {
namespace {

constexpr std::size_t wordBits = 64;
constexpr std::size_t filterBitsPerWindow = 32;  // of random places less than 1 % pass
constexpr std::size_t windowsOfASmallCell = 4096;
constexpr std::size_t wordsInFirstCache = 2048;
constexpr std::size_t smallestFilterWords = windowsOfASmallCell * filterBitsPerWindow / wordBits;

// The filter is asked at every fourth place only. Of 8 bytes that begin at any offset `at` of a buffer, the 5 bytes
// from place + 3 to place + 7 are a part, where place is `at` rounded down to a multiple of 4. So one gram of 5 bytes
// is looked at for each place, and the filter knows all four grams of each window.
constexpr std::size_t stride = 4;
static_assert(std::endian::native == std::endian::little, "grams are cut out of words by shifts");

/// The gram that begins at byte `from` of the window; the last one needs no mask.
constexpr std::uint64_t gram_of(std::uint64_t window, std::size_t from) {
  return (window << (8 * (stride - 1 - from))) >> (8 * (stride - 1));
}

constexpr std::size_t step_of(Windows which) {
  switch (which) {
    case Windows::all: return 1;
    case Windows::eighth: return 8;
    case Windows::sixteenth: return 16;
  }
  return 1;
}

/// Of the gram that is looked at for a place.
std::uint64_t hash_at(View buffer, std::size_t place) {
  return mixed(gram_of(load_window(buffer.data() + place), stride - 1));
}

/// Two bits of a word, from bits of the hash that do not choose the word while the filter has less than 2^52 of them.
constexpr std::uint64_t bits_of(std::uint64_t hash) {
  return std::uint64_t{1} << (hash & (wordBits - 1)) | std::uint64_t{1} << (hash >> 6 & (wordBits - 1));
}

constexpr unsigned shift_for(std::size_t power_of_2) {
  return static_cast<unsigned>(wordBits) - static_cast<unsigned>(std::countr_zero(power_of_2));
}

}  // namespace

WindowTable::WindowTable()
    : filter_(smallestFilterWords), filter_shift_(shift_for(filter_.size())), index_(windowsOfASmallCell) {}

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

void WindowTable::insert(const Window& window) {
  index_.insert(window);
  const std::vector<Window>& all = index_.windows();
  if (all.size() * filterBitsPerWindow > filter_.size() * wordBits) {
    filter_.assign(2 * filter_.size(), 0);
    filter_shift_ = shift_for(filter_.size());
    for (const Window& known : all) pass_filter(known);
  } else {
    pass_filter(window);
  }
}

void WindowTable::add(View needle, Windows which) {
  const auto number = static_cast<std::uint32_t>(needles_.size());
  needles_.push_back({bytes_.size(), needle.size()});
  append(bytes_, needle);
  longest_ = std::max(longest_, needle.size());
  if (needle.size() < windowBytes) {
    if (needle.empty()) return;
    short_needles_.push_back(number);
    shortest_ = shortest_ == 0 ? needle.size() : std::min(shortest_, needle.size());
    return;
  }
  const std::size_t end = needle.size() - windowBytes + 1;
  const auto insert_if_telling = [&](std::size_t at) {
    const std::uint64_t window = load_window(needle.data() + at);
    if (is_telling(window)) insert({window, number, static_cast<std::uint32_t>(at)});
  };
  for (std::size_t at = 0; at < end; at += step_of(which)) insert_if_telling(at);
}

bool WindowTable::is_part_of_a_run(const Window& window, std::size_t at, const std::vector<Sighting>& sightings) const {
  // A run was found at a place that lies before this one, and begins and ends within a needle's length of it.
  for (auto known = sightings.rbegin(); known != sightings.rend() && known->offset + 2 * longest_ >= at; ++known)
    if (known->needle == window.needle && known->offset <= at && at + windowBytes <= known->offset + known->length &&
        at - known->offset == window.offset - known->needle_offset)
      return true;
  return false;
}

Sighting WindowTable::whole_run(View buffer, std::size_t at, const Window& window) const {
  const View needle = View(bytes_).subspan(needles_[window.needle].begin, needles_[window.needle].size);
  std::size_t before = 0;
  const std::size_t room_before = std::min<std::size_t>(at, window.offset);
  while (before < room_before && buffer[at - before - 1] == needle[window.offset - before - 1]) ++before;
  std::size_t length = windowBytes;
  const std::size_t room = std::min(buffer.size() - at, needle.size() - window.offset);
  while (length < room && buffer[at + length] == needle[window.offset + length]) ++length;
  return {window.needle, at - before, window.offset - before, before + length};
}

void WindowTable::sight(View buffer, std::size_t at, std::vector<Sighting>& sightings) const {
  index_.for_each_equal(load_window(buffer.data() + at), [&](const Window& window) {
    if (!is_part_of_a_run(window, at, sightings)) sightings.push_back(whole_run(buffer, at, window));
  });
}

void WindowTable::look_closely(View buffer, std::size_t place, std::vector<Sighting>& sightings) const {
  const std::size_t end = std::min(place + stride, buffer.size() - windowBytes + 1);
  for (std::size_t at = place; at < end; ++at) {
    if (passes_whole(load_window(buffer.data() + at))) sight(buffer, at, sightings);
  }
}

std::vector<Sighting> WindowTable::scan(View buffer) const {
  std::vector<Sighting> sightings;
  if (filter_.size() <= wordsInFirstCache) {
    for (std::size_t place = 0; place + windowBytes <= buffer.size(); place += stride)
      if (passes(hash_at(buffer, place))) look_closely(buffer, place, sightings);
  } else {
    scan_in_batches(buffer, sightings);
  }
  if (!short_needles_.empty()) look_for_short_ones(buffer, sightings);
  return sightings;
}

void WindowTable::scan_in_batches(View buffer, std::vector<Sighting>& sightings) const {
  // The words of the filter are on their way to the processor before the first of them is looked at.
  constexpr std::size_t batch = 32;
  std::array<std::uint64_t, batch> hashes;
  for (std::size_t begin = 0; begin + windowBytes <= buffer.size(); begin += batch * stride) {
    const std::size_t places = std::min(batch, (buffer.size() - windowBytes - begin) / stride + 1);
    for (std::size_t i = 0; i < places; ++i) {
      hashes[i] = hash_at(buffer, begin + i * stride);
      __builtin_prefetch(&filter_[hashes[i] >> filter_shift_]);
    }
    for (std::size_t i = 0; i < places; ++i)
      if (passes(hashes[i])) look_closely(buffer, begin + i * stride, sightings);
  }
}

void WindowTable::look_for_short_ones(View buffer, std::vector<Sighting>& sightings) const {
  for (const std::uint32_t number : short_needles_) {
    const View needle = View(bytes_).subspan(needles_[number].begin, needles_[number].size);
    auto from = buffer.begin();
    for (;;) {
      from = std::search(from, buffer.end(), needle.begin(), needle.end());
      if (from == buffer.end()) break;
      sightings.push_back({number, static_cast<std::size_t>(from - buffer.begin()), 0, needle.size()});
      ++from;
    }
  }
}

}  // namespace keycell::properties
