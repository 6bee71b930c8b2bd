// Any bytes as a row: every damage is a KeyUnrecoverable, and a row that is read is written to the same bytes again.

#include "crypto/row_codec.h"
#include "tests/fuzz/keys.h"

using namespace keycell;
using namespace keycell::crypto;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t fields = data[0] % 8;
  const View row(data + 1, size - 1);
  RowReader reader("the row", row);
  RowWriter writer;
  try {
    for (std::size_t i = 0; i < fields; ++i) writer.field(reader.field("a field"));
    reader.end();
    fuzz::demand(writer.take() == bytes_of(row));
  } catch (const KeyUnrecoverable&) {
  }
  return 0;
}
