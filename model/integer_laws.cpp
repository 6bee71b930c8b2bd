#include "model/integer_laws.h"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>

namespace keycell::model {
namespace {

using Wide = unsigned __int128;

/// The table has ln(k / 256) for k of 256 to 512, as a fraction of 2^64: what the first 9 bits of a number contribute.
constexpr std::uint64_t steps = 256;
constexpr int tableBits = 96;  // while it is made: 256 sums, each rounded, stay exact in the upper 64 of them

/// ln((n + 1) / n) = 2 (y + y^3/3 + y^5/5 + ...), y = 1 / (2n + 1). With n >= 256 what is left out is below 2^-80.
constexpr Wide ln_of_next(std::uint64_t n) {
  const Wide odd = 2 * n + 1;
  Wide power = (Wide{2} << tableBits) / odd;
  Wide sum = 0;
  for (Wide k = 1; k <= 7; k += 2) {
    sum += power / k;
    power /= odd * odd;
  }
  return sum;
}

constexpr std::array<std::uint64_t, steps + 1> make_table() {
  std::array<std::uint64_t, steps + 1> table{};
  Wide sum = 0;
  for (std::uint64_t k = 0; k < steps; ++k) {
    sum += ln_of_next(steps + k);
    table[k + 1] = static_cast<std::uint64_t>(sum >> (tableBits - 64));
  }
  return table;
}

constexpr std::array<std::uint64_t, steps + 1> lnTable = make_table();
constexpr std::uint64_t ln2 = lnTable[steps];
static_assert(ln2 >> 8 == 0xb17217f7d1cf79, "ln 2 = 0.b17217f7d1cf79ab... in hexadecimal");

/// A product of two fractions of 2^64.
constexpr std::uint64_t times(std::uint64_t a, std::uint64_t b) {
  return static_cast<std::uint64_t>((Wide{a} * b) >> 64);
}

/// ln(1 + r) of a fraction r of 2^64 below 1/256. What is left out is below r^7 / 7 < 2^-58.
constexpr std::uint64_t ln_of_one_and(std::uint64_t r) {
  std::uint64_t sum = r / 5 - times(r, r / 6);
  sum = r / 4 - times(r, sum);
  sum = r / 3 - times(r, sum);
  sum = r / 2 - times(r, sum);
  return r - times(r, sum);
}

/// -ln(v / 2^64) in units of 2^-58, which fits: it is below 44.4.
constexpr std::uint64_t minus_ln(std::uint64_t v) {
  const int zeros = std::countl_zero(v);
  const std::uint64_t upper = v << zeros;                                    // in [2^63, 2^64)
  const std::uint64_t first = upper >> 55;                                   // in [256, 512)
  const std::uint64_t rest = (upper & ((std::uint64_t{1} << 55) - 1)) << 9;  // upper = first x (1 + r) x 2^55
  const std::uint64_t ln_of_upper = lnTable[first - steps] + ln_of_one_and(rest / first);
  return static_cast<std::uint64_t>((Wide{ln2} * static_cast<unsigned>(zeros + 1) - ln_of_upper) >> 6);
}

}  // namespace

std::uint64_t draw_u64(crypto::Rng& random) {
  std::array<std::uint8_t, 8> bytes;
  random.fill(bytes);
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) value |= std::uint64_t{bytes[i]} << (8 * i);
  return value;
}

std::uint64_t below(crypto::Rng& random, std::uint64_t bound) {
  Wide product = Wide{draw_u64(random)} * bound;
  if (static_cast<std::uint64_t>(product) < bound) {
    // So many of the 2^64 draws are too many for each result to have as many as the others.
    const std::uint64_t surplus = (0 - bound) % bound;
    while (static_cast<std::uint64_t>(product) < surplus) product = Wide{draw_u64(random)} * bound;
  }
  return static_cast<std::uint64_t>(product >> 64);
}

std::uint64_t spread_evenly(crypto::Rng& random, std::uint64_t value, std::uint32_t spread_ppm) {
  constexpr std::uint64_t whole = 1'000'000;
  const std::uint64_t factor = whole - spread_ppm + below(random, 2 * std::uint64_t{spread_ppm} + 1);
  return static_cast<std::uint64_t>(Wide{value} * factor / whole);
}

std::chrono::nanoseconds exponential(crypto::Rng& random, std::chrono::nanoseconds mean) {
  constexpr auto longest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  const std::uint64_t means = minus_ln(draw_u64(random) | 1);
  const Wide time = (Wide{static_cast<std::uint64_t>(mean.count())} * means + (Wide{1} << 57)) >> 58;
  return std::chrono::nanoseconds(static_cast<std::int64_t>(std::min<Wide>(time, longest)));
}

}  // namespace keycell::model
