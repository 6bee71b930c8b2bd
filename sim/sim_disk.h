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

class SimDisk final : public model::Disk {
 public:
  explicit SimDisk(PhiloxStream& random) : random_(random) {}

  model::DiskStatus read(std::string_view file, std::uint64_t offset, std::span<std::uint8_t> out) override;
  model::DiskStatus write(std::string_view file, std::uint64_t offset, View bytes) override;
  model::DiskStatus truncate(std::string_view file, std::uint64_t size) override;
  model::DiskStatus sync(std::string_view file) override;
  model::DiskStatus remove(std::string_view file) override;
  void label(std::string_view file, const model::StoredObject& object) override;
  model::StoredObject object(std::string_view file) const override;
  std::uint64_t stored_bytes() const override;
  bool exists(std::string_view file) const override { return files_.find(file) != files_.end(); }
  std::uint64_t size(std::string_view file) const override;

  /// Put there, durable, before the host's first boot.
  void install(const FileImage& image);

  /// Heard before each durable operation acts, with its ordinal (from 1). True cuts the power: the operation does not
  /// happen, and every later one fails until power_up().
  std::function<bool(std::uint64_t ordinal)> cut_power_before;
  /// Heard after each durable operation that happened.
  std::function<void(const model::DiskOperation&)> done;

  bool powered() const { return powered_; }
  void power_off() { powered_ = false; }
  /// Of what was not synced, each operation survives, is torn at a sector, or is lost, as the disk's stream says.
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

 private:
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

    View bytes_of(const Unsynced& operation) const {
      return View(unsynced_bytes).subspan(operation.begin, operation.size);
    }
    void forget_unsynced();
  };
  enum class Permission { go, refused };

  Permission begin();
  File& file_to_change(std::string_view name);
  /// How an operation ended that was told: whoever heard of it may have cut the power.
  model::DiskStatus outcome() const { return powered_ ? model::DiskStatus::ok : model::DiskStatus::failed; }
  void finish(std::string_view file, const File& entry, model::DiskAction action, std::uint64_t offset,
              std::uint64_t length);

  PhiloxStream& random_;
  std::map<std::string, File, std::less<>> files_;
  std::pair<std::string, model::StoredObject> label_of_next_;  // of a file that is not there yet
  std::uint64_t ordinal_ = 0;
  bool powered_ = true;
  Charge charge_;
};

}  // namespace keycell::sim
