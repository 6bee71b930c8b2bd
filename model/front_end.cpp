#include "model/front_end.h"

#include <algorithm>

#include "model/integer_laws.h"

namespace keycell::model {
namespace {

std::uint64_t part_of(std::uint64_t bytes, std::uint32_t ppm) {
  constexpr std::uint64_t whole = 1'000'000;
  return static_cast<std::uint64_t>(static_cast<unsigned __int128>(bytes) * ppm / whole);
}

}  // namespace

DataSize size_of(std::uint64_t front_end_bytes, std::uint32_t compression_permille) {
  constexpr std::uint64_t none = 1000;
  const std::uint64_t ratio = compression_permille == 0 ? none : compression_permille;
  const auto stored = static_cast<unsigned __int128>(front_end_bytes) * none / ratio;
  return {.front_end_bytes = front_end_bytes,
          .stored_bytes = std::max<std::uint64_t>(static_cast<std::uint64_t>(stored), front_end_bytes > 0 ? 1 : 0)};
}

JobSizes sizes_of(const FrontEnd& front_end) {
  return {.full = size_of(front_end.bytes, front_end.compression_permille),
          .changed = size_of(part_of(front_end.bytes, front_end.daily_change_ppm), front_end.compression_permille)};
}

JobSizes sizes_of(const FrontEnd& front_end, const std::string& client, const std::string& request,
                  const Chance& chance) {
  const auto of_client = chance({"front end", {client}});
  const auto of_backup = chance({"change", {client, request}});
  const std::uint64_t all = spread_evenly(*of_client, front_end.bytes, front_end.spread_ppm);
  const std::uint64_t changed =
      spread_evenly(*of_backup, part_of(all, front_end.daily_change_ppm), front_end.change_spread_ppm);
  return {.full = size_of(std::max<std::uint64_t>(all, 1), front_end.compression_permille),
          .changed = size_of(std::min(changed, all), front_end.compression_permille)};
}

}  // namespace keycell::model
