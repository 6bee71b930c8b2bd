#include "model/commserve.h"
#include "model/flows/flows.h"
#include "model/key_row_made.h"

namespace keycell::model {

void rotate_master_key(CommServe& commserve, const std::string& request, const std::string& name) {
  Csdb& csdb = commserve.csdb();
  if (csdb.was_rotated_by(request)) return;  // asked again after a lost answer
  const auto old = csdb.protection(name);
  if (!old) throw RequestRefused("nothing with a master key of its own is called " + name);
  const World::UsingKeys use(commserve.world(), KeyUse::rotateMasterKey);
  const crypto::KeyContext of = context_of(*old);
  const crypto::KeyContext rotated = crypto::next_version(of);
  const crypto::ProtectionRow rewrapped = commserve.with_keys(
      old->kms, {Flow::rotateMasterKey, name}, drawn_for(rotated, {}), [&](crypto::KeyServices keys) {
        return commserve.hierarchy().rewrap(old->row, of, old->kms, keys);  // 1-3
      });
  commserve.world().emit(protection_row_made(rotated, rewrapped));
  csdb.replace_protection(old->id, rewrapped, request);  // 4
  commserve.step(step_of(Flow::rotateMasterKey, 4), name);
}

}  // namespace keycell::model
