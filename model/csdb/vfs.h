#pragma once
// SQLite's file system on simulated disks. It is the default VFS of the process, because SQLite draws its randomness
// from the default VFS; file names are "host/file", and each host mounts its disk. Nothing here waits or throws.

#include <functional>
#include <memory>
#include <string>

#include "crypto/random.h"
#include "model/disk.h"

namespace keycell::model::vfs {

/// What SQLite may reach of one host. `written` hears of every block that reached the disk.
struct Mount {
  Disk* disk;
  std::unique_ptr<crypto::Rng> random;
  std::function<void(std::string_view file, View bytes)> written;
};

/// Configures SQLite for one thread and makes this VFS the default one. Once a process, before any other use of SQLite.
void register_once();

/// Forgets SQLite's own random state, so that a run does not depend on what the process did before.
void forget_randomness();

void mount(const std::string& host, Mount mount);
void unmount(const std::string& host);

}  // namespace keycell::model::vfs
