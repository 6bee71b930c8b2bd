// Whatever stands in a file, it loads or is refused with one line; it never takes the program down.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "scenarios/catalogue.h"
#include "scenarios/write.h"
#include "tests/scenarios/small_cell.h"

namespace keycell::scenarios {
namespace {

/// Empty when all is well; else what is not.
std::string complaint(std::string_view text) {
  try {
    const Scenario scenario = test::load(text);
    return test::load(to_toml(scenario)) == scenario ? "" : "loads, and reads back as something else";
  } catch (const ScenarioError& error) {
    const std::string line = error.what();
    const bool placed = error.problem().line >= 1 && error.problem().column >= 1;
    return placed && line.starts_with("cell.toml:") && line.find('\n') == std::string::npos ? "" : line;
  }
}

std::size_t place_in(const std::string& text) { return *rc::gen::inRange<std::size_t>(0, text.size()); }

/// One change that a slip of the hand, a bad disk or an editor makes.
void mutate(std::string& text) {
  const std::size_t at = place_in(text);
  switch (*rc::gen::inRange(0, 5)) {
    case 0: text[at] = *rc::gen::arbitrary<char>(); break;
    case 1: text.insert(at, 1, *rc::gen::element<char>('"', '[', ']', '=', '\n', '.', '-', '0', '{', '#', '\\')); break;
    case 2: text.erase(at, *rc::gen::inRange<std::size_t>(1, 20)); break;
    case 3: text.insert(at, text.substr(place_in(text), *rc::gen::inRange<std::size_t>(1, 40))); break;
    case 4: text.resize(at + 1); break;
  }
}

RC_GTEST_PROP(Mutation, OfTheQuickstartLoadsOrIsRefusedInOneLine, ()) {
  std::string text(find_in_catalogue("one-backup")->text);
  for (int i = 0, n = *rc::gen::inRange(1, 6); i < n && !text.empty(); ++i) mutate(text);
  RC_ASSERT(complaint(text) == "");
}

TEST(Mutation, EveryCutOfTheQuickstartLoadsOrIsRefusedInOneLine) {
  const std::string_view text = find_in_catalogue("one-backup")->text;
  for (std::size_t length = 0; length < text.size(); ++length) {
    EXPECT_EQ(complaint(text.substr(0, length)), "") << length;
  }
}

}  // namespace
}  // namespace keycell::scenarios
