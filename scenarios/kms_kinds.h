#pragma once
// What a KMS can be: one row for each kind. How a kind is made is in model/kms/.

#include <deque>

#include "scenarios/rows.h"

namespace keycell::scenarios {

enum class KmsLives {
  onANode,         ///< with a disk and a console of its own
  inTheCommServe,  ///< with its master keys scrambled in the CSDB
};

struct KmsKind : Row {
  KmsLives lives = KmsLives::onANode;
};

/// In the order of the pages. Rows stay where they are.
const std::deque<KmsKind>& kms_kinds();

}  // namespace keycell::scenarios
