#pragma once
// What became of operations: asked, done, refused, tried again and why.

#include <map>
#include <string>

#include "measures/results/operations.h"

namespace keycell::measures {

class OperationMeter final : public model::Fold {
 public:
  /// So many are listed one by one; events.jsonl has all.
  static constexpr std::size_t mostListed = 1000;

  std::string_view name() const override { return "operations"; }
  void on(const model::Event& event) override;
  std::string result() const override;
  Operations operations() const;

 private:
  std::map<std::uint64_t, ListedOperation> operations_;
};

}  // namespace keycell::measures
