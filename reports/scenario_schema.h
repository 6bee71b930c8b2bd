#pragma once
// The shape of a scenario file, for editors and for readers: made from the description that the loader reads by.

#include <string>

namespace keycell::reports {

/// JSON Schema, draft-07, of a scenario file as TOML in JSON. It knows tables, keys, types, units, words and what must
/// be there. What keys say of each other's values (a name that nothing has, a time after the end), the largest quantity
/// and the number of hosts only the loader knows, so what it refuses the loader refuses too, and not the other way
/// round. Exception: a decimal number that is whole (4.0) is an integer to a schema, and none to TOML.
std::string scenario_schema();

/// The kinds of faults with the keys that each has.
std::string fault_kinds_text();
/// The same as the table of docs/reference/faults.md.
std::string fault_kinds_markdown();

/// The rows of the key table in docs/reference/scenario.md.
std::string scenario_keys_markdown();

}  // namespace keycell::reports
