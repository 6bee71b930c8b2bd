#pragma once
// The least world in which a database can be made: a disk and streams, no time, no network. For the template images.

#include "model/host_witness.h"
#include "sim/sim_disk.h"

namespace keycell::sim {

class BareWorld final : public model::World, private model::EventSink {
 public:
  explicit BareWorld(std::string host)
      : host_(std::move(host)),
        streams_(Seed{0}, host_),
        witness_(host_, secrets_, *this),
        disk_(streams_[model::Stream::disk]) {}

  SimDisk& sim_disk() { return disk_; }

  std::string_view self() const override { return host_; }
  model::Nanos now() const override { return model::Nanos::zero(); }
  void sleep(model::Nanos) override {}
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
  void settle_key_operations() override {}
  model::Disk& disk() override { return disk_; }
  void settle() override {}
  crypto::Rng& random(model::Stream stream) override { return streams_[stream]; }
  crypto::Witness& witness() override { return witness_; }
  void emit(const model::EventBody&) override {}
  void log(model::LogLevel, std::string_view) override {}

 private:
  void post(std::string_view, const model::EventBody&) override {}

  std::string host_;
  HostStreams streams_;
  model::SecretRegistry secrets_;
  model::HostWitness witness_;
  SimDisk disk_;
};

}  // namespace keycell::sim
