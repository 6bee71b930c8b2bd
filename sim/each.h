#pragma once
// Names for what a scenario asks for.

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace keycell::sim {

/// Calls `plan` with a name of its own for each item: the how manieth of its kind it is that has its subject. Draws
/// are made by these names, so what the scenario asks for others does not change them.
template <class Item, class Subject, class Plan>
void each(const std::string& kind, const std::vector<Item>& items, Subject subject_of, Plan plan) {
  std::map<std::string, int> before;
  for (const Item& item : items) {
    const std::string subject = std::invoke(subject_of, item);
    plan(kind + " " + std::to_string(++before[subject]) + " of " + subject, item);
  }
}

}  // namespace keycell::sim
