// A program that links campaigns/ alone, without command line and screens: it judges two halves of a campaign and adds
// them up to what the whole campaign gives. A cell that fails with some seeds is among them.

#include <cstdio>

#include "campaigns/campaign.h"
#include "campaigns/random_cell.h"

int main() {
  using namespace keycell;
  const auto space = campaigns::load_space("documented", campaigns::shipped_spaces().front().text);
  const auto judge = [&](std::uint64_t first, std::uint64_t seeds) {
    const auto cell_of = [&](sim::Seed seed) {
      scenarios::Scenario cell = campaigns::cell_of(space, seed.value);
      if (seed.value % 3 == 0)
        cell.expect.violated = std::vector<std::string>{};  // then a documented weakness is a failure
      return cell;
    };
    return campaigns::run_campaign({.first = {first}, .seeds = seeds, .jobs = 2, .stop_at = campaigns::StopAt::never},
                                   cell_of, {}, {});
  };
  const auto whole = judge(1, 200);
  const auto added = campaigns::merged(judge(1, 100), judge(101, 100));
  const bool same = added.done == whole.done && added.failed == whole.failed && added.events == whole.events &&
                    added.properties == whole.properties && added.failures == whole.failures;
  std::printf("%s: %llu runs, %llu failed\n", same ? "the same" : "DIFFERENT",
              static_cast<unsigned long long>(whole.done), static_cast<unsigned long long>(whole.failed));
  return same && whole.failed > 10 && whole.failed < 100 ? 0 : 1;
}
