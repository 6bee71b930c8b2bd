#pragma once
// The least world in which a database can be made: a disk and streams, no time, no network. For the template images.

#include "model/host_witness.h"
#include "sim/sim_disk.h"

namespace keycell::sim {

class BareWorld final : public model::World, private model::EventSink {
 public:
  explicit BareWorld(std::string host)
      : host_(std::move(host)),
        randomness_(Seed{0}, host_),
        disk_draws_(randomness_.sequence(model::Stream::disk)),
        witness_(host_, secrets_, *this, {}),
        disk_(disk_draws_) {}

  SimDisk& sim_disk() { return disk_; }

  std::string_view self() const override { return host_; }
  model::Nanos now() const override { return model::Nanos::zero(); }
  /// Whoever waits here does so for a disk that will never work.
  void sleep(model::Nanos) override { throw model::StorageFailed(host_ + ": nothing waits here"); }
  model::PacketHeader begin_call(const model::Call& call) override {
    return {.call = {},
            .direction = model::Direction::request,
            .from = host_,
            .to = call.to,
            .service = call.service,
            .kind = call.kind,
            .caller_epoch = 0,
            .callee_epoch = 0,
            .deadline = call.deadline};
  }
  Bytes call(const model::PacketHeader&, View) override { throw model::PeerDown("no network"); }
  void serve(std::string, model::Handler, model::Capacity) override {}
  void spawn(std::string, std::function<void()>) override {}
  std::unique_ptr<model::Transfer> transfer(const model::PacketHeader&, const model::DataFlow&) override {
    throw model::PeerDown("no network");
  }
  void compute(model::Nanos) override {}
  void begin_key_operation(crypto::KeyOperation, crypto::SecretId) override {}
  void settle_key_operations() override {}
  model::Disk& disk() override { return disk_; }
  void settle() override {}
  std::unique_ptr<model::Draws> random(model::Stream stream, const model::DrawName& name) override {
    return randomness_.random(stream, name);
  }
  crypto::Witness& witness() override { return witness_.of(model::KeyUse::none); }
  model::KeyUse key_use() const override { return model::KeyUse::none; }
  void use_keys_for(model::KeyUse) override {}
  void emit(const model::EventBody&) override {}
  bool logs(model::LogLevel) const override { return false; }
  void log(model::LogLevel, std::string_view) override {}

 private:
  void post(std::string_view, const model::EventBody&) override {}

  std::string host_;
  HostRandomness randomness_;
  PhiloxStream disk_draws_;
  model::SecretRegistry secrets_;
  model::HostWitness witness_;
  SimDisk disk_;
};

}  // namespace keycell::sim
