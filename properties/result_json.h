#pragma once
// Results as JSON and back, by the fields that they name (result_fields.h). What is written has its fields in their
// order. What is read must be as it is written: a field that is missing, unknown or of another type is refused, and the
// error says where it stands ("jobs.kinds.backup.restarts"). A number beyond what a double holds exactly, as a seed may
// be, is a text of its digits: many readers take every number for a double.

#include <cstdint>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crypto/witness.h"
#include "properties/result_error.h"
#include "properties/result_fields.h"

namespace keycell::properties {

namespace result_json {

using Json = nlohmann::ordered_json;

struct Ignore {
  void operator()(const char*, const auto&) const {}
};

template <class Result>
concept HasFields = requires(Result& result) {
  visit_fields(result, Ignore{});
};

/// Enumerators count from 0, and name_of says "unknown" behind the last.
template <class Enum>
concept HasWords = std::is_enum_v<Enum> && requires(Enum value) {
  { name_of(value) } -> std::convertible_to<std::string_view>;
};

/// The names of an object are words of an enum, or any.
template <class Name>
std::string text_of_name(const Name& name) {
  if constexpr (HasWords<Name>) {
    return std::string(name_of(name));
  } else {
    return name;
  }
}

/// Every whole number up to it is a double.
inline constexpr std::uint64_t largestExactNumber = std::uint64_t{1} << 53;

// --- writing -------------------------------------------------------------------------------------------------------

class Writer {
 public:
  explicit Writer(Json& object) : object_(object) {}
  template <class Value>
  void operator()(const char* name, const Value& value) const;
  template <class Optional>
  void operator()(const char* name, IfAny<Optional> field) const {
    if (field.value) (*this)(name, *field.value);
  }
  template <class Value>
  void operator()(const char* name, Always<Value> field) const {
    (*this)(name, field.value);
  }
  template <class String>
  void operator()(const char* name, JsonIn<String> field) const {
    object_[name] = Json::parse(field.text);
  }

 private:
  Json& object_;
};

template <class Value>
Json written(const Value& value);
template <class Value>
Json written(const std::optional<Value>& value);
template <class Value>
Json written(const std::vector<Value>& values);
template <class Value>
Json written(const std::vector<std::pair<std::string, Value>>& members);
template <class Name, class Value>
Json written(const std::map<Name, Value>& members);

template <class Value>
Json written(const std::optional<Value>& value) {
  return value ? written(*value) : Json();
}

template <class Value>
Json written(const std::vector<Value>& values) {
  Json array = Json::array();
  for (const Value& value : values) array.push_back(written(value));
  return array;
}

template <class Value>
Json written(const std::vector<std::pair<std::string, Value>>& members) {
  Json object = Json::object();
  for (const auto& [name, value] : members) object[name] = written(value);
  return object;
}

template <class Name, class Value>
Json written(const std::map<Name, Value>& members) {
  Json object = Json::object();
  for (const auto& [name, value] : members) object[text_of_name(name)] = written(value);
  return object;
}

template <class Value>
Json written(const Value& value) {
  if constexpr (HasFields<const Value>) {
    Json object = Json::object();
    visit_fields(value, Writer(object));
    return object;
  } else if constexpr (HasWords<Value>) {
    return std::string(name_of(value));
  } else if constexpr (std::same_as<Value, crypto::SecretId>) {
    return written(value.ordinal);
  } else if constexpr (std::same_as<Value, std::uint64_t>) {
    return value > largestExactNumber ? Json(std::to_string(value)) : Json(value);
  } else {
    return value;
  }
}

template <class Value>
void Writer::operator()(const char* name, const Value& value) const {
  object_[name] = written(value);
}

// --- reading -------------------------------------------------------------------------------------------------------

/// Where a value stands: "jobs.nights[2].window_s". Holds views of its callers' names.
struct Spot {
  const Spot* in = nullptr;
  std::string_view name{};
  std::optional<std::size_t> number{};

  std::string text() const;
};

[[noreturn]] void refuse(const Spot& spot, const std::string& why);
[[noreturn]] void refuse_type(const Spot& spot, std::string_view expected, const Json& found);
/// The names that an object has beside these.
void refuse_others(const Spot& spot, const Json& object, std::span<const char* const> names);

void read(bool& value, const Json& json, const Spot& spot);
void read(double& value, const Json& json, const Spot& spot);
void read(std::string& value, const Json& json, const Spot& spot);
std::uint64_t read_unsigned(const Json& json, const Spot& spot, std::uint64_t most);
std::int64_t read_signed(const Json& json, const Spot& spot, std::int64_t least, std::int64_t most);
void require_object(const Json& json, const Spot& spot);
void require_array(const Json& json, const Spot& spot);

template <class Value>
void read(Value& value, const Json& json, const Spot& spot);
template <class Value>
void read(std::optional<Value>& value, const Json& json, const Spot& spot);
template <class Value>
void read(std::vector<Value>& values, const Json& json, const Spot& spot);
template <class Value>
void read(std::vector<std::pair<std::string, Value>>& members, const Json& json, const Spot& spot);
template <class Name, class Value>
void read(std::map<Name, Value>& members, const Json& json, const Spot& spot);

/// `json` is an object. What it has is marked by its name.
class Reader {
 public:
  Reader(const Json& json, const Spot& spot, std::vector<const char*>& names)
      : json_(json), spot_(spot), names_(names) {}

  template <class Value>
  void operator()(const char* name, Value& value) const {
    names_.push_back(name);
    const auto found = json_.find(name);
    if (found == json_.end()) refuse(spot_, "\"" + std::string(name) + "\" is missing");
    read(value, *found, {.in = &spot_, .name = name});
  }
  template <class Optional>
  void operator()(const char* name, IfAny<Optional> field) const {
    if (json_.contains(name)) {
      (*this)(name, field.value.emplace());
    } else {
      names_.push_back(name);
      field.value.reset();
    }
  }
  template <class Value>
  void operator()(const char* name, Always<Value> field) const {
    std::conditional_t<std::is_convertible_v<Value, std::string>, std::string, Value> found{};
    (*this)(name, found);
    if (found != field.value)
      refuse({.in = &spot_, .name = name}, "expected " + Json(field.value).dump() + ", found " + Json(found).dump());
  }
  template <class String>
  void operator()(const char* name, JsonIn<String> field) const {
    names_.push_back(name);
    const auto found = json_.find(name);
    if (found == json_.end()) refuse(spot_, "\"" + std::string(name) + "\" is missing");
    field.text = found->dump();
  }

 private:
  const Json& json_;
  const Spot& spot_;
  std::vector<const char*>& names_;
};

template <class Value>
void read(std::optional<Value>& value, const Json& json, const Spot& spot) {
  value.reset();
  if (!json.is_null()) read(value.emplace(), json, spot);
}

template <class Value>
void read(std::vector<Value>& values, const Json& json, const Spot& spot) {
  require_array(json, spot);
  values.clear();
  values.reserve(json.size());
  for (std::size_t i = 0; i < json.size(); ++i) read(values.emplace_back(), json[i], {.in = &spot, .number = i});
}

template <class Value>
void read(std::vector<std::pair<std::string, Value>>& members, const Json& json, const Spot& spot) {
  require_object(json, spot);
  members.clear();
  for (const auto& [name, member] : json.items()) {
    members.emplace_back(name, Value{});
    read(members.back().second, member, {.in = &spot, .name = name});
  }
}

template <HasWords Enum>
Enum enum_of(const std::string& word, const Spot& spot) {
  std::string words;
  for (int i = 0; name_of(static_cast<Enum>(i)) != "unknown"; ++i) {
    if (word == name_of(static_cast<Enum>(i))) return static_cast<Enum>(i);
    words += (words.empty() ? "\"" : ", \"") + std::string(name_of(static_cast<Enum>(i))) + "\"";
  }
  refuse(spot, "expected one of " + words + ", found \"" + word + "\"");
}

template <class Name, class Value>
void read(std::map<Name, Value>& members, const Json& json, const Spot& spot) {
  require_object(json, spot);
  members.clear();
  for (const auto& [word, member] : json.items()) {
    const Spot here{.in = &spot, .name = word};
    if constexpr (HasWords<Name>) {
      read(members[enum_of<Name>(word, here)], member, here);
    } else {
      read(members[word], member, here);
    }
  }
}

template <class Value>
void read(Value& value, const Json& json, const Spot& spot) {
  if constexpr (HasFields<Value>) {
    require_object(json, spot);
    std::vector<const char*> names;
    visit_fields(value, Reader(json, spot, names));
    refuse_others(spot, json, names);
  } else if constexpr (HasWords<Value>) {
    std::string word;
    read(word, json, spot);
    value = enum_of<Value>(word, spot);
  } else if constexpr (std::same_as<Value, crypto::SecretId>) {
    read(value.ordinal, json, spot);
  } else if constexpr (std::unsigned_integral<Value>) {
    value = static_cast<Value>(read_unsigned(json, spot, std::numeric_limits<Value>::max()));
  } else {
    static_assert(std::signed_integral<Value>);
    value = static_cast<Value>(
        read_signed(json, spot, std::numeric_limits<Value>::min(), std::numeric_limits<Value>::max()));
  }
}

}  // namespace result_json

template <class Result>
nlohmann::ordered_json json_of(const Result& result) {
  return result_json::written(result);
}

/// Throws ResultError.
template <class Result>
Result result_in(const nlohmann::ordered_json& json) {
  Result result{};
  result_json::read(result, json, {});
  return result;
}

/// The same of a text, as a fold hands it to its run. Throws ResultError.
template <class Result>
Result result_in_text(std::string_view text) {
  const auto json = nlohmann::ordered_json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) throw ResultError("this is no JSON");
  return result_in<Result>(json);
}

}  // namespace keycell::properties
