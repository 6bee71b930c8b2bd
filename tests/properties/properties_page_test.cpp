// The reference page has an entry for each property, and for no other.

#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <set>

#include "properties/catalogue.h"
#include "tests/sim/small_scenario.h"

namespace keycell::properties {
namespace {

std::string page() {
  std::ifstream file(KEYCELL_PROPERTIES_PAGE);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(PropertiesPage, HasAnEntryForEachPropertyAndForNoOther) {
  const std::string text = page();
  std::set<std::string> entries;
  const std::regex heading("\n## ([A-Z]+-[0-9]+)");
  for (auto found = std::sregex_iterator(text.begin(), text.end(), heading); found != std::sregex_iterator(); ++found)
    EXPECT_TRUE(entries.insert((*found)[1]).second) << (*found)[1] << " stands there twice";
  const auto ids = property_ids();
  EXPECT_EQ(entries, (std::set<std::string>{ids.begin(), ids.end()}));
}

TEST(PropertiesPage, EachEntryBeginsWithTheStatementAndSaysWhatAViolationMeans) {
  const std::string text = page();
  for (const auto& property : properties_of(test::small_scenario())) {
    const auto at = text.find("\n## " + std::string(property->name()) + "\n");
    ASSERT_NE(at, std::string::npos) << property->name();
    const std::string entry = text.substr(at + 1, text.find("\n## ", at + 1) - at);
    EXPECT_NE(entry.find("\n\n**" + std::string(property->statement()) + ".**"), std::string::npos) << property->name();
    EXPECT_NE(entry.find("\nFor the owner of the data:"), std::string::npos) << property->name();
  }
}

}  // namespace
}  // namespace keycell::properties
