#pragma once
// How a client of a KMS asks again when it is turned away, until its call's deadline.

#include <cstdint>

#include "model/values.h"

namespace keycell::model {

struct KmsRetry {
  std::chrono::nanoseconds first;    ///< the wait before the second try; each further wait is twice the one before
  std::chrono::nanoseconds longest;  ///< wait
  std::uint32_t jitter_ppm;          ///< a wait is drawn evenly from this share below to this share above
};

}  // namespace keycell::model
