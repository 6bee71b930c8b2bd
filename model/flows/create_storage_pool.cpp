#include "model/commserve.h"
#include "model/flows/flows.h"

namespace keycell::model {

void create_storage_pool(CommServe& commserve, const NewPool& pool) {
  if (commserve.csdb().pool(pool.name)) return;  // asked again after a lost answer
  const crypto::KeyAttributes attributes{
      .commcell_id = commserve.settings().commcell_id, .policy = pool.name, .copy = {}};
  const crypto::ProtectionRow protection = commserve.with_keys(pool.kms, [&](crypto::KeyServices keys) {
    return commserve.hierarchy().create(attributes, keys);  // 1-3
  });
  commserve.csdb().insert_pool(pool.name, pool.media_agent, pool.kms, protection);  // 4
  commserve.step("create-storage-pool", 4, pool.name);
}

}  // namespace keycell::model
