// Rows: length-prefixed fields, and damage that names what is damaged.

#include "crypto/row_codec.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace keycell::crypto {
namespace {

std::string complaint(const Bytes& row) {
  try {
    RowReader fields("the row", row);
    fields.field("the first field");
    fields.field("the second field");
    fields.end();
  } catch (const KeyUnrecoverable& damage) {
    return damage.what();
  }
  return "";
}

RC_GTEST_PROP(RowCodec, ReadsWhatItWrote, (const Bytes& first, const Bytes& second)) {
  const Bytes row = RowWriter().field(first).field(second).take();
  RC_ASSERT(row.size() == first.size() + second.size() + 4);
  RowReader fields("the row", row);
  RC_ASSERT(bytes_of(fields.field("the first field")) == first);
  RC_ASSERT(bytes_of(fields.field("the second field")) == second);
  fields.end();
}

TEST(RowCodec, TheLengthIsBigEndian) {
  const Bytes row = RowWriter().field(Bytes(0x0102, 7)).take();
  EXPECT_EQ(row[0], 1);
  EXPECT_EQ(row[1], 2);
}

TEST(RowCodec, AFieldHasALimit) {
  EXPECT_EQ(RowWriter().field(Bytes(0xffff, 7)).take().size(), 0xffffu + 2);
  EXPECT_THROW(RowWriter().field(Bytes(0x10000, 7)), CryptoFailure);
}

TEST(RowCodec, DamageSaysWhatIsDamaged) {
  EXPECT_EQ(complaint({0, 1, 'a', 0, 1, 'b'}), "");
  EXPECT_EQ(complaint({}), "the row is damaged: the first field is missing");
  EXPECT_EQ(complaint({0}), "the row is damaged: the first field is missing");
  EXPECT_EQ(complaint({0, 2, 'a'}), "the row is damaged: the first field is cut short");
  EXPECT_EQ(complaint({0, 1, 'a', 0}), "the row is damaged: the second field is missing");
  EXPECT_EQ(complaint({0, 1, 'a', 0, 2, 'b'}), "the row is damaged: the second field is cut short");
  EXPECT_EQ(complaint({0, 1, 'a', 0, 1, 'b', 0}), "the row is damaged: bytes follow its last field");
}

TEST(Crc32, IsTheOneOfTheIeee) {
  Bytes text = bytes_of(view_of("123456789"));  // the usual check value of CRC-32: cbf43926
  append_crc32(text, text);
  EXPECT_EQ(bytes_of(View(text).last(crc32SizeBytes)), (Bytes{0xcb, 0xf4, 0x39, 0x26}));
  EXPECT_TRUE(matches_crc32(View(text).first(9), View(text).last(crc32SizeBytes)));
  EXPECT_FALSE(matches_crc32(View(text).first(8), View(text).last(crc32SizeBytes)));
  EXPECT_FALSE(matches_crc32(View(text).first(9), View(text).last(3)));
}

}  // namespace
}  // namespace keycell::crypto
