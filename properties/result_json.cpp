#include "properties/result_json.h"

#include <algorithm>
#include <charconv>

#include "scenarios/nearest.h"

namespace keycell::properties::result_json {

std::string Spot::text() const {
  if (number) return (in == nullptr ? "" : in->text()) + "[" + std::to_string(*number) + "]";
  const std::string around = in == nullptr ? "" : in->text();
  return around.empty() || name.empty() ? around + std::string(name) : around + "." + std::string(name);
}

void refuse(const Spot& spot, const std::string& why) {
  const std::string where = spot.text();
  throw ResultError(where.empty() ? why : where + ": " + why);
}

void refuse_type(const Spot& spot, std::string_view expected, const Json& found) {
  constexpr std::size_t most = 60;
  std::string shown = found.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (shown.size() > most) shown = std::string("a longer ") + found.type_name();
  refuse(spot, "expected " + std::string(expected) + ", found " + shown);
}

void refuse_others(const Spot& spot, const Json& object, std::span<const char* const> names) {
  for (const auto& [name, member] : object.items()) {
    if (std::ranges::find(names, std::string_view(name)) != names.end()) continue;
    const std::vector<std::string> known(names.begin(), names.end());
    const auto nearest = scenarios::nearest(name, known);
    refuse(spot, "\"" + name + "\" is no field of it" + (nearest ? "; nearest: \"" + *nearest + "\"" : ""));
  }
}

void require_object(const Json& json, const Spot& spot) {
  if (!json.is_object()) refuse_type(spot, "an object", json);
}

void require_array(const Json& json, const Spot& spot) {
  if (!json.is_array()) refuse_type(spot, "a list", json);
}

void read(bool& value, const Json& json, const Spot& spot) {
  if (!json.is_boolean()) refuse_type(spot, "true or false", json);
  value = json.get<bool>();
}

void read(double& value, const Json& json, const Spot& spot) {
  if (!json.is_number()) refuse_type(spot, "a number", json);
  value = json.get<double>();
}

void read(std::string& value, const Json& json, const Spot& spot) {
  if (!json.is_string()) refuse_type(spot, "a text", json);
  value = json.get<std::string>();
}

namespace {

/// The digits of a number that is no double; nothing when it is none, or one that is not written so.
std::optional<std::uint64_t> number_in_text(const Json& json) {
  if (!json.is_string()) return std::nullopt;
  const auto& digits = json.get_ref<const std::string&>();
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size() || number <= largestExactNumber) return std::nullopt;
  return number;
}

}  // namespace

std::uint64_t read_unsigned(const Json& json, const Spot& spot, std::uint64_t most) {
  if (const auto number = number_in_text(json); number && *number <= most) return *number;
  if (!json.is_number_integer() || (!json.is_number_unsigned() && json.get<std::int64_t>() < 0) ||
      json.get<std::uint64_t>() > most)
    refuse_type(spot, "a whole number from 0 to " + std::to_string(most), json);
  return json.get<std::uint64_t>();
}

std::int64_t read_signed(const Json& json, const Spot& spot, std::int64_t least, std::int64_t most) {
  const bool fits = json.is_number_integer() &&
                    (json.is_number_unsigned() ? json.get<std::uint64_t>() <= static_cast<std::uint64_t>(most)
                                               : json.get<std::int64_t>() >= least && json.get<std::int64_t>() <= most);
  if (!fits) refuse_type(spot, "a whole number from " + std::to_string(least) + " to " + std::to_string(most), json);
  return json.get<std::int64_t>();
}

}  // namespace keycell::properties::result_json
