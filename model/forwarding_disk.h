#pragma once
// A disk that stands in front of another and hands every call on.

#include "model/disk.h"

namespace keycell::model {

/// The disk behind must outlive it.
class ForwardingDisk : public Disk {
 public:
  explicit ForwardingDisk(Disk& behind) : behind_(behind) {}

  DiskStatus read(std::string_view file, std::uint64_t offset, std::span<std::uint8_t> out) override {
    return behind_.read(file, offset, out);
  }
  DiskStatus write(std::string_view file, std::uint64_t offset, View bytes) override {
    return behind_.write(file, offset, bytes);
  }
  DiskStatus truncate(std::string_view file, std::uint64_t size) override { return behind_.truncate(file, size); }
  DiskStatus sync(std::string_view file) override { return behind_.sync(file); }
  DiskStatus remove(std::string_view file) override { return behind_.remove(file); }
  void label(std::string_view file, const StoredObject& object) override { behind_.label(file, object); }
  StoredObject object(std::string_view file) const override { return behind_.object(file); }
  std::uint64_t stored_bytes() const override { return behind_.stored_bytes(); }
  bool exists(std::string_view file) const override { return behind_.exists(file); }
  std::uint64_t size(std::string_view file) const override { return behind_.size(file); }

 private:
  Disk& behind_;
};

}  // namespace keycell::model
