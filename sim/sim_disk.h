#pragma once
// The disk of a simulated host: what programs see, what survives a power cut, and the hook that cuts the power at a
// chosen durable operation.

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "model/disk.h"
#include "sim/file_image.h"
#include "sim/random.h"

namespace keycell::sim {

class SimDisk;

/// Files, and how much of them is durable. A host's own, or one that several hosts reach and that outlives them.
class Volume {
 private:
  friend class SimDisk;
  struct Unsynced {
    std::uint64_t offset;
    std::size_t begin;  // of what was written, in File::unsynced_bytes
    std::size_t size;
    bool is_truncate;
  };
  struct File {
    Bytes now;
    Bytes durable;
    bool durable_exists = false;
    model::StoredObject object{};
    std::vector<Unsynced> unsynced;
    Bytes unsynced_bytes;
    const SimDisk* writer = nullptr;  // whose host has what is unsynced in its memory

    View bytes_of(const Unsynced& operation) const {
      return View(unsynced_bytes).subspan(operation.begin, operation.size);
    }
    void forget_unsynced();
  };

  const File* find(std::string_view name) const;
  /// Made when it is not there.
  File& to_change(std::string_view name);
  void label(std::string_view name, const model::StoredObject& object);
  void remove(std::map<std::string, File, std::less<>>::iterator file);

  std::map<std::string, File, std::less<>> files_;
  std::pair<std::string, model::StoredObject> label_of_next_;  // of a file that is not there yet
  std::uint64_t stored_bytes_ = 0;                             // that all files stand for
};

class SimDisk final : public model::Disk {
 public:
  explicit SimDisk(PhiloxStream& random) : random_(random) {}

  /// Before the first boot: files whose names begin with `prefix` lie there, also when this host is off.
  void mount(std::string prefix, Volume& volume);

  model::DiskStatus read(std::string_view file, std::uint64_t offset, std::span<std::uint8_t> out) override;
  model::DiskStatus write(std::string_view file, std::uint64_t offset, View bytes) override;
  model::DiskStatus truncate(std::string_view file, std::uint64_t size) override;
  model::DiskStatus sync(std::string_view file) override;
  model::DiskStatus remove(std::string_view file) override;
  void label(std::string_view file, const model::StoredObject& object) override;
  model::StoredObject object(std::string_view file) const override;
  std::uint64_t stored_bytes() const override;
  bool exists(std::string_view file) const override { return volume_of(file).find(file) != nullptr; }
  std::uint64_t size(std::string_view file) const override;

  /// Put there, durable, before the host's first boot.
  void install(const FileImage& image);

  /// Heard before each durable operation acts, with its ordinal (from 1). True cuts the power: the operation does not
  /// happen, and every later one fails until power_up().
  std::function<bool(std::uint64_t ordinal)> cut_power_before;
  /// Heard after each durable operation that happened.
  std::function<void(const model::DiskOperation&)> done;

  bool powered() const { return powered_; }
  /// Of what was not synced, each operation survives, is torn at a sector, or is lost, as the disk's stream says: on a
  /// volume that others reach they see it at once, on the host's own it shows when the power is back.
  void power_off();
  void power_up();

  std::uint64_t durable_operations() const { return ordinal_; }
  /// Operations since the last call: what settle() has to charge.
  struct Charge {
    std::uint64_t operations = 0;
    std::uint64_t syncs = 0;
  };
  Charge take_charge() { return std::exchange(charge_, {}); }

  /// Flips one bit of what lies on the disk in files that begin with `prefix`; empty when there is nothing to flip.
  std::string flip_bit(std::string_view prefix);
  std::vector<FileImage> images() const;
  /// What is left when everything that was not synced is lost. Not of what is mounted.
  std::vector<FileImage> durable_images() const;
  /// The same of one file, wherever it lies; null when there is no such file.
  const Bytes* durable(std::string_view file) const;

 private:
  using File = Volume::File;
  enum class Permission { go, refused };

  Permission begin();
  Volume& volume_of(std::string_view file);
  const Volume& volume_of(std::string_view file) const;
  File& file_to_change(std::string_view name);
  /// Of what this host has not synced there.
  void decide_fates(Volume& volume);
  /// How an operation ended that was told: whoever heard of it may have cut the power.
  model::DiskStatus outcome() const { return powered_ ? model::DiskStatus::ok : model::DiskStatus::failed; }
  void finish(std::string_view file, const model::StoredObject& object, model::DiskAction action, std::uint64_t offset,
              std::uint64_t length);

  PhiloxStream& random_;
  Volume own_;
  std::string mounted_at_;     // a prefix of names
  Volume* mounted_ = nullptr;  // for them
  std::uint64_t ordinal_ = 0;
  bool powered_ = true;
  Charge charge_;
};

}  // namespace keycell::sim
