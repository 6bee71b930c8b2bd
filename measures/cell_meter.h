#pragma once
// Counts what a cell did: data, keys, crossings, KMS requests, faults.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "measures/results/cell.h"
#include "model/events.h"

namespace keycell::measures {

class CellMeter final : public model::Fold {
 public:
  std::string_view name() const override { return "cell"; }
  void on(const model::Event& event) override;
  std::string result() const override;
  CellCounts counts() const;

 private:
  struct KmsOperation {
    std::uint64_t count = 0;
    std::uint64_t failed = 0;
    model::Nanos longest{};
  };

  void count(const model::Crossing& body, model::Nanos time);

  std::map<model::Place, CrossingCounts> crossings_;
  std::map<std::string, KmsOperation, std::less<>> kms_;
  std::map<crypto::KeyClass, std::set<crypto::SecretId>> keys_;
  std::vector<std::string> faults_;
  std::map<std::string, std::uint64_t> faults_by_kind_;
  std::vector<std::string> errors_;    // of the log
  std::vector<std::string> warnings_;  // of the log, with their moments
  std::set<std::pair<std::uint64_t, std::uint32_t>> chunks_read_;
  std::uint64_t front_end_bytes_ = 0;
  std::uint64_t chunks_restored_ = 0;
  std::uint64_t wire_bytes_ = 0;
  std::uint64_t wraps_ = 0;
  std::uint64_t unwraps_ = 0;
  std::uint64_t reboots_ = 0;
};

}  // namespace keycell::measures
