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

void Volume::File::forget_unsynced() {
  unsynced.clear();
  unsynced_bytes.clear();  // whose room the next transaction uses
}

const Volume::File* Volume::find(std::string_view name) const {
  const auto found = files_.find(name);
  return found == files_.end() ? nullptr : &found->second;
}

Volume::File& Volume::to_change(std::string_view name) {
  if (const auto found = files_.find(name); found != files_.end()) return found->second;
  File& made = files_[std::string(name)];
  if (label_of_next_.first == name) made.object = std::exchange(label_of_next_, {}).second;
  stored_bytes_ += made.object.stored_bytes;
  return made;
}

void Volume::label(std::string_view name, const model::StoredObject& object) {
  const auto found = files_.find(name);
  if (found == files_.end()) {
    label_of_next_ = {std::string(name), object};
    return;
  }
  stored_bytes_ = stored_bytes_ - found->second.object.stored_bytes + object.stored_bytes;
  found->second.object = object;
}

void Volume::remove(std::map<std::string, File, std::less<>>::iterator file) {
  stored_bytes_ -= file->second.object.stored_bytes;
  files_.erase(file);
}

void SimDisk::mount(std::string prefix, Volume& volume) {
  mounted_at_ = std::move(prefix);
  mounted_ = &volume;
}

Volume& SimDisk::volume_of(std::string_view file) {
  return mounted_ != nullptr && file.starts_with(mounted_at_) ? *mounted_ : own_;
}

const Volume& SimDisk::volume_of(std::string_view file) const {
  return mounted_ != nullptr && file.starts_with(mounted_at_) ? *mounted_ : own_;
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

void SimDisk::finish(std::string_view file, const model::StoredObject& object, model::DiskAction action,
                     std::uint64_t offset, std::uint64_t length) {
  if (done) done({file, action, ordinal_, offset, length, object});
}

DiskStatus SimDisk::read(std::string_view file, std::uint64_t offset, std::span<std::uint8_t> out) {
  std::ranges::fill(out, std::uint8_t{0});
  if (!powered_) return DiskStatus::failed;
  ++charge_.operations;
  if (behaviour(Asked::read, file) == Behaviour::fails) return DiskStatus::failed;
  const File* found = volume_of(file).find(file);
  if (found == nullptr) return DiskStatus::notFound;
  const Bytes& content = found->now;
  if (offset >= content.size()) return out.empty() ? DiskStatus::ok : DiskStatus::shortRead;
  const std::size_t size = std::min<std::size_t>(out.size(), content.size() - offset);
  std::copy_n(content.begin() + static_cast<std::ptrdiff_t>(offset), size, out.begin());
  return size == out.size() ? DiskStatus::ok : DiskStatus::shortRead;
}

DiskStatus SimDisk::write(std::string_view file, std::uint64_t offset, View bytes) {
  if (begin() == Permission::refused) return DiskStatus::failed;
  switch (behaviour(offset + bytes.size() > size(file) ? Asked::grow : Asked::write, file)) {
    case Behaviour::fails: return DiskStatus::failed;
    case Behaviour::isFull: return DiskStatus::full;
    case Behaviour::isTorn: tear(file, offset, bytes); return DiskStatus::failed;
    case Behaviour::works:
    case Behaviour::lies: break;
  }
  File& entry = file_to_change(file);
  apply(entry.now, offset, bytes);
  entry.unsynced.push_back({offset, entry.unsynced_bytes.size(), bytes.size(), false});
  append(entry.unsynced_bytes, bytes);
  finish(file, entry.object, DiskAction::write, offset, bytes.size());
  return outcome();
}

DiskStatus SimDisk::truncate(std::string_view file, std::uint64_t size) {
  if (begin() == Permission::refused) return DiskStatus::failed;
  if (behaviour(Asked::truncate, file) == Behaviour::fails) return DiskStatus::failed;
  File& entry = file_to_change(file);
  entry.now.resize(size);
  entry.unsynced.push_back({size, 0, 0, true});
  finish(file, entry.object, DiskAction::truncate, size, 0);
  return outcome();
}

DiskStatus SimDisk::sync(std::string_view file) {
  if (begin() == Permission::refused) return DiskStatus::failed;
  ++charge_.syncs;
  const Behaviour behaves_so = behaviour(Asked::sync, file);
  File& entry = file_to_change(file);
  if (behaves_so == Behaviour::fails || behaves_so == Behaviour::lies) {
    entry.forget_unsynced();
    if (behaves_so == Behaviour::fails) return DiskStatus::failed;
    tell_harm(file, "the disk lost what it said it had synced");
    finish(file, entry.object, DiskAction::sync, 0, 0);
    return outcome();
  }
  for (const auto& operation : entry.unsynced) {
    if (operation.is_truncate) {
      entry.durable.resize(operation.offset);
    } else {
      apply(entry.durable, operation.offset, entry.bytes_of(operation));
    }
  }
  entry.durable_exists = true;
  entry.forget_unsynced();
  finish(file, entry.object, DiskAction::sync, 0, 0);
  return outcome();
}

DiskStatus SimDisk::remove(std::string_view file) {
  if (begin() == Permission::refused) return DiskStatus::failed;
  if (behaviour(Asked::remove, file) == Behaviour::fails) return DiskStatus::failed;
  Volume& volume = volume_of(file);
  const auto found = volume.files_.find(file);
  if (found == volume.files_.end()) return DiskStatus::notFound;
  const model::StoredObject object = found->second.object;
  volume.remove(found);
  finish(file, object, DiskAction::remove, 0, 0);
  return outcome();
}

void SimDisk::label(std::string_view file, const model::StoredObject& object) { volume_of(file).label(file, object); }

SimDisk::File& SimDisk::file_to_change(std::string_view name) {
  File& file = volume_of(name).to_change(name);
  file.writer = this;
  return file;
}

model::StoredObject SimDisk::object(std::string_view file) const {
  const File* found = volume_of(file).find(file);
  return found == nullptr ? model::StoredObject{} : found->object;
}

std::uint64_t SimDisk::stored_bytes() const {
  return own_.stored_bytes_ + (mounted_ != nullptr ? mounted_->stored_bytes_ : 0);
}

std::uint64_t SimDisk::size(std::string_view file) const {
  const File* found = volume_of(file).find(file);
  return found == nullptr ? 0 : found->now.size();
}

void SimDisk::install(const FileImage& image) {
  File& entry = own_.to_change(image.name);
  entry.now = entry.durable = image.content;
  entry.durable_exists = true;
}

void SimDisk::power_off() {
  powered_ = false;
  if (mounted_ != nullptr) decide_fates(*mounted_);
}

void SimDisk::power_up() {
  decide_fates(own_);
  powered_ = true;
  charge_ = {};
  for (const auto& act : std::exchange(at_power_up_, {})) act();
}

void SimDisk::tear(std::string_view file, std::uint64_t offset, View bytes) {
  powered_ = false;
  decide_fates(volume_of(file));
  const std::size_t half = bytes.size() / 2;
  File& entry = file_to_change(file);
  apply(entry.durable, offset, bytes.first(half < sectorBytes ? half : half / sectorBytes * sectorBytes));
  entry.durable_exists = true;
  entry.now = entry.durable;
}

void SimDisk::decide_fates(Volume& volume) {
  enum class Fate : std::uint64_t { lost, torn, survives };
  for (auto entry = volume.files_.begin(); entry != volume.files_.end();) {
    File& file = entry->second;
    if (file.writer != this) {
      ++entry;
      continue;
    }
    bool exists = file.durable_exists;
    for (const auto& operation : file.unsynced) {
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
    const auto decided = entry++;
    if (!exists) volume.remove(decided);
  }
}

std::string SimDisk::flip_bit(std::string_view prefix) {
  const std::vector<std::string> candidates = files(prefix);
  if (candidates.empty()) return {};
  const std::string& name = candidates[random_.next() % candidates.size()];
  const std::uint64_t bit = random_.next() % (std::uint64_t{8} * content(name).size());
  flip_bit_of(name, bit);
  return name + " bit " + std::to_string(bit);
}

// --- behind the back of the host -------------------------------------------------------------------------------------

std::vector<std::string> SimDisk::files(std::string_view prefix) const {
  std::vector<std::string> names;
  for (const auto& [name, file] : volume_of(prefix).files_)
    if (name.starts_with(prefix) && !file.now.empty()) names.push_back(name);
  return names;
}

View SimDisk::content(std::string_view file) const {
  const File* found = volume_of(file).find(file);
  return found == nullptr ? View() : View(found->now);
}

void SimDisk::flip_bit_of(std::string_view file, std::uint64_t bit) {
  File& entry = volume_of(file).to_change(file);
  const auto flip = [&](Bytes& bytes) {
    if (bit / 8 < bytes.size()) bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
  };
  flip(entry.now);
  flip(entry.durable);
  tell_harm(file, "a bit has flipped");
}

void SimDisk::replace(std::string_view file, Bytes content) {
  File& entry = volume_of(file).to_change(file);
  entry.forget_unsynced();
  entry.durable_exists = true;
  entry.now = entry.durable = std::move(content);
  tell_harm(file, "something else was put in its place");
}

void SimDisk::take_away(std::string_view file) {
  tell_harm(file, "it was taken away");
  Volume& volume = volume_of(file);
  if (const auto found = volume.files_.find(file); found != volume.files_.end()) volume.remove(found);
}

Volume Volume::durable_part() const {
  Volume part;
  for (const auto& [name, file] : files_) {
    if (!file.durable_exists) continue;
    File& kept = part.files_[name];
    kept.now = kept.durable = file.durable;
    kept.durable_exists = true;
    kept.object = file.object;
    part.stored_bytes_ += file.object.stored_bytes;
  }
  return part;
}

SimDisk::Snapshot SimDisk::snapshot() const {
  return {.own = own_.durable_part(), .mounted = mounted_ != nullptr ? mounted_->durable_part() : Volume{}};
}

void SimDisk::put_back(const Snapshot& snapshot) {
  own_ = snapshot.own;
  if (mounted_ != nullptr) *mounted_ = snapshot.mounted;
  tell_harm({}, "it was put back to what it was");
}

void SimDisk::tell_harm(std::string_view file, std::string_view how) const {
  if (harmed) harmed(file, how);
}

std::vector<FileImage> SimDisk::images() const {
  std::vector<FileImage> result;
  for (const auto& [name, file] : own_.files_) result.push_back({name, file.now});
  return result;
}

std::vector<FileImage> SimDisk::durable_images() const {
  std::vector<FileImage> result;
  for (const auto& [name, file] : own_.files_)
    if (file.durable_exists) result.push_back({name, file.durable});
  return result;
}

const Bytes* SimDisk::durable(std::string_view file) const {
  const File* found = volume_of(file).find(file);
  return found != nullptr && found->durable_exists ? &found->durable : nullptr;
}

}  // namespace keycell::sim
