#pragma once
// What keys cost in a run, who held them, and each KMS node as a queue.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "crypto/key_work.h"
#include "measures/results/durations.h"
#include "properties/checks/held_keys.h"

namespace keycell::measures {

struct KeyCost {
  std::uint64_t count = 0;
  double cpu_s = 0;
  bool operator==(const KeyCost&) const = default;
};

struct KeyCostOfFlow {
  std::string flow{};                 ///< "none" for what is of no flow
  std::string where{};                ///< "CommServe", "KMS", "MediaAgents", "clients", "console"
  std::optional<std::string> side{};  ///< of a copy: "source", "target"
  KeyCost cost{};
  bool operator==(const KeyCostOfFlow&) const = default;
};

struct BulkCost {
  double bytes = 0;
  double cpu_s = 0;
  bool operator==(const BulkCost&) const = default;
};

struct BulkCosts {
  BulkCost encrypted_by_clients{};
  BulkCost decrypted_by_clients{};
  BulkCost encrypted_again_by_media_agents{};
  bool operator==(const BulkCosts&) const = default;
};

/// Requests of one kind to a KMS, as the CommServe saw them.
struct KmsOperationTimes {
  std::uint64_t count = 0;  ///< without those turned away
  std::uint64_t failed = 0;
  std::uint64_t turned_away = 0;
  std::optional<Durations> answered{};    ///< also with a refusal
  std::optional<Durations> unanswered{};  ///< until the deadline, or until the connection was refused
  bool operator==(const KmsOperationTimes&) const = default;
};

struct KmsLoad {
  std::uint64_t requests = 0;
  std::uint64_t failed = 0;
  std::optional<Durations> answered{};
  std::optional<Durations> unanswered{};
  std::map<std::string, KmsOperationTimes> operations{};
  std::uint64_t peak_per_minute = 0;
  double peak_at_s = 0;
  bool operator==(const KmsLoad&) const = default;
};

struct KeyCosts {
  std::map<crypto::KeyOperation, KeyCost> operations{};
  std::vector<KeyCostOfFlow> operations_by_flow{};
  BulkCosts bulk{};
  std::uint64_t real_records = 0;
  std::map<std::string, KmsLoad> kms{};
  bool operator==(const KeyCosts&) const = default;
};

/// What keys cost, and who held them: the latter is what CUS-1 told, if it did.
struct KeyWork {
  KeyCosts costs{};
  std::optional<std::vector<properties::KeySeconds>> custody{};
  std::optional<std::vector<properties::KeySecondsInFlow>> custody_by_flow{};
  std::optional<std::vector<properties::KeySecondsAtHost>> custody_by_host{};
  bool operator==(const KeyWork&) const = default;
};

struct KmsTurnedAwayCounts {
  std::uint64_t rate_limit = 0;
  std::uint64_t full_queue = 0;
  std::uint64_t overload = 0;
  bool operator==(const KmsTurnedAwayCounts&) const = default;
};

/// How many requests were there at once.
struct KmsInSystem {
  double mean = 0;
  double mean_while_busy = 0;
  std::uint64_t most = 0;
  bool operator==(const KmsInSystem&) const = default;
};

/// All nodes of a KMS.
struct KmsQueue {
  std::uint64_t workers = 0;
  std::uint64_t arrived = 0;
  std::uint64_t served = 0;
  std::uint64_t cut_off = 0;  ///< the node lost power
  std::uint64_t still_there = 0;
  KmsTurnedAwayCounts turned_away{};
  std::optional<Durations> response{};  ///< nothing where no request was served
  std::optional<Durations> queue{};
  std::optional<Durations> service{};
  KmsInSystem in_system{};
  double busy_s = 0;
  double use_while_busy = 0;
  bool operator==(const KmsQueue&) const = default;
};

using KmsQueues = std::map<std::string, KmsQueue>;

}  // namespace keycell::measures
