// A CommServe's cache of keys answers nothing that the KMS behind it would refuse.

#include "model/key_cache.h"

#include <gtest/gtest.h>

#include "model/readings.h"
#include "tests/crypto/memory_kms.h"
#include "tests/model/page_world.h"

namespace keycell::model {
namespace {

using crypto::Kek;
using crypto::KeyContext;
using crypto::MasterKey;
using crypto::MasterKeyId;
using WrappedKek = crypto::Wrapped<Kek, MasterKey>;

/// A KMS that opens a KEK only in the context in which it wrapped one.
class BindingKms final : public crypto::Kms {
 public:
  explicit BindingKms(crypto::Kms& behind) : behind_(behind) {}
  MasterKeyId create_master_key(const KeyContext& of) override { return behind_.create_master_key(of); }
  WrappedKek wrap(const MasterKeyId& by, const Kek& kek, const KeyContext& of) override {
    bound_ = of;
    return behind_.wrap(by, kek, of);
  }
  Kek unwrap(const MasterKeyId& by, const WrappedKek& wrapped, const KeyContext& of) override {
    if (of != bound_) throw crypto::Refused();
    return behind_.unwrap(by, wrapped, of);
  }
  MasterKey fetch(const MasterKeyId& id) override { return behind_.fetch(id); }
  std::vector<MasterKeyId> locate(const crypto::KeyAttributes& wanted) override { return behind_.locate(wanted); }
  void destroy(const MasterKeyId& id) override { behind_.destroy(id); }

 private:
  crypto::Kms& behind_;
  KeyContext bound_;
};

TEST(KeyCache, AKekIsRememberedForItsContextOnly) {
  testing::PageCell page;
  World& commserve = page.add("commserve");
  crypto::testing::CounterRng keys("keys");
  crypto::testing::MemoryKms memory(keys, &commserve.witness());
  KeyCache cache(commserve, unlimitedCache);
  CachingKms kms(cache, "kms1", std::make_unique<BindingKms>(memory));
  const KeyContext of_a{.owner = {.commcell_id = "F00D", .policy = "pool-a", .copy = ""}};
  const KeyContext of_b{.owner = {.commcell_id = "F00D", .policy = "pool-b", .copy = ""}};
  const MasterKeyId id = kms.create_master_key(of_a);
  const WrappedKek wrapped = kms.wrap(id, Kek::generate(crypto::keySizeBytes, keys, &commserve.witness()), of_a);
  kms.unwrap(id, wrapped, of_a);
  memory.forget_calls();
  EXPECT_NO_THROW(kms.unwrap(id, wrapped, of_a));
  EXPECT_EQ(memory.calls(), crypto::testing::KmsCalls{}) << "remembered";
  EXPECT_THROW(kms.unwrap(id, wrapped, of_b), crypto::Refused);
}

}  // namespace
}  // namespace keycell::model
