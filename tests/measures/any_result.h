#pragma once
// Results of any value, or with something everywhere, by the fields that they name.

#include <rapidcheck.h>

#include <cmath>
#include <concepts>

#include "measures/results/fields_of_many.h"
#include "measures/results/fields_of_run.h"
#include "properties/result_json.h"

namespace keycell::test {

using properties::result_json::HasFields;
using properties::result_json::HasWords;

template <HasWords Enum>
std::vector<Enum> all_words() {
  std::vector<Enum> all;
  for (int i = 0; name_of(static_cast<Enum>(i)) != "unknown"; ++i) all.push_back(static_cast<Enum>(i));
  return all;
}

/// What values are made of: of chance, or one of each.
struct ByChance {
  static std::size_t how_many() { return *rc::gen::inRange<std::size_t>(0, 3); }
  static bool perhaps() { return *rc::gen::arbitrary<bool>(); }
  template <class Value>
  static Value one() {
    if constexpr (std::same_as<Value, std::string>) {
      const auto text = *rc::gen::container<std::string>(*rc::gen::inRange(0, 6), rc::gen::inRange<char>(' ', '~'));
      return text + *rc::gen::element<std::string>("", "\"", "\\", "\n", "\xC3\xA9");
    } else if constexpr (HasWords<Value>) {
      return *rc::gen::elementOf(all_words<Value>());
    } else if constexpr (std::same_as<Value, double>) {
      const auto value = *rc::gen::arbitrary<double>();
      return std::isfinite(value) ? value : 0;
    } else {
      return *rc::gen::arbitrary<Value>();
    }
  }
};
struct OneOfEach {
  static std::size_t how_many() { return 1; }
  static bool perhaps() { return true; }
  template <class Value>
  static Value one() {
    if constexpr (std::same_as<Value, std::string>) {
      return "text";
    } else {
      return static_cast<Value>(1);
    }
  }
};

template <class Choice>
class Filler {
 public:
  template <class Value>
  void operator()(const char*, Value& value) const {
    fill(value);
  }
  template <class Optional>
  void operator()(const char*, properties::IfAny<Optional> field) const {
    fill_optional(field.value);
  }
  template <class Value>
  void operator()(const char*, properties::Always<Value>) const {}

  template <class Value>
  void fill(std::optional<Value>& value) const {
    fill_optional(value);
  }
  template <class Value>
  void fill(std::vector<Value>& values) const {
    values.resize(Choice::how_many());
    for (Value& value : values) fill(value);
  }
  template <class Value>
  void fill(std::vector<std::pair<std::string, Value>>& members) const {
    const std::size_t count = Choice::how_many();
    for (std::size_t i = 0; i < count; ++i) {
      members.emplace_back("name " + std::to_string(count - i), Value{});
      fill(members.back().second);
    }
  }
  template <class Name, class Value>
  void fill(std::map<Name, Value>& members) const {
    for (std::size_t left = Choice::how_many(); left > 0; --left) fill(members[Choice::template one<Name>()]);
  }
  template <class Value>
  void fill(Value& value) const {
    if constexpr (HasFields<Value>) {
      visit_fields(value, *this);
    } else {
      value = Choice::template one<Value>();
    }
  }

 private:
  void fill_optional(auto& value) const {
    value.reset();
    if (Choice::perhaps()) fill(value.emplace());
  }
};

template <class Result>
Result any() {
  Result result{};
  Filler<ByChance>().fill(result);
  return result;
}

template <class Result>
Result with_something_everywhere() {
  Result result{};
  Filler<OneOfEach>().fill(result);
  return result;
}

}  // namespace keycell::test
