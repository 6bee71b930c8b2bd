#include "model/library.h"

#include <algorithm>

#include "model/messenger.h"

namespace keycell::model {

std::string Library::file_of(const ChunkPlace& place) {
  return std::string(folder) + std::to_string(place.copy) + "/" + std::to_string(place.archive_file) + "/" +
         std::to_string(place.chunk);
}

Library::Library(World& world, std::string name, std::optional<std::uint64_t> capacity_bytes)
    : world_(world), name_(std::move(name)), capacity_bytes_(capacity_bytes) {}

void Library::tell(std::uint64_t refused_bytes) {
  world_.emit(LibraryFill{.library = name_,
                          .stored_bytes = world_.disk().stored_bytes(),
                          .capacity_bytes = *capacity_bytes_,
                          .refused_bytes = refused_bytes});
}

void Library::fail(DiskStatus status, std::string_view doing) const {
  const std::string disk = "the disk of " + std::string(world_.self());
  throw StorageFailed(status == DiskStatus::full ? disk + " is full" : disk + " did not " + std::string(doing));
}

void Library::write(const ChunkPlace& place, View record, std::uint64_t stored_bytes) {
  const std::string file = file_of(place);
  Disk& disk = world_.disk();
  if (capacity_bytes_) {
    const std::uint64_t others = disk.stored_bytes() - disk.object(file).stored_bytes;
    if (stored_bytes > *capacity_bytes_ - std::min(others, *capacity_bytes_)) {
      tell(stored_bytes);
      const bool is_its_own = name_ == world_.self();
      throw LibraryFull((is_its_own ? "the library of " : "library ") + name_ + " is full");
    }
  }
  disk.label(file, {.kind = ObjectKind::chunk,
                    .copy = place.copy,
                    .archive_file = place.archive_file,
                    .chunk = place.chunk,
                    .stored_bytes = stored_bytes});
  DiskStatus status = disk.write(file, 0, record);
  if (status == DiskStatus::ok) {
    world_.emit(Crossing{Place::media, world_.self(), file, "chunk", record, {}});
    status = disk.truncate(file, record.size());
    if (status == DiskStatus::ok) status = disk.sync(file);
  }
  world_.settle();  // a host that lost power in one of the three stops here
  if (status != DiskStatus::ok) fail(status, "write");
  if (capacity_bytes_) tell(0);
}

Bytes Library::read(const ChunkPlace& place) {
  const std::string file = file_of(place);
  Disk& disk = world_.disk();
  if (!disk.exists(file)) throw RequestRefused("no " + file + " in the library of " + name_);
  Bytes record(disk.size(file));
  const DiskStatus status = disk.read(file, 0, record);
  world_.settle();
  if (status != DiskStatus::ok) fail(status, "read");
  return record;
}

void Library::remove(const ChunkPlace& place) {
  const std::string file = file_of(place);
  Disk& disk = world_.disk();
  if (!disk.exists(file)) return;
  const DiskStatus status = disk.remove(file);
  world_.settle();
  if (status != DiskStatus::ok) fail(status, "delete");
  if (capacity_bytes_) tell(0);
}

}  // namespace keycell::model
