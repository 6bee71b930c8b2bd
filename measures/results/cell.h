#pragma once
// What a cell did in a run, counted.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "crypto/key_class.h"
#include "model/events.h"

namespace keycell::measures {

struct DataCounts {
  std::uint64_t chunks_backed_up = 0;
  std::uint64_t front_end_bytes = 0;
  std::uint64_t chunks_restored = 0;
  std::uint64_t wire_bytes = 0;
  bool operator==(const DataCounts&) const = default;
};

struct WrapCounts {
  std::uint64_t wraps = 0;
  std::uint64_t unwraps = 0;
  bool operator==(const WrapCounts&) const = default;
};

struct KmsRequestCounts {
  std::uint64_t count = 0;
  std::uint64_t failed = 0;
  double longest_s = 0;  ///< of those that were answered
  bool operator==(const KmsRequestCounts&) const = default;
};

struct CrossingCounts {
  std::uint64_t count = 0;
  std::uint64_t bytes = 0;
  bool operator==(const CrossingCounts&) const = default;
};

struct CellCounts {
  DataCounts data{};
  std::map<crypto::KeyClass, std::uint64_t> keys{};  ///< that were ever held
  WrapCounts key_operations{};
  std::map<std::string, KmsRequestCounts> kms_requests{};  ///< by operation
  std::map<model::Place, CrossingCounts> crossings{};      ///< of every place
  std::vector<std::string> faults{};
  std::map<std::string, std::uint64_t> faults_by_kind{};
  std::vector<std::string> errors_logged{};
  std::vector<std::string> warnings_logged{};
  std::uint64_t reboots = 0;
  bool operator==(const CellCounts&) const = default;
};

}  // namespace keycell::measures
