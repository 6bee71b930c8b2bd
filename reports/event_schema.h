#pragma once
// The JSON Schema of a line of events.jsonl, and its reference page, from the events' own fields.

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace keycell::reports {

/// Draft 7: one alternative for each kind of event; no field but its own.
nlohmann::ordered_json event_schema();

/// A Markdown table: each kind with its fields and their types.
std::string event_table();

}  // namespace keycell::reports
