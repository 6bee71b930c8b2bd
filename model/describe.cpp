#include "model/event_fields.h"

namespace keycell::model {
namespace {

std::string text(std::string_view value) { return "\"" + std::string(value) + "\""; }
std::string text(bool value) { return value ? "yes" : "no"; }
std::string text(Nanos value) { return std::to_string(value.count()) + " ns"; }
std::string text(crypto::SecretId value) { return "#" + std::to_string(value.ordinal); }
std::string text(CallId value) { return "call " + std::to_string(value.value); }
std::string text(View value) { return std::to_string(value.size()) + " bytes"; }
std::string text(SecretView value) { return std::to_string(value.bytes.size()) + " secret bytes"; }
std::string text(std::span<const FieldSpan> value) { return std::to_string(value.size()) + " fields"; }

template <class Value>
std::string text(const Value& value) {
  if constexpr (std::is_enum_v<Value>) {
    return std::string(name_of(value));
  } else {
    return std::to_string(value);
  }
}

}  // namespace

std::string describe(const Event& event) {
  std::string line =
      "event " + std::to_string(event.ordinal) + " at " + text(event.time) + " on " + std::string(event.host) + ": ";
  std::visit(
      [&](const auto& body) {
        line += name_of(body);
        visit_fields(body, [&](std::string_view name, const auto& value) {
          line.append(" ").append(name).append("=").append(text(value));
        });
      },
      event.body);
  return line;
}

}  // namespace keycell::model
