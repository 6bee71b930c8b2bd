#include "scenarios/nearest.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace keycell::scenarios {
namespace {

constexpr std::size_t longestWord = 64;  // longer ones are no typing mistake, and the distance is quadratic
constexpr std::size_t edit = 2;          // an edit counts 2, so that a wrong case can count 1

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

constexpr std::size_t replace_cost(char a, char b) {
  if (a == b) return 0;
  return lower(a) == lower(b) ? edit / 2 : edit;
}

std::size_t distance(std::string_view a, std::string_view b) {
  const std::size_t width = b.size() + 1;
  std::vector<std::size_t> cost((a.size() + 1) * width);
  const auto at = [&](std::size_t i, std::size_t j) -> std::size_t& { return cost[i * width + j]; };
  for (std::size_t i = 0; i <= a.size(); ++i) at(i, 0) = i * edit;
  for (std::size_t j = 0; j <= b.size(); ++j) at(0, j) = j * edit;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      std::size_t best =
          std::min({at(i - 1, j) + edit, at(i, j - 1) + edit, at(i - 1, j - 1) + replace_cost(a[i - 1], b[j - 1])});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) best = std::min(best, at(i - 2, j - 2) + edit);
      at(i, j) = best;
    }
  }
  return at(a.size(), b.size());
}

}  // namespace

std::optional<std::string> nearest(std::string_view word, std::span<const std::string> valid_words) {
  if (word.size() > longestWord) return std::nullopt;
  const std::string* best = nullptr;
  std::size_t best_distance = 0;
  for (const std::string& candidate : valid_words) {
    if (candidate.size() > longestWord) continue;
    const std::size_t far = distance(word, candidate);
    const std::size_t limit = edit * (1 + std::max(word.size(), candidate.size()) / 3);
    if (far > limit || (best != nullptr && far >= best_distance)) continue;
    best = &candidate;
    best_distance = far;
  }
  return best == nullptr ? std::nullopt : std::optional(*best);
}

}  // namespace keycell::scenarios
