#include "model/commserve.h"
#include "model/flows/flows.h"
#include "model/key_row_made.h"

namespace keycell::model {
namespace {

OwnKeys make_keys(CommServe& commserve, CommServe::Doing doing, const std::string& kms, const std::string& policy,
                  const std::string& copy) {
  const crypto::KeyContext of{
      .owner = {.commcell_id = commserve.settings().commcell_id, .policy = policy, .copy = copy}};
  const World::UsingKeys use(commserve.world(),
                             doing.flow == Flow::createCopy ? KeyUse::createCopy : KeyUse::createStoragePool);
  OwnKeys made = commserve.with_keys(kms, doing, drawn_for(of, {}), [&](crypto::KeyServices keys) {
    return OwnKeys{of.owner, commserve.hierarchy().create(of, keys)};
  });
  commserve.world().emit(protection_row_made(of, made.row));
  return made;
}

}  // namespace

void create_storage_pool(CommServe& commserve, const NewPool& pool) {
  if (commserve.csdb().pool(pool.name)) return;  // asked again after a lost answer
  std::optional<OwnKeys> keys;
  if (commserve.hierarchy().key_owner() == crypto::KeyOwner::pool)
    keys = make_keys(commserve, {Flow::createStoragePool, pool.name}, pool.kms, pool.name, {});  // 1-3
  commserve.csdb().insert_pool(pool, keys);                                                      // 4
  commserve.step(step_of(Flow::createStoragePool, 4), pool.name);
}

void create_copy(CommServe& commserve, const NewCopy& wanted) {
  if (commserve.csdb().copy(wanted.name)) return;  // asked again after a lost answer
  NewCopy copy = wanted;
  std::optional<PoolRow> pool;
  if (!copy.pool.empty()) {
    pool = commserve.csdb().pool(copy.pool);
    if (!pool) throw RequestRefused("no storage pool " + copy.pool);
    copy.paths = pool->paths;
    copy.kms = pool->kms;
  }
  const std::string name = full_name(copy.name);
  std::optional<OwnKeys> keys;
  if (!pool || commserve.hierarchy().key_owner() == crypto::KeyOwner::copy)
    keys = make_keys(commserve, {Flow::createCopy, name}, copy.kms, copy.name.policy, copy.name.copy);  // 1-3
  commserve.csdb().insert_copy(copy, keys);                                                             // 4
  commserve.step(step_of(Flow::createCopy, 4), name);
}

}  // namespace keycell::model
