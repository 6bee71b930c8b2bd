#pragma once
// SEC-7: context swap.

#include <map>
#include <memory>

#include "crypto/hierarchy.h"
#include "properties/checks/run_kms.h"
#include "properties/property.h"
#include "properties/secrets_seen.h"

namespace keycell::properties {

/// Of the data key rows of each owner of keys (pool or copy), the first is a
/// place. Whenever the owner gets a row for something else, that row is put in
/// the first place and really opened there: by the key code, under the row that
/// protects both, in the context of the place, with the run's own master keys.
/// When it opens, whoever can write the CSDB may swap the two, and nobody
/// notices: violated. One swap for each owner: how key code binds its rows
/// decides, so those that follow would tell the same, and an RSA opening takes
/// a millisecond. A row that does not open in its own place either proves
/// nothing, and the next is tried.
class SwappedRows final : public Property {
 public:
  /// `key_code`: what opens the run's rows.
  explicit SwappedRows(std::unique_ptr<crypto::Hierarchy> key_code) : key_code_(std::move(key_code)) {}
  std::string_view name() const override { return "SEC-7"; }
  std::string_view statement() const override { return "a row that is put in the place of another one does not open"; }
  void on(const model::Event& event) override;

 private:
  struct Place {
    crypto::KeyContext of;
    crypto::SecretId data_key;
    bool was_tried = false;
  };

  void try_in_first_place(const model::Event& event, const model::KeyRowMade& made);
  bool opens(const model::KeyRowMade& made, const crypto::KeyContext& in);

  std::unique_ptr<crypto::Hierarchy> key_code_;
  RunKms kms_;
  SecretsSeen secrets_;
  std::map<crypto::KeyAttributes, Place> places_;  // by owner
};

}  // namespace keycell::properties
