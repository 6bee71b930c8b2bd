#pragma once
// A disk in memory. It counts what is durable, loses power at a chosen operation, and forgets what was not synced.

#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include "model/disk.h"

namespace keycell::model::testing {

class PageDisk final : public Disk {
 public:
  /// What becomes of writes and truncations that no sync followed, when the power comes back.
  enum class Unsynced { dropped, kept };

  /// The power goes in this durable operation (write, truncate, sync, remove), counted from 1 since the disk was made.
  /// That one and all later ones fail, until power_up().
  void cut_power_at(std::uint64_t operation) { cut_at_ = operation; }
  std::uint64_t durable_operations() const { return operations_; }
  std::uint64_t written_bytes() const { return written_bytes_; }
  std::uint64_t reads() const { return reads_; }
  /// A disk that says that it synced and did not: what it acknowledged is lost with the power.
  void lie_about_sync() { lies_about_sync_ = true; }
  bool has_power() const { return has_power_; }
  void power_off() { has_power_ = false; }
  void power_up(Unsynced fate) {
    for (auto entry = files_.begin(); entry != files_.end();) {
      File& file = entry->second;
      if (fate == Unsynced::kept) file.durable = file.now;
      if (file.durable) file.now = *file.durable;
      entry = file.durable ? std::next(entry) : files_.erase(entry);
    }
    has_power_ = true;
    cut_at_ = 0;
  }

  /// Bit rot: of what programs see and of what survives.
  void flip_bit(const std::string& file, std::size_t bit) {
    const auto flip = [bit](Bytes& bytes) { bytes.at(bit / 8) ^= static_cast<std::uint8_t>(1u << (bit % 8)); };
    flip(files_.at(file).now);
    if (files_.at(file).durable) flip(*files_.at(file).durable);
  }

  DiskStatus read(std::string_view file, std::uint64_t offset, std::span<std::uint8_t> out) override {
    ++reads_;
    std::ranges::fill(out, std::uint8_t{0});
    if (!has_power_) return DiskStatus::failed;
    const auto found = files_.find(file);
    if (found == files_.end()) return DiskStatus::notFound;
    const View content = found->second.now;
    const View there = content.subspan(std::min<std::size_t>(offset, content.size()));
    std::ranges::copy(there.first(std::min(there.size(), out.size())), out.begin());
    return there.size() >= out.size() ? DiskStatus::ok : DiskStatus::shortRead;
  }

  DiskStatus write(std::string_view file, std::uint64_t offset, View bytes) override {
    if (!acts()) return DiskStatus::failed;
    Bytes& content = files_[std::string(file)].now;
    content.resize(std::max<std::size_t>(content.size(), offset + bytes.size()));
    std::ranges::copy(bytes, content.begin() + static_cast<std::ptrdiff_t>(offset));
    written_bytes_ += bytes.size();
    return DiskStatus::ok;
  }

  DiskStatus truncate(std::string_view file, std::uint64_t size) override {
    if (!acts()) return DiskStatus::failed;
    files_[std::string(file)].now.resize(size);
    return DiskStatus::ok;
  }

  DiskStatus sync(std::string_view file) override {
    if (!acts()) return DiskStatus::failed;
    File& entry = files_[std::string(file)];
    if (!lies_about_sync_) entry.durable = entry.now;
    return DiskStatus::ok;
  }

  DiskStatus remove(std::string_view file) override {
    if (!acts()) return DiskStatus::failed;
    const auto found = files_.find(file);
    if (found == files_.end()) return DiskStatus::notFound;
    files_.erase(found);
    return DiskStatus::ok;
  }

  void label(std::string_view file, const StoredObject& object) override { objects_[std::string(file)] = object; }
  StoredObject object(std::string_view file) const override {
    const auto found = objects_.find(file);
    return found == objects_.end() || !files_.contains(file) ? StoredObject{} : found->second;
  }
  std::uint64_t stored_bytes() const override {
    std::uint64_t bytes = 0;
    for (const auto& [name, file] : files_) bytes += object(name).stored_bytes;
    return bytes;
  }
  bool exists(std::string_view file) const override { return files_.contains(file); }
  std::uint64_t size(std::string_view file) const override {
    const auto found = files_.find(file);
    return found == files_.end() ? 0 : found->second.now.size();
  }

 private:
  struct File {
    Bytes now;
    std::optional<Bytes> durable;
  };

  bool acts() {
    if (!has_power_) return false;
    has_power_ = ++operations_ != cut_at_;
    return has_power_;
  }

  std::map<std::string, File, std::less<>> files_;
  std::map<std::string, StoredObject, std::less<>> objects_;
  std::uint64_t operations_ = 0;
  std::uint64_t written_bytes_ = 0;
  std::uint64_t reads_ = 0;
  std::uint64_t cut_at_ = 0;
  bool lies_about_sync_ = false;
  bool has_power_ = true;
};

}  // namespace keycell::model::testing
