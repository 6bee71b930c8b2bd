// Contexts of keys, and the bytes that wraps are bound to.

#include "crypto/key_context.h"

#include <gtest/gtest.h>

#include <set>

namespace keycell::crypto {
namespace {

const KeyContext ofFs1{.owner = {.commcell_id = "F00D", .policy = "Gold", .copy = "Primary"},
                       .version = 3,
                       .purpose = KeyPurpose::encryptsData,
                       .copy = "Gold/Primary",
                       .client = "fs1",
                       .archive_file = 7};

TEST(KeyContext, EqualContextsAreTheSameBytes) { EXPECT_EQ(canonical(ofFs1), canonical(KeyContext(ofFs1))); }

TEST(KeyContext, EveryFieldCounts) {
  std::vector<KeyContext> contexts(9, ofFs1);
  contexts[1].owner.commcell_id = "BEEF";
  contexts[2].owner.policy = "Silver";
  contexts[3].owner.copy = "Secondary";
  contexts[4].version = 4;
  contexts[5].purpose = KeyPurpose::protectsDataKeys;
  contexts[6].copy = "Gold/Secondary";
  contexts[7].client = "fs2";
  contexts[8].archive_file = 8;
  std::set<Bytes> distinct;
  for (const KeyContext& context : contexts) distinct.insert(canonical(context));
  EXPECT_EQ(distinct.size(), contexts.size());
}

// What stands at the end of one name and at the beginning of the next is not the same thing.
TEST(KeyContext, NamesDoNotRunIntoEachOther) {
  KeyContext one;
  one.owner = {.commcell_id = "ab", .policy = "c", .copy = ""};
  KeyContext other;
  other.owner = {.commcell_id = "a", .policy = "bc", .copy = ""};
  EXPECT_NE(canonical(one), canonical(other));
}

TEST(KeyContext, OfTheKeysOverADataKey) {
  const KeyContext protection = protection_of(ofFs1);
  EXPECT_EQ(protection.owner, ofFs1.owner);
  EXPECT_EQ(protection.version, 3u);
  EXPECT_EQ(protection.purpose, KeyPurpose::protectsDataKeys);
  EXPECT_EQ(protection.client + protection.copy, "");
  EXPECT_EQ(protection.archive_file, 0u);
  EXPECT_EQ(protection_of(protection), protection);
}

TEST(KeyContext, ARotationIsTheNextVersion) {
  KeyContext next = next_version(ofFs1);
  EXPECT_EQ(next.version, 4u);
  next.version = 3;
  EXPECT_EQ(next, ofFs1);
}

}  // namespace
}  // namespace keycell::crypto
