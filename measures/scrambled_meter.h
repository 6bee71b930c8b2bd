#pragma once
// How much was backed up to copies whose master key is scrambled in the CSDB and not in a KMS of its own: who has the
// CSDB and the media has it.

#include <map>
#include <set>
#include <string>
#include <utility>

#include "measures/results/weakness.h"
#include "model/events.h"
#include "scenarios/scenario.h"

namespace keycell::measures {

/// Paths of pools and copies with keys of their own whose master key a built-in KMS keeps.
std::set<std::string> scrambled_owners(const scenarios::Scenario& scenario);

/// Counts a chunk once, in however many such copies it lies. What was backed up before day 1 is not counted.
class ScrambledMeter final : public model::Fold {
 public:
  explicit ScrambledMeter(const scenarios::Scenario& scenario);
  std::string_view name() const override { return "scrambled"; }
  void on(const model::Event& event) override;
  std::string result() const override;
  const ScrambledData& data() const { return data_; }

 private:
  using Chunk = std::pair<std::uint64_t, std::uint32_t>;  // of an archive file

  std::set<std::string, std::less<>> copies_;  // paths of copies that are read with such a key
  std::set<std::uint64_t> copy_ids_;
  std::map<Chunk, std::uint64_t> read_;  // front-end bytes of what is not counted yet
  ScrambledData data_;
};

}  // namespace keycell::measures
