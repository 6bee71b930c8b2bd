#include "sim/sim_disk.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace keycell::sim {
namespace {

constexpr std::size_t sectorBytes = 512;

void apply(Bytes& image, std::uint64_t offset, View bytes) {
  if (bytes.empty()) return;
  if (image.size() < offset + bytes.size()) image.resize(offset + bytes.size());
  std::memcpy(image.data() + offset, bytes.data(), bytes.size());
}

}  // namespace

using model::DiskAction;
using model::DiskStatus;

void SimDisk::File::forget_unsynced() {
  unsynced.clear();
  unsynced_bytes.clear();  // whose room the next transaction uses
}

SimDisk::Permission SimDisk::begin() {
  if (!powered_) return Permission::refused;
  ++ordinal_;
  ++charge_.operations;
  if (cut_power_before && cut_power_before(ordinal_)) {
    powered_ = false;
    return Permission::refused;
  }
  return Permission::go;
}

void SimDisk::finish(std::string_view file, const File& entry, model::DiskAction action, std::uint64_t offset,
                     std::uint64_t length) {
  if (done) done({file, action, ordinal_, offset, length, entry.object});
}

DiskStatus SimDisk::read(std::string_view file, std::uint64_t offset, std::span<std::uint8_t> out) {
  std::ranges::fill(out, std::uint8_t{0});
  if (!powered_) return DiskStatus::failed;
  ++charge_.operations;
  const auto found = files_.find(file);
  if (found == files_.end()) return DiskStatus::notFound;
  const Bytes& content = found->second.now;
  if (offset >= content.size()) return out.empty() ? DiskStatus::ok : DiskStatus::shortRead;
  const std::size_t size = std::min<std::size_t>(out.size(), content.size() - offset);
  std::copy_n(content.begin() + static_cast<std::ptrdiff_t>(offset), size, out.begin());
  return size == out.size() ? DiskStatus::ok : DiskStatus::shortRead;
}

DiskStatus SimDisk::write(std::string_view file, std::uint64_t offset, View bytes) {
  if (begin() == Permission::refused) return DiskStatus::failed;
  File& entry = file_to_change(file);
  apply(entry.now, offset, bytes);
  entry.unsynced.push_back({offset, entry.unsynced_bytes.size(), bytes.size(), false});
  append(entry.unsynced_bytes, bytes);
  finish(file, entry, DiskAction::write, offset, bytes.size());
  return outcome();
}

DiskStatus SimDisk::truncate(std::string_view file, std::uint64_t size) {
  if (begin() == Permission::refused) return DiskStatus::failed;
  File& entry = file_to_change(file);
  entry.now.resize(size);
  entry.unsynced.push_back({size, 0, 0, true});
  finish(file, entry, DiskAction::truncate, size, 0);
  return outcome();
}

DiskStatus SimDisk::sync(std::string_view file) {
  if (begin() == Permission::refused) return DiskStatus::failed;
  ++charge_.syncs;
  File& entry = file_to_change(file);
  for (const Unsynced& operation : entry.unsynced) {
    if (operation.is_truncate) {
      entry.durable.resize(operation.offset);
    } else {
      apply(entry.durable, operation.offset, entry.bytes_of(operation));
    }
  }
  entry.durable_exists = true;
  entry.forget_unsynced();
  finish(file, entry, DiskAction::sync, 0, 0);
  return outcome();
}

DiskStatus SimDisk::remove(std::string_view file) {
  if (begin() == Permission::refused) return DiskStatus::failed;
  const auto found = files_.find(file);
  if (found == files_.end()) return DiskStatus::notFound;
  const File removed = std::move(found->second);
  files_.erase(found);
  finish(file, removed, DiskAction::remove, 0, 0);
  return outcome();
}

void SimDisk::label(std::string_view file, const model::StoredObject& object) {
  if (const auto found = files_.find(file); found != files_.end()) {
    found->second.object = object;
  } else {
    label_of_next_ = {std::string(file), object};
  }
}

SimDisk::File& SimDisk::file_to_change(std::string_view name) {
  if (const auto found = files_.find(name); found != files_.end()) return found->second;
  File& made = files_[std::string(name)];
  if (label_of_next_.first == name) made.object = std::exchange(label_of_next_, {}).second;
  return made;
}

model::StoredObject SimDisk::object(std::string_view file) const {
  const auto found = files_.find(file);
  return found == files_.end() ? model::StoredObject{} : found->second.object;
}

std::uint64_t SimDisk::stored_bytes() const {
  std::uint64_t bytes = 0;
  for (const auto& [name, file] : files_) bytes += file.object.stored_bytes;
  return bytes;
}

std::uint64_t SimDisk::size(std::string_view file) const {
  const auto found = files_.find(file);
  return found == files_.end() ? 0 : found->second.now.size();
}

void SimDisk::install(const FileImage& image) {
  File& entry = files_[image.name];
  entry.now = entry.durable = image.content;
  entry.durable_exists = true;
}

void SimDisk::power_up() {
  enum class Fate : std::uint64_t { lost, torn, survives };
  for (auto entry = files_.begin(); entry != files_.end();) {
    File& file = entry->second;
    bool exists = file.durable_exists;
    for (const Unsynced& operation : file.unsynced) {
      const Fate fate = static_cast<Fate>(random_.next() % 3);
      if (fate == Fate::lost) continue;
      exists = true;
      if (operation.is_truncate) {
        file.durable.resize(operation.offset);
        continue;
      }
      std::size_t size = operation.size;
      if (fate == Fate::torn) size = sectorBytes * (random_.next() % (size / sectorBytes + 1));
      apply(file.durable, operation.offset, file.bytes_of(operation).first(size));
    }
    file.forget_unsynced();
    file.now = file.durable;
    file.durable_exists = exists;
    entry = exists ? std::next(entry) : files_.erase(entry);
  }
  powered_ = true;
  charge_ = {};
}

std::string SimDisk::flip_bit(std::string_view prefix) {
  std::vector<std::string> candidates;
  for (const auto& [name, file] : files_)
    if (name.starts_with(prefix) && !file.now.empty()) candidates.push_back(name);
  if (candidates.empty()) return {};
  const std::string& name = candidates[random_.next() % candidates.size()];
  File& file = files_[name];
  const std::uint64_t bit = random_.next() % (std::uint64_t{8} * file.now.size());
  const auto flip = [&](Bytes& bytes) {
    if (bit / 8 < bytes.size()) bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
  };
  flip(file.now);
  flip(file.durable);
  return name + " bit " + std::to_string(bit);
}

std::vector<FileImage> SimDisk::images() const {
  std::vector<FileImage> result;
  for (const auto& [name, file] : files_) result.push_back({name, file.now});
  return result;
}

}  // namespace keycell::sim
