#include "properties/watch/pad_table.h"

#include <algorithm>

namespace keycell::properties {
namespace {

std::uint64_t difference(View bytes, std::size_t at, std::size_t period) {
  return load_window(bytes.data() + at) ^ load_window(bytes.data() + at + period);
}

}  // namespace

void PadTable::add(View secret) {
  const auto number = static_cast<std::uint32_t>(secrets_.size());
  secrets_.push_back(bytes_of(secret));
  if (secret.size() <= windowBytes) return;
  const std::size_t longest = std::min(longestPeriod, secret.size() - windowBytes);
  for (std::size_t period = longest / 2 + 1; period <= longest; ++period) {
    const std::size_t count = std::min(secret.size() - period - windowBytes + 1, mostWindows);
    OfPeriod& table = by_period_[period];
    table.stride = std::min(table.stride, count);
    for (std::size_t at = 0; at < count; ++at)
      if (const std::uint64_t window = difference(secret, at, period); is_telling(window))
        table.differences.insert({window, number, static_cast<std::uint32_t>(at)});
  }
}

Sighting PadTable::whole_run(View buffer, std::size_t at, std::size_t period, const Window& window) const {
  const View secret = secrets_[window.needle];
  const auto agree = [&](std::size_t in_buffer, std::size_t in_secret) {
    return (buffer[in_buffer] ^ buffer[in_buffer + period]) == (secret[in_secret] ^ secret[in_secret + period]);
  };
  std::size_t before = 0;
  const std::size_t room_before = std::min<std::size_t>(at, window.offset);
  while (before < room_before && agree(at - before - 1, window.offset - before - 1)) ++before;
  std::size_t length = windowBytes;
  const std::size_t room = std::min(buffer.size() - period - at, secret.size() - period - window.offset);
  while (length < room && agree(at + length, window.offset + length)) ++length;
  return {window.needle, at - before, window.offset - before, before + length + period};
}

void PadTable::sight(View buffer, std::size_t at, std::size_t period, const Window& window,
                     std::vector<Sighting>& of_period) const {
  const Sighting found = whole_run(buffer, at, period, window);
  const bool is_known = std::ranges::any_of(
      of_period, [&](const Sighting& known) { return known.needle == found.needle && known.offset == found.offset; });
  if (!is_known) of_period.push_back(found);
}

std::vector<Sighting> PadTable::scan(View buffer) const {
  std::vector<Sighting> sightings;
  std::vector<Sighting> of_period;
  for (const auto& [period, table] : by_period_) {
    of_period.clear();
    const std::size_t end = buffer.size() - std::min(buffer.size(), period + windowBytes - 1);  // of the places
    for (std::size_t at = 0; at < end; at += table.stride)
      table.differences.for_each_equal(difference(buffer, at, period),
                                       [&](const Window& window) { sight(buffer, at, period, window, of_period); });
    sightings.insert(sightings.end(), of_period.begin(), of_period.end());
  }
  return sightings;
}

}  // namespace keycell::properties
