#include "model/commserve.h"
#include "model/flows/flows.h"

namespace keycell::model {

void rotate_master_key(CommServe& commserve, const std::string& request, const std::string& name) {
  Csdb& csdb = commserve.csdb();
  if (csdb.was_rotated_by(request)) return;  // asked again after a lost answer
  const auto old = csdb.protection(name);
  if (!old) throw RequestRefused("nothing with a master key of its own is called " + name);
  const crypto::ProtectionRow rewrapped = commserve.with_keys(old->kms, [&](crypto::KeyServices keys) {
    return commserve.hierarchy().rewrap(old->row, context_of(*old), old->kms, keys);
  });
  csdb.replace_protection(old->id, rewrapped, request);
  commserve.step("rotate-master-key", 1, name);
}

}  // namespace keycell::model
