#pragma once
// The smallest cell that does everything: for tests that simulate often.

#include "scenarios/scenario.h"

namespace keycell::test {

inline scenarios::Scenario small_scenario(crypto::Unwrap unwrap = crypto::Unwrap::fetch) {
  using namespace std::chrono_literals;
  scenarios::Scenario scenario;
  scenario.title = "small";
  scenario.keys.unwrap = unwrap;
  scenario.data_path = {.chunk_bytes = 1'000'000'000, .record_bytes = 256};
  scenario.kms = {{.name = "kms1"}};
  scenario.media_agents = {{.name = "ma1"}};
  scenario.pools = {{.name = "pool-a", .media_agent = "ma1", .kms = "kms1"}};
  scenario.clients = {{.name = "fs", .count = 2, .pool = "pool-a", .front_end_bytes = 2'500'000'000}};
  scenario.backups = {{.at = 1h, .clients = "fs"}};
  scenario.restores = {{.at = 3h, .clients = "fs"}};
  return scenario;
}

}  // namespace keycell::test
