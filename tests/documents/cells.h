#pragma once
// The small cells whose runs are compared with the documents: one client, one archive file a backup.

#include "scenarios/scenario.h"

namespace keycell::documents {

using namespace std::chrono_literals;

/// 2023e: keys of a storage pool.
inline scenarios::Scenario cell_of_2023e(std::string_view kms_kind = "third-party") {
  scenarios::Scenario cell;
  cell.title = "a storage pool";
  cell.data_path = {.chunk_bytes = 1'000'000'000, .record_bytes = 256, .cipher = "AES-256"};
  cell.kms = {{.name = "kms1", .kind = std::string(kms_kind)}};
  cell.media_agents = {{.name = "ma1"}};
  cell.pools = {{.name = "pool-a", .media_agent = "ma1", .kms = "kms1"}};
  cell.clients = {{.name = "fs", .pool = "pool-a", .front_end_bytes = 1'000'000'000}};
  cell.backups = {{.at = 1h, .clients = "fs"}};
  cell.restores = {{.at = 5h, .clients = "fs"}};
  return cell;
}

/// 2019: keys of storage policy copies, a secondary copy that is encrypted again.
inline scenarios::Scenario cell_of_2019() {
  scenarios::Scenario cell = cell_of_2023e();
  cell.title = "storage policy copies";
  cell.keys.profile = "per-copy-rsa";
  cell.pools.clear();
  cell.media_agents = {{.name = "ma1"}, {.name = "ma2"}};
  cell.copies = {{.policy = "Gold", .name = "Primary", .media_agent = "ma1", .kms = "kms1"},
                 {.policy = "Gold",
                  .name = "Secondary",
                  .media_agent = "ma2",
                  .kms = "kms1",
                  .source = "Primary",
                  .encryption = scenarios::CopyEncryption::reEncrypt}};
  cell.clients = {{.name = "fs", .policy = "Gold", .front_end_bytes = 1'000'000'000}};
  cell.aux_copies = {{.at = 3h, .policy = "Gold", .copy = "Secondary"}};
  return cell;
}

}  // namespace keycell::documents
