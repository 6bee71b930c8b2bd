#pragma once
// Laws of chance made of integers alone: each is a pure function of the bytes that it draws, the same on every machine
// and with every compiler. No libm and no std distribution, which differ between libraries and with the features of a
// CPU.

#include <chrono>
#include <cstdint>

#include "crypto/random.h"

namespace keycell::model {

/// The next 8 bytes of a stream, the least first.
std::uint64_t draw_u64(crypto::Rng& random);

/// Each of 0 to `bound` - 1 equally often, without the bias of a remainder (Lemire 2019). Draws 8 bytes; 8 more with
/// probability below `bound` / 2^64. `bound` must not be 0.
std::uint64_t below(crypto::Rng& random, std::uint64_t bound);

/// `value` times a factor between 1 - spread and 1 + spread, in steps of a millionth, each equally often; rounded down.
/// `spread_ppm` is at most a million, the result at most twice `value`, which must fit.
std::uint64_t spread_evenly(crypto::Rng& random, std::uint64_t value, std::uint32_t spread_ppm);

/// An exponentially distributed time of this mean. Draws 8 bytes, always: the same bytes under two means are two times
/// in the ratio of the means, and a greater draw is a shorter time.
///
/// Error: before it is rounded to a nanosecond, the time is within mean x 2^-56 of mean x -ln((2k + 1) / 2^64), k of 63
/// random bits. So its mean is within 1e-16 of `mean`, its distribution function within 2^-55 of 1 - exp(-t / mean); no
/// time is longer than 44.4 means. What is longer than fits is the longest that fits.
std::chrono::nanoseconds exponential(crypto::Rng& random, std::chrono::nanoseconds mean);

}  // namespace keycell::model
