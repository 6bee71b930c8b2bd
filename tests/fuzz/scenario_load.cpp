// Any bytes as a scenario file. The law: it is refused in one line with its position, or what it means is written to a
// text that means the same.

#include "scenarios/load.h"
#include "scenarios/write.h"
#include "tests/fuzz/keys.h"

using namespace keycell;
using namespace keycell::scenarios;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Vocabulary vocabulary{.property_ids = {"SEC-1", "SEC-7", "FID-1"}};
  Scenario scenario;
  try {
    scenario = load_text("cell.toml", {reinterpret_cast<const char*>(data), size}, vocabulary);
  } catch (const ScenarioError& refusal) {
    const std::string_view why = refusal.what();
    crypto::fuzz::demand(why.starts_with("cell.toml:") && why.find('\n') == std::string_view::npos);
    return 0;
  }
  crypto::fuzz::demand(load_text("cell.toml", to_toml(scenario), vocabulary) == scenario);
  return 0;
}
