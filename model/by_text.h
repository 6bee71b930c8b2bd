#pragma once
// What is looked up by a name and never iterated, so that the order of a hash reaches nothing.

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace keycell::model {

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

template <class Value>
using ByText = std::unordered_map<std::string, Value, TextHash, std::equal_to<>>;

}  // namespace keycell::model
