#pragma once
// Randomness for code that is not ours: OpenSSL's, and whoever asks the operating system.

#include <functional>

#include "sim/random.h"

namespace keycell::sim {

/// Makes OpenSSL draw from here; once in a process.
void provide_foreign_randomness();

/// What OpenSSL draws by itself, and what code that is not ours draws from it, comes from here while one lives: in
/// every thread, because actors may be threads. Each draw asks anew whose it is. One at a time.
class ForeignRandomness {
 public:
  explicit ForeignRandomness(std::function<PhiloxStream&()> whose);
  ~ForeignRandomness();
  ForeignRandomness(const ForeignRandomness&) = delete;
  ForeignRandomness& operator=(const ForeignRandomness&) = delete;

  /// How often somebody asked the operating system for entropy while one lived: each is a hole in determinism.
  static std::uint64_t ambient_draws();
};

/// In this thread it comes from another stream while this lives.
class RandomnessApart {
 public:
  explicit RandomnessApart(PhiloxStream& stream);
  ~RandomnessApart();
  RandomnessApart(const RandomnessApart&) = delete;
  RandomnessApart& operator=(const RandomnessApart&) = delete;
};

/// What folds draw, so that it moves nothing of the cell.
class FoldRandomness final : public PhiloxStream {
 public:
  explicit FoldRandomness(Seed seed)
      : PhiloxStream(seed, static_cast<std::uint32_t>(model::Stream::foreign), "folds") {}
};

}  // namespace keycell::sim
