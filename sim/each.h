#pragma once
// Names for what a scenario asks for.

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "model/path.h"

namespace keycell::sim {

/// What some work is of, as a path.
template <class Work>
std::string clients_of(const Work& work) {
  return model::path_of(work.clients);
}

/// Calls `plan` with a name of its own for each item: the how manieth of its kind it is that has its subject, which
/// is a path, so that no name can be read as another one. Draws are made by these names, so what the scenario asks
/// for others does not change them.
template <class Item, class Subject, class Plan>
void each(const std::string& kind, const std::vector<Item>& items, Subject subject_of, Plan plan) {
  std::map<std::string, int> before;
  for (const Item& item : items) {
    const std::string subject = std::invoke(subject_of, item);
    plan(kind + " " + std::to_string(++before[subject]) + " of " + subject, item);
  }
}

}  // namespace keycell::sim
