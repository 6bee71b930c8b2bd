#include "model/commserve.h"
#include "model/flows/flows.h"

namespace keycell::model {
namespace {

OwnKeys make_keys(CommServe& commserve, const std::string& kms, const std::string& policy, const std::string& copy) {
  const crypto::KeyAttributes attributes{
      .commcell_id = commserve.settings().commcell_id, .policy = policy, .copy = copy};
  return commserve.with_keys(kms, [&](crypto::KeyServices keys) {
    return OwnKeys{attributes, commserve.hierarchy().create({.owner = attributes}, keys)};
  });
}

}  // namespace

void create_storage_pool(CommServe& commserve, const NewPool& pool) {
  if (commserve.csdb().pool(pool.name)) return;  // asked again after a lost answer
  std::optional<OwnKeys> keys;
  if (commserve.hierarchy().key_owner() == crypto::KeyOwner::pool)
    keys = make_keys(commserve, pool.kms, pool.name, {});  // 1-3
  commserve.csdb().insert_pool(pool, keys);                // 4
  commserve.step("create-storage-pool", 4, pool.name);
}

void create_copy(CommServe& commserve, const NewCopy& wanted) {
  if (commserve.csdb().copy(wanted.name)) return;  // asked again after a lost answer
  NewCopy copy = wanted;
  std::optional<PoolRow> pool;
  if (!copy.pool.empty()) {
    pool = commserve.csdb().pool(copy.pool);
    if (!pool) throw RequestRefused("no storage pool " + copy.pool);
    copy.media_agent = pool->media_agent;
    copy.kms = pool->kms;
  }
  std::optional<OwnKeys> keys;
  if (!pool || commserve.hierarchy().key_owner() == crypto::KeyOwner::copy)
    keys = make_keys(commserve, copy.kms, copy.name.policy, copy.name.copy);
  commserve.csdb().insert_copy(copy, keys);
  commserve.step("create-copy", 1, full_name(copy.name));
}

}  // namespace keycell::model
