#include "sim/faults/database_image.h"

#include <algorithm>
#include <array>

#include "model/csdb/csdb.h"
#include "model/forwarding_world.h"
#include "model/kms/key_store.h"
#include "sim/cell.h"

namespace keycell::sim {

/// A world in which nothing is told, nothing waits, and the disk is another one.
class DatabaseImage::Apart final : public model::ForwardingWorld {
 public:
  Apart(Fabric& fabric, SimHost& host, model::Disk& disk)
      : ForwardingWorld(host),
        name_("an image of " + std::string(host.self())),
        randomness_(fabric.seed(), name_),
        disk_(disk) {}

  std::string_view self() const override { return name_; }
  model::Disk& disk() override { return disk_; }
  void settle() override {}
  void emit(const model::EventBody&) override {}
  void log(model::LogLevel, std::string_view) override {}
  std::unique_ptr<model::Draws> random(model::Stream stream, const model::DrawName& name) override {
    return randomness_.random(stream, name);
  }
  /// It would be tried again, and is not mended meanwhile.
  void sleep(model::Nanos) override { throw model::StorageFailed(name_ + " does not open"); }

 private:
  std::string name_;
  HostRandomness randomness_;
  model::Disk& disk_;
};

DatabaseImage::DatabaseImage(Fabric& fabric, SimHost& host)
    : host_(host),
      file_(host.self() == scenarios::commserveName ? model::csdbFile : model::KeyStore::file),
      no_draws_(fabric.seed(), model::Stream::faults, {"image", {host.self()}}),
      disk_(no_draws_) {
  for (const std::string& name : host.sim_disk().files(file_)) {
    const View content = host.sim_disk().content(name);
    disk_.install({name, Bytes(content.begin(), content.end())});
  }
  world_ = std::make_unique<Apart>(fabric, host, disk_);
  database_ = std::make_unique<model::Database>(*world_, file_, "", model::Place::csdbPage);
}

DatabaseImage::~DatabaseImage() = default;

void DatabaseImage::put_back() {
  database_.reset();  // the last connection folds the log in
  for (const std::string& name : host_.sim_disk().files(file_))
    if (!disk_.exists(name)) host_.sim_disk().take_away(name);
  for (const std::string& name : disk_.files(file_)) {
    const View content = disk_.content(name);
    host_.sim_disk().replace(name, Bytes(content.begin(), content.end()));
  }
}

const KeyTable* find_key_table(std::string_view name) {
  static constexpr std::array tables{
      KeyTable{"protection", "SELECT rowid, key_row FROM protection ORDER BY rowid",
               "UPDATE protection SET key_row=?2 WHERE rowid=?1"},
      KeyTable{"data_key", "SELECT rowid, key_row FROM data_key ORDER BY rowid",
               "UPDATE data_key SET key_row=?2 WHERE rowid=?1"},
      KeyTable{"built_in_key", "SELECT rowid, scrambled FROM built_in_key ORDER BY rowid",
               "UPDATE built_in_key SET scrambled=?2 WHERE rowid=?1"},
      KeyTable{"network_password", "SELECT rowid, scrambled FROM network_password ORDER BY rowid",
               "UPDATE network_password SET scrambled=?2 WHERE rowid=?1"},
      KeyTable{"master_key", "SELECT rowid, wrapped FROM master_key WHERE wrapped IS NOT NULL ORDER BY rowid",
               "UPDATE master_key SET wrapped=?2 WHERE rowid=?1"}};
  const auto found = std::ranges::find(tables, name, &KeyTable::name);
  return found == tables.end() ? nullptr : &*found;
}

}  // namespace keycell::sim
