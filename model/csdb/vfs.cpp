#include "model/csdb/vfs.h"

#include <sqlite3.h>

#include <cstdlib>
#include <cstring>
#include <map>
#include <new>

namespace keycell::model::vfs {
namespace {

// SQLite calls back through C function pointers without a context of ours, so the mounts are the one mutable static.
std::map<std::string, Mount, std::less<>>& mounts() {
  static std::map<std::string, Mount, std::less<>> table;
  return table;
}

struct Location {
  Mount* mount = nullptr;
  std::string_view file;
};

Location locate(std::string_view name) {
  const auto slash = name.rfind('/');  // a host's name may have some, a file's has none
  if (slash == std::string_view::npos) return {};
  const auto found = mounts().find(name.substr(0, slash));
  if (found == mounts().end()) return {};
  return {&found->second, name.substr(slash + 1)};
}

/// SQLite writes a frame of its write-ahead log as a header and a page, one right after the other. They go to the disk
/// as one block, as they would through an operating system's cache: half the operations, half the crash points.
constexpr std::size_t frameHeaderBytes = 24;

struct Held {
  std::uint64_t offset = 0;
  Bytes bytes{};  // empty or a header; keeps its room
};

/// SQLite allocates it; we construct it in place.
struct OpenFile {
  sqlite3_file base;
  Mount* mount;
  std::string* file;
  bool delete_on_close;
  Held* held;
};

OpenFile& of(sqlite3_file* file) { return *reinterpret_cast<OpenFile*>(file); }

DiskStatus put(OpenFile& file, std::uint64_t offset, View bytes) {
  const DiskStatus status = file.mount->disk->write(*file.file, offset, bytes);
  if (status == DiskStatus::ok) file.mount->written(*file.file, bytes);
  return status;
}

/// Before everything but the write that continues it.
DiskStatus put_what_is_held(OpenFile& file) {
  Held& held = *file.held;
  if (held.bytes.empty()) return DiskStatus::ok;
  const DiskStatus status = put(file, held.offset, held.bytes);
  held.bytes.clear();
  return status;
}

int close(sqlite3_file* handle) {
  OpenFile& file = of(handle);
  put_what_is_held(file);
  delete file.held;
  if (file.delete_on_close) file.mount->disk->remove(*file.file);
  delete file.file;
  file.file = nullptr;
  return SQLITE_OK;
}

int read(sqlite3_file* handle, void* out, int size, sqlite3_int64 offset) {
  OpenFile& file = of(handle);
  if (put_what_is_held(file) != DiskStatus::ok) return SQLITE_IOERR_READ;
  const std::span<std::uint8_t> bytes(static_cast<std::uint8_t*>(out), static_cast<std::size_t>(size));
  switch (file.mount->disk->read(*file.file, static_cast<std::uint64_t>(offset), bytes)) {
    case DiskStatus::ok: return SQLITE_OK;
    case DiskStatus::shortRead:
    case DiskStatus::notFound: return SQLITE_IOERR_SHORT_READ;
    case DiskStatus::full:
    case DiskStatus::failed: return SQLITE_IOERR_READ;
  }
  return SQLITE_IOERR_READ;
}

int code_of_write(DiskStatus status) {
  if (status == DiskStatus::ok) return SQLITE_OK;
  return status == DiskStatus::full ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

int write(sqlite3_file* handle, const void* in, int size, sqlite3_int64 offset) {
  OpenFile& file = of(handle);
  const View bytes(static_cast<const std::uint8_t*>(in), static_cast<std::size_t>(size));
  const auto at = static_cast<std::uint64_t>(offset);
  Held& held = *file.held;
  if (!held.bytes.empty() && at == held.offset + held.bytes.size()) {
    append(held.bytes, bytes);
    return code_of_write(put_what_is_held(file));
  }
  if (const DiskStatus status = put_what_is_held(file); status != DiskStatus::ok) return code_of_write(status);
  if (bytes.size() == frameHeaderBytes) {
    held.offset = at;
    append(held.bytes, bytes);
    return SQLITE_OK;
  }
  return code_of_write(put(file, at, bytes));
}

int truncate(sqlite3_file* handle, sqlite3_int64 size) {
  OpenFile& file = of(handle);
  if (put_what_is_held(file) != DiskStatus::ok) return SQLITE_IOERR_TRUNCATE;
  return file.mount->disk->truncate(*file.file, static_cast<std::uint64_t>(size)) == DiskStatus::ok
             ? SQLITE_OK
             : SQLITE_IOERR_TRUNCATE;
}

int sync(sqlite3_file* handle, int) {
  OpenFile& file = of(handle);
  if (put_what_is_held(file) != DiskStatus::ok) return SQLITE_IOERR_FSYNC;
  return file.mount->disk->sync(*file.file) == DiskStatus::ok ? SQLITE_OK : SQLITE_IOERR_FSYNC;
}

int file_size(sqlite3_file* handle, sqlite3_int64* size) {
  OpenFile& file = of(handle);
  if (put_what_is_held(file) != DiskStatus::ok) return SQLITE_IOERR_FSTAT;
  *size = static_cast<sqlite3_int64>(file.mount->disk->size(*file.file));
  return SQLITE_OK;
}

int lock(sqlite3_file*, int) { return SQLITE_OK; }

int check_lock(sqlite3_file*, int* reserved) {
  *reserved = 0;
  return SQLITE_OK;
}

int control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int sector_size(sqlite3_file*) { return 512; }
/// A write that is torn changes no byte beside its own (sim/sim_disk.h), so SQLite need not fill the sector with
/// frames.
int characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

const sqlite3_io_methods methods{.iVersion = 1,
                                 .xClose = close,
                                 .xRead = read,
                                 .xWrite = write,
                                 .xTruncate = truncate,
                                 .xSync = sync,
                                 .xFileSize = file_size,
                                 .xLock = lock,
                                 .xUnlock = lock,
                                 .xCheckReservedLock = check_lock,
                                 .xFileControl = control,
                                 .xSectorSize = sector_size,
                                 .xDeviceCharacteristics = characteristics,
                                 .xShmMap = nullptr,
                                 .xShmLock = nullptr,
                                 .xShmBarrier = nullptr,
                                 .xShmUnmap = nullptr,
                                 .xFetch = nullptr,
                                 .xUnfetch = nullptr};

int open(sqlite3_vfs*, const char* name, sqlite3_file* handle, int flags, int* out_flags) {
  handle->pMethods = nullptr;
  // temp_store=MEMORY: SQLite never asks for a file without a name.
  if (name == nullptr) return SQLITE_CANTOPEN;
  const Location at = locate(name);
  if (at.mount == nullptr) return SQLITE_CANTOPEN;
  if (!at.mount->disk->exists(at.file)) {
    if ((flags & SQLITE_OPEN_CREATE) == 0) return SQLITE_CANTOPEN;
    if (at.mount->disk->truncate(at.file, 0) != DiskStatus::ok) return SQLITE_CANTOPEN;
  }
  auto* file = new (handle) OpenFile{};
  file->mount = at.mount;
  file->file = new std::string(at.file);
  file->held = new Held;
  file->delete_on_close = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
  file->base.pMethods = &methods;
  if (out_flags != nullptr) *out_flags = flags;
  return SQLITE_OK;
}

int remove(sqlite3_vfs*, const char* name, int) {
  const Location at = locate(name);
  if (at.mount == nullptr) return SQLITE_IOERR_DELETE;
  switch (at.mount->disk->remove(at.file)) {
    case DiskStatus::ok: return SQLITE_OK;
    case DiskStatus::notFound: return SQLITE_IOERR_DELETE_NOENT;
    default: return SQLITE_IOERR_DELETE;
  }
}

int access(sqlite3_vfs*, const char* name, int, int* result) {
  const Location at = locate(name);
  *result = at.mount != nullptr && at.mount->disk->exists(at.file) ? 1 : 0;
  return SQLITE_OK;
}

int full_path(sqlite3_vfs*, const char* name, int size, char* out) {
  sqlite3_snprintf(size, out, "%s", name);
  return SQLITE_OK;
}

int randomness(sqlite3_vfs*, int size, char* out) {
  // SQLite asks once, for the whole process, so the first mounted host's stream serves.
  if (mounts().empty()) {
    std::memset(out, 0, static_cast<std::size_t>(size));
  } else {
    mounts().begin()->second.random->fill({reinterpret_cast<std::uint8_t*>(out), static_cast<std::size_t>(size)});
  }
  return size;
}

/// SQLite sleeps only when it waits for a lock, and nothing here locks.
int sleep(sqlite3_vfs*, int) { std::abort(); }

/// No statement asks for the time; SQLite gets a constant.
int current_time(sqlite3_vfs*, double* days) {
  *days = 2460000.5;
  return SQLITE_OK;
}

int last_error(sqlite3_vfs*, int, char*) { return 0; }

sqlite3_vfs our_vfs() {
  sqlite3_vfs result{};
  result.iVersion = 1;
  result.szOsFile = sizeof(OpenFile);
  result.mxPathname = 512;
  result.zName = "keycell";
  result.xOpen = open;
  result.xDelete = remove;
  result.xAccess = access;
  result.xFullPathname = full_path;
  result.xRandomness = randomness;
  result.xSleep = sleep;
  result.xCurrentTime = current_time;
  result.xGetLastError = last_error;
  return result;
}

}  // namespace

void register_once() {
  static const bool done = [] {
    sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
    static sqlite3_vfs vfs = our_vfs();
    return sqlite3_vfs_register(&vfs, 1) == SQLITE_OK;
  }();
  if (!done) std::abort();
}

void forget_randomness() { sqlite3_randomness(0, nullptr); }

void mount(const std::string& host, Mount mount) { mounts().insert_or_assign(host, std::move(mount)); }

void unmount(const std::string& host) { mounts().erase(host); }

}  // namespace keycell::model::vfs
