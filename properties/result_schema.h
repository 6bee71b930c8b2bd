#pragma once
// The JSON Schema (draft 7) of a result, from the fields that it names (result_fields.h): what result_json.h writes
// holds by it, and what lacks a field, has one more, or has one of another type does not.

#include <nlohmann/json.hpp>
#include <type_traits>

#include "properties/result_json.h"

namespace keycell::properties {

namespace result_schema {

using result_json::HasFields;
using result_json::HasWords;
using result_json::Json;

/// Which type a shape is of.
template <class Value>
struct Type {};

template <class Value>
Json shape_of();

/// Collects the fields of one result.
class Fields {
 public:
  explicit Fields(Json& schema) : schema_(schema) {}

  template <class Value>
  void operator()(const char* name, const Value&) const {
    add(name, shape_of<Value>(), true);
  }
  template <class Optional>
  void operator()(const char* name, IfAny<Optional>) const {
    add(name, shape_of<typename std::remove_const_t<Optional>::value_type>(), false);
  }
  template <class Value>
  void operator()(const char* name, Always<Value> field) const {
    const std::string_view called = name;
    const bool is_constant = called == "kind" || called == "schema";
    const Json value = field.value;
    add(name, is_constant ? Json{{"const", value}} : Json{{"type", value.type_name()}}, true);
  }
  template <class String>
  void operator()(const char* name, JsonIn<String>) const {
    add(name, Json::object(), true);
  }

 private:
  void add(const char* name, Json shape, bool required) const {
    schema_["properties"][name] = std::move(shape);
    if (required) schema_["required"].push_back(name);
  }

  Json& schema_;
};

template <class Value>
Json shape(Type<Value>) {
  if constexpr (HasFields<Value>) {
    Json schema{{"type", "object"}, {"properties", Json::object()}, {"required", Json::array()}};
    const Value value{};
    visit_fields(value, Fields(schema));
    schema["additionalProperties"] = false;
    return schema;
  } else if constexpr (HasWords<Value>) {
    Json words = Json::array();
    for (int i = 0; name_of(static_cast<Value>(i)) != "unknown"; ++i)
      words.push_back(std::string(name_of(static_cast<Value>(i))));
    return {{"enum", words}};
  } else if constexpr (std::same_as<Value, crypto::SecretId>) {
    return shape_of<std::uint32_t>();
  } else if constexpr (std::unsigned_integral<Value>) {
    if constexpr (std::same_as<Value, bool>) {
      return {{"type", "boolean"}};
    } else if constexpr (sizeof(Value) < sizeof(std::uint64_t)) {
      return {{"type", "integer"}, {"minimum", 0}, {"maximum", std::numeric_limits<Value>::max()}};
    } else {
      const Json number{{"type", "integer"}, {"minimum", 0}, {"maximum", result_json::largestExactNumber}};
      return {{"anyOf", {number, {{"type", "string"}, {"pattern", "^[0-9]{16,20}$"}}}}};
    }
  } else if constexpr (std::integral<Value>) {
    return {{"type", "integer"}};
  } else if constexpr (std::floating_point<Value>) {
    return {{"type", "number"}};
  } else {
    return {{"type", "string"}};
  }
}

template <class Value>
Json shape(Type<std::optional<Value>>) {
  return {{"anyOf", {shape_of<Value>(), {{"type", "null"}}}}};
}

template <class Value>
Json shape(Type<std::vector<Value>>) {
  return {{"type", "array"}, {"items", shape_of<Value>()}};
}

template <class Value>
Json shape(Type<std::vector<std::pair<std::string, Value>>>) {
  return {{"type", "object"}, {"additionalProperties", shape_of<Value>()}};
}

template <class Name, class Value>
Json shape(Type<std::map<Name, Value>>) {
  Json schema{{"type", "object"}, {"additionalProperties", shape_of<Value>()}};
  if constexpr (HasWords<Name>) schema["propertyNames"] = shape_of<Name>();
  return schema;
}

template <class Value>
Json shape_of() {
  return shape(Type<Value>());
}

}  // namespace result_schema

template <class Result>
nlohmann::ordered_json schema_of(const std::string& title) {
  nlohmann::ordered_json schema{{"$schema", "http://json-schema.org/draft-07/schema#"}, {"title", title}};
  schema.update(result_schema::shape_of<Result>());
  return schema;
}

}  // namespace keycell::properties
