#pragma once
// What is wrong with a scenario file, as one line that an editor can jump to.

#include <cstdint>
#include <stdexcept>
#include <string>

namespace keycell::scenarios {

/// Lines and columns count from 1; columns count characters, not bytes.
struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  auto operator<=>(const Position&) const = default;
};

struct Problem {
  std::string file;
  std::uint32_t line;
  std::uint32_t column;
  std::string text;
  std::string str() const;  ///< "file:line:col: text", one line
};

class ScenarioError : public std::runtime_error {
 public:
  explicit ScenarioError(Problem problem) : std::runtime_error(problem.str()), problem_(std::move(problem)) {}
  const Problem& problem() const { return problem_; }

 private:
  Problem problem_;
};

/// The file cannot be read, or is too large to be a scenario.
class ScenarioFileError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace keycell::scenarios
