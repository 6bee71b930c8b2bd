#pragma once
// What a column of a row holds, as the CSDB's values have it.

#include <string>
#include <vector>

#include "model/csdb/database.h"

namespace keycell::model {

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

/// Names of copies and clients have no line breaks (scenarios/checks.h).
std::string lines_of(const std::vector<std::string>& names);
std::vector<std::string> names_in(const std::string& lines);

}  // namespace keycell::model
