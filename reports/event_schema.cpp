#include "reports/event_schema.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "model/event_fields.h"

namespace keycell::reports {
namespace {

using Json = nlohmann::ordered_json;

/// A field as a line has it (event_writer.cpp).
struct Field {
  std::string name;
  Json shape;
};

Json integer(std::int64_t smallest) { return {{"type", "integer"}, {"minimum", smallest}}; }

class Fields {
 public:
  explicit Fields(std::vector<Field>& fields) : fields_(fields) {}

  void operator()(std::string_view name, std::string_view) { add(name, {{"type", "string"}}); }
  void operator()(std::string_view name, bool) { add(name, {{"type", "boolean"}}); }
  void operator()(std::string_view name, model::Nanos) { add(std::string(name) + "_ns", {{"type", "integer"}}); }
  void operator()(std::string_view name, crypto::SecretId) { add(name, integer(0)); }
  void operator()(std::string_view name, model::CallId) { add(name, integer(0)); }
  void operator()(std::string_view name, View) { add(std::string(name) + "_size", integer(0)); }
  void operator()(std::string_view name, model::SecretView) { add(std::string(name) + "_size", integer(0)); }
  void operator()(std::string_view name, std::span<const model::FieldSpan>) {
    const Json span{{"type", "array"},
                    {"items", Json::array({integer(0), integer(0), Json{{"type", "string"}}})},
                    {"minItems", 3},
                    {"maxItems", 3}};
    add(name, {{"type", "array"}, {"items", span}});
  }
  template <class Value>
  void operator()(std::string_view name, const Value&) {
    if constexpr (std::is_enum_v<Value>) {
      using model::name_of;
      Json words = Json::array();
      for (int i = 0; name_of(static_cast<Value>(i)) != "unknown" || i == 0; ++i)
        words.push_back(std::string(name_of(static_cast<Value>(i))));
      add(name, {{"enum", words}});
    } else {
      add(name, std::is_signed_v<Value> ? Json{{"type", "integer"}} : integer(0));
    }
  }

 private:
  void add(std::string_view name, Json shape) { fields_.push_back({std::string(name), std::move(shape)}); }

  std::vector<Field>& fields_;
};

struct Kind {
  std::string name;
  std::vector<Field> fields{};
};

template <class Body>
Kind kind_of() {
  Body body{};
  if constexpr (std::same_as<Body, model::FlowStep>) body.what = &model::step_of(model::Flow::restore, 1);
  Kind kind{.name = std::string(model::name_of(body))};
  model::visit_fields(body, Fields(kind.fields));
  return kind;
}

std::vector<Kind> all_kinds() {
  return []<std::size_t... at>(std::index_sequence<at...>) {
    return std::vector<Kind>{kind_of<std::variant_alternative_t<at, model::EventBody>>()...};
  }
  (std::make_index_sequence<std::variant_size_v<model::EventBody>>());
}

std::string type_text(const Json& shape) {
  if (!shape.contains("enum")) return shape.at("type").get<std::string>();
  std::string words;
  for (const Json& word : shape.at("enum")) words += (words.empty() ? "" : ", ") + word.get<std::string>();
  return words;
}

}  // namespace

Json event_schema() {
  Json any = Json::array();
  for (const Kind& kind : all_kinds()) {
    Json properties{
        {"n", integer(0)}, {"t_ns", integer(0)}, {"host", {{"type", "string"}}}, {"event", {{"const", kind.name}}}};
    Json required{"n", "t_ns", "host", "event"};
    for (const Field& field : kind.fields) {
      properties[field.name] = field.shape;
      required.push_back(field.name);
    }
    any.push_back({{"type", "object"},
                   {"properties", std::move(properties)},
                   {"required", std::move(required)},
                   {"additionalProperties", false}});
  }
  return {{"$schema", "http://json-schema.org/draft-07/schema#"},
          {"title", "KeyCell: an event, one line of events.jsonl"},
          {"oneOf", std::move(any)}};
}

std::string event_table() {
  std::string text = "| event | field | is |\n|---|---|---|\n";
  for (const Kind& kind : all_kinds()) {
    bool first = true;
    for (const Field& field : kind.fields) {
      text +=
          fmt::format("| {} | `{}` | {} |\n", first ? "`" + kind.name + "`" : "", field.name, type_text(field.shape));
      first = false;
    }
  }
  return text;
}

}  // namespace keycell::reports
