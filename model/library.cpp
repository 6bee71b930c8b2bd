#include "model/library.h"

#include "model/messenger.h"

namespace keycell::model {

std::string Library::file_of(const ChunkPlace& place) {
  return "library/" + std::to_string(place.copy) + "/" + std::to_string(place.archive_file) + "/" +
         std::to_string(place.chunk);
}

void Library::write(const ChunkPlace& place, View record) {
  const std::string file = file_of(place);
  Disk& disk = world_.disk();
  disk.label(file,
             {.kind = ObjectKind::chunk, .copy = place.copy, .archive_file = place.archive_file, .chunk = place.chunk});
  if (disk.write(file, 0, record) == DiskStatus::ok) {
    world_.emit(Crossing{Place::media, world_.self(), file, "chunk", record, {}});
    disk.truncate(file, record.size());
    disk.sync(file);
  }
  world_.settle();  // a host that lost power in one of the three stops here
}

Bytes Library::read(const ChunkPlace& place) {
  const std::string file = file_of(place);
  Disk& disk = world_.disk();
  if (!disk.exists(file)) throw RequestRefused("no " + file + " in the library of " + std::string(world_.self()));
  Bytes record(disk.size(file));
  disk.read(file, 0, record);
  world_.settle();
  return record;
}

void Library::remove(const ChunkPlace& place) {
  const std::string file = file_of(place);
  if (world_.disk().exists(file)) world_.disk().remove(file);
  world_.settle();
}

}  // namespace keycell::model
