// Prints the event hash of one scenario of the catalogue, seed 1. Links only the rooms that can move it, so that a
// second compiler has little to do to prove that it emits the same events.

#include <cstdio>
#include <exception>

#include "scenarios/catalogue.h"
#include "scenarios/load.h"
#include "sim/fork_server.h"

int main(int argc, char** argv) {
  using namespace keycell;
  const scenarios::CatalogueEntry* entry = argc == 2 ? scenarios::find_in_catalogue(argv[1]) : nullptr;
  if (entry == nullptr) {
    std::fprintf(stderr, "event_hash: expected the name of a scenario of the catalogue\n");
    return 2;
  }
  // What a scenario expects moves no event; the rooms that know properties are not here.
  const scenarios::Vocabulary vocabulary{.property_ids = {"AVL-2", "FID-1", "SEC-1", "SEC-7"}};
  const scenarios::Scenario scenario = scenarios::load_text(entry->name, entry->text, vocabulary);
  const sim::Run run = sim::run_forked(scenario, sim::Seed{1}, [] { return sim::Folds{}; }, {});
  std::printf("%016llx\n", static_cast<unsigned long long>(run.event_hash));
  return run.ending == sim::Ending::ended ? 0 : 1;
}
