#pragma once
// The JSON Schemas of all results that reach a user as JSON.

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace keycell::measures {

struct ResultSchema {
  std::string_view name;   ///< as in `keycell schema NAME`
  std::string_view title;  ///< what it is, and where it is found
};

/// In the order of the pages.
const std::vector<ResultSchema>& result_schemas();

/// Throws std::out_of_range for a name that is none of them.
nlohmann::ordered_json result_schema(std::string_view name);

}  // namespace keycell::measures
