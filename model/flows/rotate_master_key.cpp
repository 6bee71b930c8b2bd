#include "model/commserve.h"
#include "model/flows/flows.h"

namespace keycell::model {

void rotate_master_key(CommServe& commserve, const std::string& name) {
  const auto old = commserve.csdb().protection(name);
  if (!old) throw RequestRefused("nothing with a master key of its own is called " + name);
  const crypto::ProtectionRow rewrapped = commserve.with_keys(old->kms, [&](crypto::KeyServices keys) {
    return commserve.hierarchy().rewrap(old->row, old->attributes, keys);
  });
  commserve.csdb().replace_protection(old->id, rewrapped);
  commserve.step("rotate-master-key", 1, name);
}

}  // namespace keycell::model
