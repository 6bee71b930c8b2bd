#pragma once
// What keys cost: operations by kind, and by host class and flow, with their CPU time; and requests to each KMS with
// their latency and peak. Who held which keys for how long is told by the property CUS-1.

#include <array>
#include <map>
#include <string>
#include <vector>

#include "measures/results/keys.h"
#include "model/time_sum.h"
#include "properties/boundaries/host_roles.h"
#include "scenarios/scenario.h"

namespace keycell::measures {

class KeyMeter final : public model::Fold {
 public:
  explicit KeyMeter(const scenarios::Scenario& scenario) : costs_(scenario.costs), roles_(scenario) {}
  std::string_view name() const override { return "key-work"; }
  void on(const model::Event& event) override;
  std::string result() const override;
  KeyCosts costs() const;

 private:
  struct Operation {
    std::uint64_t failed = 0;
    std::uint64_t turned_away = 0;  ///< tries; they are neither counted nor timed otherwise
    std::vector<double> answered_s;
    std::vector<double> unanswered_s;
  };
  struct KmsNode {
    std::map<std::string, Operation, std::less<>> operations;
    std::map<std::int64_t, std::uint64_t> by_minute;
  };

  struct Cost {
    std::uint64_t count = 0;
    model::TimeSum cpu_time{};

    void add(model::Nanos one) {
      ++count;
      cpu_time += one;
    }
  };

  scenarios::Costs costs_;
  properties::HostRoles roles_;
  std::array<Cost, crypto::keyOperationCount> operations_{};  // by crypto::KeyOperation
  std::map<std::pair<model::Role, model::KeyUse>, Cost> by_flow_;
  std::uint64_t records_ = 0;
  double sealed_by_clients_bytes_ = 0;
  double opened_by_clients_bytes_ = 0;
  double sealed_again_bytes_ = 0;
  std::map<std::string, KmsNode, std::less<>> kms_;
};

}  // namespace keycell::measures
