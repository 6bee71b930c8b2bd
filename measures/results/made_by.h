#pragma once
// What made a result: the same story is sure only from the same program, libraries and scenario.

#include <string>

#include "properties/result_fields.h"

namespace keycell::measures {

struct MadeBy {
  std::string keycell{};  ///< version
  std::string commit{};
  std::string simgrid{};
  std::string openssl{};
  bool operator==(const MadeBy&) const = default;
};

void visit_fields(properties::Some<MadeBy> auto& made_by, auto&& visit) {
  visit("keycell", made_by.keycell);
  visit("commit", made_by.commit);
  visit("simgrid", made_by.simgrid);
  visit("openssl", made_by.openssl);
}

/// This program.
MadeBy made_by_this();

}  // namespace keycell::measures
