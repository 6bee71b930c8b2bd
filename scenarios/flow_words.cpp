#include "scenarios/flow_words.h"

#include <algorithm>

namespace keycell::scenarios {

std::vector<std::string> flow_words() {
  std::vector<std::string> words;
  for (const model::Step& step : model::flowSteps)
    if (words.empty() || words.back() != name_of(step.flow)) words.emplace_back(name_of(step.flow));
  return words;
}

const model::Step* find_step(std::string_view flow, std::optional<std::uint64_t> number) {
  const model::Step* found = nullptr;
  for (const model::Step& step : model::flowSteps)
    if (name_of(step.flow) == flow && (!number || static_cast<std::uint64_t>(step.number) == *number)) found = &step;
  return found;
}

std::string no_such_step(std::string_view flow, std::uint64_t number) {
  const model::Step* last = find_step(flow, std::nullopt);
  if (last == nullptr || find_step(flow, number) != nullptr) return {};
  return std::string(flow) + " has no step " + std::to_string(number) + "; expected 1 to " +
         std::to_string(last->number);
}

}  // namespace keycell::scenarios
