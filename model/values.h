#pragma once
// What one part of a scenario says by key: plain values, for kinds of things that differ in what they can be told.

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace keycell::model {

using Said = std::variant<std::string, std::uint64_t, std::chrono::nanoseconds, std::vector<std::string>>;

/// By key, in the order of the keys' names, so that what is made of it does not depend on who said what first. Reading
/// a key as what it is not throws std::bad_variant_access.
class Values {
 public:
  Values() = default;
  Values(std::initializer_list<std::pair<const std::string, Said>> values) : by_key_(values) {}

  const Said* find(std::string_view key) const {
    const auto found = by_key_.find(key);
    return found == by_key_.end() ? nullptr : &found->second;
  }
  bool has(std::string_view key) const { return find(key) != nullptr; }

  /// Empty when it is not said.
  std::string text(std::string_view key) const { return said<std::string>(key).value_or(std::string()); }
  std::optional<std::uint64_t> number(std::string_view key) const { return said<std::uint64_t>(key); }
  std::optional<std::chrono::nanoseconds> time(std::string_view key) const {
    return said<std::chrono::nanoseconds>(key);
  }

  void say(std::string key, Said value) { by_key_.insert_or_assign(std::move(key), std::move(value)); }
  void unsay(const std::string& key) { by_key_.erase(key); }

  auto begin() const { return by_key_.begin(); }
  auto end() const { return by_key_.end(); }

  bool operator==(const Values&) const = default;

 private:
  template <class T>
  std::optional<T> said(std::string_view key) const {
    const Said* value = find(key);
    return value == nullptr ? std::nullopt : std::optional(std::get<T>(*value));
  }

  std::map<std::string, Said, std::less<>> by_key_;
};

}  // namespace keycell::model
