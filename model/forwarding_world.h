#pragma once
// A world that stands in front of another and hands every call on. Whoever wants to come between a part and its world
// derives from it and overrides what it changes.

#include <utility>

#include "model/world.h"

namespace keycell::model {

/// The world behind must outlive it. Shares that world's NoWaiting.
class ForwardingWorld : public World {
 public:
  explicit ForwardingWorld(World& behind) : World(InFrontOf{behind}), behind_(behind) {}

  std::string_view self() const override { return behind_.self(); }
  Nanos now() const override { return behind_.now(); }
  void sleep(Nanos duration) override { behind_.sleep(duration); }
  PacketHeader begin_call(const Call& call) override { return behind_.begin_call(call); }
  Bytes call(const PacketHeader& header, View request) override { return behind_.call(header, request); }
  using World::serve;
  void serve(std::string service, Handler handler, Capacity capacity) override {
    behind_.serve(std::move(service), std::move(handler), std::move(capacity));
  }
  void spawn(std::string name, std::function<void()> body) override { behind_.spawn(std::move(name), std::move(body)); }
  std::unique_ptr<Transfer> transfer(const PacketHeader& header, const DataFlow& flow) override {
    return behind_.transfer(header, flow);
  }
  void compute(Nanos cpu_time) override { behind_.compute(cpu_time); }
  void begin_key_operation(crypto::KeyOperation operation, crypto::SecretId with) override {
    behind_.begin_key_operation(operation, with);
  }
  void settle_key_operations() override { behind_.settle_key_operations(); }
  Disk& disk() override { return behind_.disk(); }
  void settle() override { behind_.settle(); }
  std::unique_ptr<Draws> random(Stream stream, const DrawName& name) override { return behind_.random(stream, name); }
  crypto::Witness& witness() override { return behind_.witness(); }
  KeyUse key_use() const override { return behind_.key_use(); }
  void use_keys_for(KeyUse use) override { behind_.use_keys_for(use); }
  void emit(const EventBody& event) override { behind_.emit(event); }
  bool logs(LogLevel level) const override { return behind_.logs(level); }
  void log(LogLevel level, std::string_view text) override { behind_.log(level, text); }

 private:
  World& behind_;
};

/// The same world with another disk.
class WorldWithDisk final : public ForwardingWorld {
 public:
  WorldWithDisk(World& behind, Disk& disk) : ForwardingWorld(behind), disk_(disk) {}
  Disk& disk() override { return disk_; }

 private:
  Disk& disk_;
};

}  // namespace keycell::model
