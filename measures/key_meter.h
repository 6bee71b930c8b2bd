#pragma once
// What keys cost: operations by kind with their CPU time, and requests to each KMS with their latency and peak. Who
// held which keys for how long is told by the property CUS-1.

#include <array>
#include <map>
#include <string>
#include <vector>

#include "scenarios/scenario.h"

namespace keycell::measures {

class KeyMeter final : public model::Fold {
 public:
  explicit KeyMeter(const scenarios::Scenario& scenario) : costs_(scenario.costs) {}
  std::string_view name() const override { return "key-work"; }
  void on(const model::Event& event) override;
  std::string result() const override;

 private:
  struct Operation {
    std::uint64_t failed = 0;
    std::uint64_t turned_away = 0;  ///< tries; they are neither counted nor timed otherwise
    std::vector<double> latencies_s;
  };
  struct KmsNode {
    std::map<std::string, Operation, std::less<>> operations;
    std::map<std::int64_t, std::uint64_t> by_minute;
  };

  scenarios::Costs costs_;
  std::array<std::uint64_t, 4> wraps_{};  // by crypto::WrapForm
  std::array<std::uint64_t, 4> unwraps_{};
  std::uint64_t records_ = 0;
  double sealed_by_clients_bytes_ = 0;
  double opened_by_clients_bytes_ = 0;
  double sealed_again_bytes_ = 0;
  std::map<std::string, KmsNode, std::less<>> kms_;
};

}  // namespace keycell::measures
