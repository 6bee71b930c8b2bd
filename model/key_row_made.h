#pragma once
// The event of a key row and its context, both ways.

#include <string>

#include "crypto/hierarchy.h"
#include "model/events.h"

namespace keycell::model {

/// `row` as key code made it, for this context. The event looks at what it is
/// given.
inline KeyRowMade key_row_made(const crypto::KeyContext& of, View row) {
  return {.commcell_id = of.owner.commcell_id,
          .owner_policy = of.owner.policy,
          .owner_copy = of.owner.copy,
          .version = of.version,
          .purpose = of.purpose,
          .copy = of.copy,
          .client = of.client,
          .archive_file = of.archive_file,
          .secret = {},
          .row = row,
          .under = {}};
}

inline KeyRowMade protection_row_made(const crypto::KeyContext& of, const crypto::ProtectionRow& row) {
  return key_row_made(of, row.bytes);
}

inline KeyRowMade data_key_row_made(const crypto::KeyContext& of, crypto::SecretId data_key,
                                    const crypto::DataKeyRow& row, const crypto::ProtectionRow& under) {
  KeyRowMade made = key_row_made(of, row.bytes);
  made.secret = data_key;
  made.under = under.bytes;
  return made;
}

inline crypto::KeyContext context_of(const KeyRowMade& made) {
  return {.owner = {.commcell_id = std::string(made.commcell_id),
                    .policy = std::string(made.owner_policy),
                    .copy = std::string(made.owner_copy)},
          .version = made.version,
          .purpose = made.purpose,
          .copy = std::string(made.copy),
          .client = std::string(made.client),
          .archive_file = made.archive_file};
}

}  // namespace keycell::model
