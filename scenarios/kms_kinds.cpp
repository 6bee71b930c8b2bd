#include "scenarios/kms_kinds.h"

namespace keycell::scenarios {

const std::deque<KmsKind>& kms_kinds() {
  static const std::deque<KmsKind> kinds{
      {{.word = "third-party", .sentence = "a node of its own", .keys = {}}, KmsLives::onANode},
      {{.word = "built-in", .sentence = "part of the CommServe, with scrambled master keys in the CSDB", .keys = {}},
       KmsLives::inTheCommServe},
  };
  return kinds;
}

}  // namespace keycell::scenarios
