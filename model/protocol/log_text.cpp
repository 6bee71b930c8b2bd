#include "model/protocol/log_text.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include "model/protocol/field_map.h"

namespace keycell::protocol {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using model::FieldClass;

constexpr int mostItems = 8;  // of a list: a request may name thousands of clients

std::string in_quotes(const std::string& text) { return '"' + text + '"'; }

/// The item of a list, or the value of a field that is none (`item` is -1).
struct Field {
  const Message& message;
  const FieldDescriptor& field;
  int item;

  const Reflection& reflection() const { return *message.GetReflection(); }

  template <class One, class Many>
  auto value(One one, Many many) const {
    return item < 0 ? (reflection().*one)(message, &field) : (reflection().*many)(message, &field, item);
  }

  std::string text() const {
    return item < 0 ? reflection().GetString(message, &field) : reflection().GetRepeatedString(message, &field, item);
  }

  const Message& inner() const {
    return item < 0 ? reflection().GetMessage(message, &field) : reflection().GetRepeatedMessage(message, &field, item);
  }
};

std::string words(const Field& at) {
  switch (at.field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE: return "{" + log_text(at.inner()) + "}";
    case FieldDescriptor::CPPTYPE_STRING:
      if (at.field.type() == FieldDescriptor::TYPE_BYTES)
        return "(" + std::to_string(at.text().size()) + " bytes)";  // no text, whatever its class
      return in_quotes(at.text());
    case FieldDescriptor::CPPTYPE_ENUM: {
      const auto* value = at.value(&Reflection::GetEnum, &Reflection::GetRepeatedEnum);
      return std::string(value->name());
    }
    case FieldDescriptor::CPPTYPE_BOOL:
      return at.value(&Reflection::GetBool, &Reflection::GetRepeatedBool) ? "yes" : "no";
    case FieldDescriptor::CPPTYPE_UINT32:
      return std::to_string(at.value(&Reflection::GetUInt32, &Reflection::GetRepeatedUInt32));
    case FieldDescriptor::CPPTYPE_UINT64:
      return std::to_string(at.value(&Reflection::GetUInt64, &Reflection::GetRepeatedUInt64));
    default: return "(a number)";  // of a type that the protocol does not use
  }
}

bool may_be_told(FieldClass field_class) { return field_class == FieldClass::open || field_class == FieldClass::id; }

std::string told(const Message& message, const FieldDescriptor& field) {
  const FieldClass field_class = class_of(field);
  const bool is_list = field.is_repeated();
  const int items = is_list ? message.GetReflection()->FieldSize(message, &field) : 1;
  if (!may_be_told(field_class)) {
    const bool is_text = field.cpp_type() == FieldDescriptor::CPPTYPE_STRING && !is_list;
    const std::string length =
        is_text ? ", " + std::to_string(Field{message, field, -1}.text().size()) + " bytes" : std::string();
    return "(" + std::string(name_of(field_class)) + length + ")";
  }
  if (!is_list) return words({message, field, -1});
  std::string text;
  for (int item = 0; item < std::min(items, mostItems); ++item)
    text += (item == 0 ? "" : " ") + words({message, field, item});
  if (items > mostItems) text += " and " + std::to_string(items - mostItems) + " more";
  return text;
}

}  // namespace

std::string log_text(const Message& message) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);  // in the order of their numbers
  std::string text;
  for (const FieldDescriptor* field : fields)
    text += (text.empty() ? "" : ", ") + std::string(field->name()) + " " + told(message, *field);
  return text;
}

}  // namespace keycell::protocol
