#pragma once
// The keys of a run's key rows: rows are opaque to the cell, so what is wrapped in one is known by the wrap that it
// holds.

#include <deque>
#include <map>
#include <string>

#include "measures/results/key_names.h"
#include "model/events.h"
#include "properties/secrets_seen.h"

namespace keycell::measures {

class KeyNamer final : public model::Fold {
 public:
  std::string_view name() const override { return "key-names"; }
  void on(const model::Event& event) override;
  std::string result() const override;
  KeyNames names() const;

 private:
  struct Wrap {
    crypto::SecretId what;
    crypto::SecretId by;
    Bytes result;
  };
  /// Wraps that are in no row yet. Those of creations that failed never will be, so that the oldest are let go.
  static constexpr std::size_t mostWraps = 1000;

  void learn_row(const model::KeyRowMade& made);

  properties::SecretsSeen secrets_;
  std::deque<Wrap> wraps_;
  std::map<std::string, std::pair<crypto::SecretId, crypto::SecretId>> rows_;  // what and by, by the row's SHA-256
  std::vector<MasterKeyName> master_keys_;
};

}  // namespace keycell::measures
