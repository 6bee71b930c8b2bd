// Names in paths: whatever names there are, the path says which they are and which is which.

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "model/csdb/data_key_scope.h"
#include "model/draws.h"
#include "model/path.h"

namespace keycell::model {
namespace {

using ::testing::ElementsAre;
using ::testing::Optional;

TEST(Path, APlainNameStandsAsItIs) {
  EXPECT_EQ(path_of("pool-a"), "pool-a");
  EXPECT_EQ(path_of("Gold_1.old", "Secondary"), "Gold_1.old/Secondary");
  EXPECT_EQ(path_of("M\xC3\xBCnchen"), "M\xC3\xBCnchen");
}

TEST(Path, AnyOtherStandsInQuotesAsInToml) {
  EXPECT_EQ(path_of("a/b"), R"("a/b")");
  EXPECT_EQ(path_of("Day & night", "x\"y\\z"), R"("Day & night"/"x\"y\\z")");
  EXPECT_EQ(path_of(""), R"("")");
}

TEST(Path, IsReadMoreFreelyThanItIsWritten) {
  EXPECT_THAT(names_in_path("Day & night/Primary"), Optional(ElementsAre("Day & night", "Primary")));
  EXPECT_THAT(names_in_path(R"('a/"b"'/"c")"), Optional(ElementsAre("a/\"b\"", "c")));
  EXPECT_THAT(names_in_path(R"(it's)"), Optional(ElementsAre("it's")));
  EXPECT_THAT(names_in_path("a/b/c"), Optional(ElementsAre("a", "b", "c")));
}

TEST(Path, NoneIsNone) {
  for (const char* text : {"", "/", "a/", "/a", "a//b", "\"a", "'a", "\"a\"b", "\"a\\\"", "\"a\\n\"", "\"\\\"", "'a'/"})
    EXPECT_EQ(names_in_path(text), std::nullopt) << text;
}

/// Of the bytes that could be mistaken for something, and others.
std::string any_name() {
  return *rc::gen::container<std::string>(rc::gen::element('a', '/', '"', '\\', '\'', ' ', ',', '1', '\n', '\xC3'));
}

RC_GTEST_PROP(Path, SaysWhichNamesThereAre, ()) {
  const std::string policy = any_name();
  const std::string copy = any_name();
  RC_ASSERT(names_in_path(path_of(policy)) == std::vector{policy});
  RC_ASSERT((names_in_path(path_of(policy, copy)) == std::vector{policy, copy}));
}

// What a draw is for is not its text: no other names make the same draw.
RC_GTEST_PROP(DrawNames, AreEqualForEqualNamesOnly, ()) {
  const auto names = *rc::gen::container<std::vector<std::string>>(rc::gen::exec(any_name));
  const auto others = *rc::gen::container<std::vector<std::string>>(rc::gen::exec(any_name));
  const auto name_of = [](const std::vector<std::string>& of) {
    switch (of.size()) {
      case 0: return DrawName("what", {});
      case 1: return DrawName("what", {of[0]});
      case 2: return DrawName("what", {of[0], of[1]});
      default: return DrawName("what", {of[0], of[1], of[2]});
    }
  };
  const auto bytes = [&](const std::vector<std::string>& of) { return bytes_of(name_of(of).bytes()); };
  const auto first_three = [](std::vector<std::string> of) {
    of.resize(std::min<std::size_t>(of.size(), 3));
    return of;
  };
  RC_ASSERT((bytes(names) == bytes(others)) == (first_three(names) == first_three(others)));
}

// Two clients never share a data key because of their names.
RC_GTEST_PROP(DataKeyScopes, AreEqualForEqualSubjectsOnly, ()) {
  const auto any_subject = [] {
    DataKeySubject subject;
    subject.client = "a" + any_name() + *rc::gen::element<std::string>("", ", protection 1", ", copy 1", "\", copy 1");
    if (*rc::gen::arbitrary<bool>()) subject.protection = ProtectionId{*rc::gen::inRange<std::int64_t>(1, 3)};
    if (*rc::gen::arbitrary<bool>()) subject.copy = CopyId{*rc::gen::inRange<std::int64_t>(1, 3)};
    if (!subject.protection && !subject.copy) subject.protection = ProtectionId{1};  // no key is for everything
    if (*rc::gen::arbitrary<bool>()) subject.archive_file = *rc::gen::inRange<std::int64_t>(1, 3);
    return subject;
  };
  const DataKeySubject subject = any_subject();
  const DataKeySubject other = any_subject();
  const auto is_same = [](const DataKeySubject& a, const DataKeySubject& b) {
    return a.client == b.client && a.protection == b.protection && a.copy == b.copy && a.archive_file == b.archive_file;
  };
  RC_ASSERT((scope_of(subject) == scope_of(other)) == is_same(subject, other));
  RC_ASSERT(is_same(subject_in(scope_of(subject), subject.client), subject));
}

}  // namespace
}  // namespace keycell::model
