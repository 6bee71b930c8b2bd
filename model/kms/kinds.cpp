#include "model/kms/kinds.h"

#include "model/kms/built_in.h"
#include "model/kms/third_party.h"

namespace keycell::model {

const KmsKinds& kms_kinds() {
  static const KmsKinds kinds{
      {"third-party", {.reach = reach_third_party, .run = run_third_party, .keys = keys_of_third_party}},
      {"built-in", {.reach = reach_built_in}},
  };
  return kinds;
}

}  // namespace keycell::model
