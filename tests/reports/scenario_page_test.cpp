// The reference page has exactly the table that the loader reads by.

#include <gtest/gtest.h>

#include <fstream>

#include "reports/scenario_schema.h"

namespace keycell::reports {
namespace {

TEST(ScenarioPage, HasEveryKeyAsTheLoaderReadsIt) {
  std::ifstream file(KEYCELL_SCENARIO_PAGE);
  const std::string page((std::istreambuf_iterator<char>(file)), {});
  EXPECT_NE(page.find("\n\n" + scenario_keys_markdown() + "\n"), std::string::npos)
      << "put this into docs/reference/scenario.md (keycell scenario schema --markdown):\n"
      << scenario_keys_markdown();
}

TEST(FaultsPage, HasEveryKindOfFault) {
  std::ifstream file(KEYCELL_FAULTS_PAGE);
  const std::string page((std::istreambuf_iterator<char>(file)), {});
  EXPECT_NE(page.find("\n\n" + fault_kinds_markdown() + "\n"), std::string::npos)
      << "put this into docs/reference/faults.md (keycell scenario schema --faults --markdown):\n"
      << fault_kinds_markdown();
}

TEST(FaultKinds, AreListedWithTheirKeys) {
  const std::string text = fault_kinds_text();
  EXPECT_NE(text.find("power-cut: a host loses power"), std::string::npos) << text;
  EXPECT_NE(text.find("  until      when the key works again (else never)\n"), std::string::npos) << text;
}

}  // namespace
}  // namespace keycell::reports
