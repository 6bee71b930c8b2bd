#pragma once
// What keys cost and where they were: operations by kind with their CPU time, requests to each KMS with their latency
// and peak, and who held which plaintext keys for how long.

#include <array>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/scenario.h"

namespace keycell::reports {

class KeyMeter final : public model::Fold {
 public:
  explicit KeyMeter(const scenarios::Scenario& scenario);
  std::string_view name() const override { return "key-work"; }
  void on(const model::Event& event) override;
  std::string result() const override;

 private:
  struct Operation {
    std::uint64_t failed = 0;
    std::vector<double> latencies_s;
  };
  struct KmsNode {
    std::map<std::string, Operation, std::less<>> operations;
    std::map<std::int64_t, std::uint64_t> by_minute;
  };
  /// A secret at a host.
  struct Holding {
    std::uint32_t holders = 0;
    double since = 0;
  };
  struct Custody {
    std::uint64_t times = 0;
    double seconds = 0;
    double longest = 0;
    std::uint64_t now = 0;
    std::uint64_t most_at_once = 0;
  };
  using Keeper = std::pair<std::string, crypto::KeyClass>;  // role of a host

  struct Host {
    std::string role;
    std::uint32_t number;
  };
  Host& host_called(std::string_view name);
  void hold(std::string_view host, const model::SecretHeld& held, double now);
  void wipe(std::string_view host, crypto::SecretId secret, double now);

  scenarios::Costs costs_;
  std::map<std::string, Host, std::less<>> hosts_;
  std::array<std::uint64_t, 4> wraps_{};  // by crypto::WrapForm
  std::array<std::uint64_t, 4> unwraps_{};
  std::uint64_t records_ = 0;
  double sealed_by_clients_bytes_ = 0;
  double opened_by_clients_bytes_ = 0;
  double sealed_again_bytes_ = 0;
  std::map<std::string, KmsNode, std::less<>> kms_;
  std::map<crypto::SecretId, crypto::KeyClass> classes_;
  std::map<std::pair<std::uint32_t, crypto::SecretId>, Holding> holdings_;  // by number of the host
  std::map<Keeper, Custody> custody_;
  double now_ = 0;
};

}  // namespace keycell::reports
