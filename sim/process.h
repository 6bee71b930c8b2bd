#pragma once
// What must be set up once in a process before its first simulation, and what a simulation needs of its process:
// SQLite's configuration and file system, OpenSSL's randomness, the template images of disks.

#include "sim/cell.h"

namespace keycell::sim {

/// Sets the process up at the first call; cheap afterwards. Call it in the parent, before the first fork.
const DiskTemplates& process();

/// What OpenSSL draws by itself, and what code that is not ours draws from it, comes from this stream while one lives.
class ForeignRandomness {
 public:
  explicit ForeignRandomness(PhiloxStream& stream);
  ~ForeignRandomness();
  ForeignRandomness(const ForeignRandomness&) = delete;
  ForeignRandomness& operator=(const ForeignRandomness&) = delete;

  /// How often somebody asked the operating system for entropy meanwhile: each is a hole in determinism.
  static std::uint64_t ambient_draws();
};

}  // namespace keycell::sim
