#pragma once
// Internal to crypto/: how rows and stored values are laid out. A row is a list of fields, each a length (u16,
// big-endian) and that many bytes; a stored value may end in a CRC32 (IEEE, big-endian).

#include <string>
#include <string_view>
#include <utility>

#include "crypto/bytes.h"
#include "crypto/errors.h"

namespace keycell::crypto {

/// Builds a row field by field.
class RowWriter {
 public:
  /// Throws CryptoFailure for more than 65,535 bytes.
  RowWriter& field(View value);
  Bytes take() { return std::move(row_); }

 private:
  Bytes row_;
};

/// Reads a row field by field; every damage is a KeyUnrecoverable that names the row and the field. Looks at the row's
/// bytes, which must outlive the fields read.
class RowReader {
 public:
  RowReader(std::string row_name, View row) : row_name_(std::move(row_name)), rest_(row) {}

  /// A better name for the row, once what was read tells which row it is.
  void rename_row(std::string row_name) { row_name_ = std::move(row_name); }
  View field(std::string_view name);
  /// Demands that nothing follows the last field.
  void end() const;

 private:
  [[noreturn]] void damaged(std::string_view how) const;

  std::string row_name_;
  View rest_;
};

inline constexpr std::size_t crc32SizeBytes = 4;

/// Appends the CRC32 of `of`, which may be `to` itself.
void append_crc32(Bytes& to, View of);
bool matches_crc32(View of, View crc32);

}  // namespace keycell::crypto
