#pragma once
// How a result names its fields, once: its JSON, written and read (result_json.h), is made of them. Beside a struct, in
// its namespace, stands
//
//   void visit_fields(Some<LibraryDay> auto& day, auto&& visit) {
//     visit("day", day.day);
//     ...
//   }
//
// A visitor is called as visit("name", member) with: integers, bool, double, strings, enums that have a name_of,
// optionals (null), lists, maps and lists of pairs (objects), results, and what is below. A result whose fields stand
// among those of another is visited by it in their place.

#include <concepts>
#include <type_traits>

namespace keycell::properties {

/// A result, const while it is written.
template <class Self, class Result>
concept Some = std::same_as<std::remove_const_t<Self>, Result>;

/// A field that is left out when there is nothing to say.
template <class Optional>
struct IfAny {
  Optional& value;
};
template <class Optional>
IfAny<Optional> if_any(Optional& value) {
  return {value};
}

/// A field that says the same in every result of its kind, or what others say: it is written, and read to be checked.
template <class Value>
struct Always {
  Value value;
};
template <class Value>
Always<Value> always(Value value) {
  return {value};
}

/// A string that holds JSON, which is written as what it is.
template <class String>
struct JsonIn {
  String& text;
};
template <class String>
JsonIn<String> json_in(String& text) {
  return {text};
}

}  // namespace keycell::properties
