#include "model/front_end.h"

#include <algorithm>
#include <limits>

#include "model/integer_laws.h"

namespace keycell::model {
namespace {

std::uint64_t part_of(std::uint64_t bytes, std::uint32_t ppm) {
  constexpr std::uint64_t whole = 1'000'000;
  return static_cast<std::uint64_t>(static_cast<unsigned __int128>(bytes) * ppm / whole);
}

/// What changes in one day, every day something else, until it is more than fits.
std::uint64_t changed_since(std::uint64_t in_a_day, Nanos since_last) {
  constexpr auto day = static_cast<std::uint64_t>(Nanos(std::chrono::days(1)).count());
  const auto bytes = static_cast<unsigned __int128>(in_a_day) *
                     static_cast<std::uint64_t>(std::max(since_last, Nanos::zero()).count());
  return static_cast<std::uint64_t>(std::min<unsigned __int128>(bytes / day, std::numeric_limits<std::int64_t>::max()));
}

}  // namespace

DataSize size_of(std::uint64_t front_end_bytes, std::uint32_t compression_permille, std::uint32_t dedup_permille) {
  constexpr std::uint64_t none = 1000;
  const auto reduced = [](std::uint64_t bytes, std::uint64_t ratio) {
    return static_cast<std::uint64_t>(static_cast<unsigned __int128>(bytes) * none / (ratio == 0 ? none : ratio));
  };
  const std::uint64_t stored = reduced(reduced(front_end_bytes, compression_permille), dedup_permille);
  return {.front_end_bytes = front_end_bytes,
          .stored_bytes = std::max<std::uint64_t>(stored, front_end_bytes > 0 ? 1 : 0)};
}

namespace {

JobSizes stored(const FrontEnd& front_end, std::uint64_t all, std::uint64_t changed) {
  return {
      .full = size_of(all, front_end.compression_permille, front_end.dedup_full_permille),
      .changed = size_of(std::min(changed, all), front_end.compression_permille, front_end.dedup_incremental_permille)};
}

}  // namespace

JobSizes sizes_of(const FrontEnd& front_end, Nanos since_last) {
  const std::uint64_t a_day = part_of(front_end.bytes, front_end.daily_change_ppm);
  return stored(front_end, front_end.bytes, changed_since(a_day, since_last));
}

JobSizes sizes_of(const FrontEnd& front_end, Nanos since_last, const std::string& client, const std::string& request,
                  const Chance& chance) {
  const auto of_client = chance({"front end", {client}});
  const auto of_backup = chance({"change", {client, request}});
  const std::uint64_t all = spread_evenly(*of_client, front_end.bytes, front_end.spread_ppm);
  const std::uint64_t a_day =
      spread_evenly(*of_backup, part_of(all, front_end.daily_change_ppm), front_end.change_spread_ppm);
  return stored(front_end, std::max<std::uint64_t>(all, 1), std::min(changed_since(a_day, since_last), all));
}

}  // namespace keycell::model
