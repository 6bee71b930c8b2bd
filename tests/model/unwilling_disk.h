#pragma once
// A disk in front of another that fails where a test says so.

#include "model/forwarding_disk.h"

namespace keycell::model::testing {

/// Answers as it is told, in place of the disk behind.
class UnwillingDisk final : public ForwardingDisk {
 public:
  using ForwardingDisk::ForwardingDisk;
  DiskStatus reads = DiskStatus::ok;
  DiskStatus writes = DiskStatus::ok;
  DiskStatus syncs = DiskStatus::ok;

  DiskStatus read(std::string_view file, std::uint64_t offset, std::span<std::uint8_t> out) override {
    return reads == DiskStatus::ok ? ForwardingDisk::read(file, offset, out) : reads;
  }
  DiskStatus write(std::string_view file, std::uint64_t offset, View bytes) override {
    return writes == DiskStatus::ok ? ForwardingDisk::write(file, offset, bytes) : writes;
  }
  DiskStatus sync(std::string_view file) override {
    return syncs == DiskStatus::ok ? ForwardingDisk::sync(file) : syncs;
  }
};

}  // namespace keycell::model::testing
