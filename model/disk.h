#pragma once
// The disk of one host. Calls wait for nothing and throw nothing: time is charged afterwards (World::settle).

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "crypto/bytes.h"
#include "model/events.h"

namespace keycell::model {

enum class DiskStatus {
  ok,
  shortRead,  ///< fewer bytes than asked for; the rest is zero
  notFound,
  full,    ///< no room for what is written: nothing of it was
  failed,  ///< the host lost power in this very call, or before, or the disk does not work
};

/// A disk failed or is full: nothing was acknowledged, and trying again may help.
class StorageFailed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Files by name. A write is durable only after sync: a power cut may lose or tear it. Of a sync that failed nobody
/// knows what it made durable, and a later one does not make up for it: whoever needs it writes it again.
class Disk {
 public:
  virtual ~Disk() = default;
  virtual DiskStatus read(std::string_view file, std::uint64_t offset, std::span<std::uint8_t> out) = 0;
  /// Creates the file when it is not there.
  virtual DiskStatus write(std::string_view file, std::uint64_t offset, View bytes) = 0;
  virtual DiskStatus truncate(std::string_view file, std::uint64_t size) = 0;
  virtual DiskStatus sync(std::string_view file) = 0;
  /// Says what a file stands for, from its next operation on; makes no file. Of several that are not there yet the
  /// last counts. Told with each operation, for whoever hears of them.
  virtual void label(std::string_view file, const StoredObject& object) {
    static_cast<void>(file);
    static_cast<void>(object);
  }
  /// What label() said of a file that is there.
  virtual StoredObject object(std::string_view file) const = 0;
  /// The stored bytes that all its files stand for.
  virtual std::uint64_t stored_bytes() const = 0;
  virtual DiskStatus remove(std::string_view file) = 0;
  virtual bool exists(std::string_view file) const = 0;
  /// 0 for a file that is not there.
  virtual std::uint64_t size(std::string_view file) const = 0;
};

}  // namespace keycell::model
