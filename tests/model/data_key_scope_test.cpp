// What a data key is for, as the CSDB says it.

#include "model/csdb/data_key_scope.h"

#include <gtest/gtest.h>

#include "model/csdb/database.h"

namespace keycell::model {
namespace {

const std::vector<std::pair<DataKeySubject, std::string>> scopes{
    {{.client = "fs1", .protection = ProtectionId{2}}, "client fs1, protection 2"},
    {{.client = "fs1", .protection = ProtectionId{2}, .archive_file = 7}, "client fs1, protection 2, archive file 7"},
    {{.client = "fs1", .copy = CopyId{3}}, "client fs1, copy 3"},
    {{.client = "fs1", .copy = CopyId{3}, .archive_file = 7}, "client fs1, copy 3, archive file 7"},
    {{.copy = CopyId{3}, .archive_file = 7}, "archive file 7, copy 3"}};

TEST(DataKeyScope, IsWrittenAndReadAgain) {
  for (const auto& [subject, text] : scopes) {
    EXPECT_EQ(scope_of(subject), text);
    EXPECT_EQ(subject_in(text, "fs1"), subject) << text;
  }
}

// Names are free: one may look like the rest of a scope.
TEST(DataKeyScope, ANameMayLookLikeAScope) {
  const std::string name = "fs1, copy 9";
  const DataKeySubject subject{.client = name, .copy = CopyId{3}};
  EXPECT_EQ(subject_in(scope_of(subject), name), subject);
}

TEST(DataKeyScope, AnythingElseIsRefused) {
  for (const char* text : {"", "client fs2, copy 3", "client fs1, copy x", "client fs1, copy 3, more", "copy 3",
                           "client fs1, copy 3, protection 2", "archive file 7, copy 3 ", "archive file 07, copy 3"})
    EXPECT_THROW(subject_in(text, "fs1"), DatabaseError) << text;
}

}  // namespace
}  // namespace keycell::model
