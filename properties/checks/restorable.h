#pragma once
// AVL-1: what was acknowledged can be opened.

#include <map>
#include <memory>
#include <tuple>

#include "model/durable.h"
#include "properties/durable/durable_told.h"
#include "properties/durable/ledger.h"
#include "properties/property.h"

namespace keycell::properties {

/// Asks two halves that know nothing of each other, at the end of the run: a ledger of what events tell, and what opens
/// with what is durable. A chunk that is gone is no violation when something that the ledger has seen took it after it
/// was acknowledged: a master key that was lost or destroyed, storage that was changed. It is one when it was
/// acknowledged later than that, when nothing explains it, when it opens to other data, or when its copy is told to be
/// complete and it never was there. What opens although its key is gone contradicts the ledger, which is a fault of the
/// simulation and no verdict.
///
/// Beyond mostChunksOpened only one archive file of several is opened; of the others the ledger alone speaks.
class Restorable final : public Property {
 public:
  static constexpr std::size_t mostChunksOpened = 50'000;

  Restorable(const scenarios::Scenario& scenario, std::shared_ptr<KeyForms> forms);
  std::string_view name() const override { return "AVL-1"; }
  std::string_view statement() const override {
    return "what was acknowledged opens with what is durable, or a loss after it is known that took it";
  }
  void on(const model::Event& event) override { ledger_.on(event); }
  bool asks_at_end() const override { return true; }
  void at_end(model::DurableState& durable) override;
  std::string contradiction() const override { return contradiction_; }

 protected:
  std::string details() const override;

 private:
  /// What is true of one chunk, and why.
  struct Finding {
    Durably is{};
    std::string because{};
    std::optional<model::Nanos> since{};
    auto operator<=>(const Finding&) const = default;
  };
  struct Line {
    DurableLine told{};
    std::optional<Ledger::Notice> noticed{};
    std::uint64_t last_file = 0;  // that was counted
    std::uint64_t last_copy = 0;
  };
  struct Place {
    FileInCopy file;
    std::uint32_t chunk;
  };

  Finding by_ledger(const Ledger::File& file) const;
  Finding by_both(const Place& place, const Ledger::File& file, const model::Opened& opened);
  void count(const Place& place, const Ledger::File& file, const Finding& finding);
  void judge();
  std::string instant(model::Nanos when) const;

  std::optional<model::Date> start_;
  Ledger ledger_;
  std::map<Finding, Line> lines_;
  DurableTold told_;
  std::string contradiction_;
};

/// Reads the details of AVL-1. Throws ResultError.
DurableTold durable_told(const Judgement& avl1);

}  // namespace keycell::properties
