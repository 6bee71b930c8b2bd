#pragma once
// The disk of a simulated host: what programs see, what survives a power cut, the hooks by which faults act on it, and
// what somebody may do to it behind the back of its host.

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
  /// Without what is not durable.
  Volume durable_part() const;
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

  /// What is asked of the disk.
  enum class Asked {
    read,
    write,
    grow,  ///< a write that makes its file longer, or makes it
    truncate,
    sync,
    remove
  };
  /// What the disk makes of it.
  enum class Behaviour {
    works,
    fails,   ///< says so; of a sync that fails what was written is as if it were synced, and is not durable
    isFull,  ///< of a write: says so, and nothing was written
    lies,    ///< of a sync: says ok, and does as one that fails
    isTorn,  ///< of a write: its first half is durable, as the power goes; whoever says so cuts the power
  };
  /// Asked of a disk with power, before anything acts; a hook that has no opinion asks the one that was there before.
  std::function<Behaviour(Asked what, std::string_view file)> behaves;
  /// Heard when something on the disk is changed behind the back of the host, with the file, or nothing for all of
  /// them.
  std::function<void(std::string_view file, std::string_view how)> harmed;
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

  // What is done behind the back of the host, in what programs see and in what is durable.
  /// Files that have something in them and whose names begin with `prefix`.
  std::vector<std::string> files(std::string_view prefix) const;
  View content(std::string_view file) const;
  /// Bits count from the lowest of the first byte.
  void flip_bit_of(std::string_view file, std::uint64_t bit);
  /// Of a file that is there.
  void replace(std::string_view file, Bytes content);
  void take_away(std::string_view file);
  /// What is durable: of the host's own files and of those on a mounted volume.
  struct Snapshot {
    Volume own;
    Volume mounted;
  };
  Snapshot snapshot() const;
  void put_back(const Snapshot& snapshot);
  /// Done once, when the power is back and before anything runs.
  void at_next_power_up(std::function<void()> act) { at_power_up_.push_back(std::move(act)); }

 private:
  using File = Volume::File;
  enum class Permission { go, refused };

  Permission begin();
  void tell_harm(std::string_view file, std::string_view how) const;
  Behaviour behaviour(Asked what, std::string_view file) { return behaves ? behaves(what, file) : Behaviour::works; }
  /// The write whose first half is the last that reaches the disk.
  void tear(std::string_view file, std::uint64_t offset, View bytes);
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
  std::vector<std::function<void()>> at_power_up_;
};

}  // namespace keycell::sim
