#pragma once
// What must be set up once in a process before its first simulation: SQLite's configuration and file system, OpenSSL's
// randomness, the template images of disks.

#include "sim/cell.h"

namespace keycell::sim {

/// Sets the process up at the first call; cheap afterwards. Call it in the parent, before the first fork.
const DiskTemplates& process();

}  // namespace keycell::sim
