#pragma once
// What the CSDB's sentences have in common: the columns of its rows as values.

#include "model/csdb/database.h"
#include "model/csdb/rows.h"

namespace keycell::model::columns {

inline std::int64_t number(const SqlValue& value) { return std::get<std::int64_t>(value); }
inline std::uint32_t small_number(const SqlValue& value) { return static_cast<std::uint32_t>(number(value)); }
inline std::uint64_t size(const SqlValue& value) { return static_cast<std::uint64_t>(number(value)); }
inline const std::string& text(const SqlValue& value) { return std::get<std::string>(value); }
inline const Bytes& blob(const SqlValue& value) { return std::get<Bytes>(value); }
inline std::int64_t sql_size(std::uint64_t value) { return static_cast<std::int64_t>(value); }

template <class Enum>
std::int64_t code(Enum value) {
  return static_cast<std::int64_t>(value);
}

/// Names of copies, clients and hosts have no line breaks (scenarios/checks.h).
std::string lines_of(const std::vector<std::string>& names);
std::vector<std::string> names_in(const std::string& lines);

/// Of a copy by `copyColumns`, or another query of the same columns.
CopyRow copy_of(const Database::SqlRow& row);

inline ProtectionRecord protection_of(const Database::SqlRow& row, std::size_t from = 0) {
  return {
      .id = {number(row[from])},
      .name = text(row[from + 1]),
      .attributes = {.commcell_id = text(row[from + 2]), .policy = text(row[from + 3]), .copy = text(row[from + 4])},
      .kms = text(row[from + 5]),
      .version = static_cast<std::uint32_t>(number(row[from + 6])),
      .row = {blob(row[from + 7])}};
}

inline DataKeyRecord data_key_of(const Database::SqlRow& row, std::size_t from = 0) {
  return {.id = number(row[from]),
          .scope = text(row[from + 1]),
          .protection = {number(row[from + 2])},
          .row = {blob(row[from + 3])}};
}

}  // namespace keycell::model::columns
