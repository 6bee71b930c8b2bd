#pragma once
// What the consoles of the cell's KMSs show: every master key with its attributes and state.

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "measures/results/listings.h"
#include "model/events.h"
#include "sim/run.h"

namespace keycell::reports {

using measures::KeyAtKms;

class KmsConsole final : public model::Fold {
 public:
  std::string_view name() const override { return "kms-console"; }
  void on(const model::Event& event) override;
  std::string result() const override;

 private:
  std::vector<KeyAtKms> keys_;
  std::map<std::array<std::string, 3>, std::uint64_t> made_;          // by KMS, policy and copy
  std::map<std::pair<std::string, std::string>, std::size_t> place_;  // in keys_, by KMS and id
};

/// As a KmsConsole told them of a run.
std::vector<KeyAtKms> keys_at_kms(const sim::Run& run);

/// Where one attribute has a value: `policy=Gold`.
struct Condition {
  std::string attribute;
  std::string value;
};

/// What a condition can name.
std::vector<std::string> kms_attributes();
std::string attribute_of(const KeyAtKms& key, std::string_view attribute);
/// Those at `kms` that meet every condition, in the order in which they were made.
std::vector<KeyAtKms> search(const std::vector<KeyAtKms>& keys, std::string_view kms,
                             const std::vector<Condition>& where);
/// As a table of text.
std::string console_table(const std::vector<KeyAtKms>& keys);

}  // namespace keycell::reports
