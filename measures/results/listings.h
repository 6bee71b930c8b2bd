#pragma once
// What explain, scenario list and calibrate print with --json, as values.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "measures/results/checks.h"
#include "measures/results/made_by.h"
#include "properties/boundaries/policy_file.h"

namespace keycell::measures {

inline constexpr int boundariesSchema = 1;
inline constexpr int keysAtKmsSchema = 1;
inline constexpr int catalogueSchema = 1;
inline constexpr int calibrationSchema = 2;

/// A boundary policy as it stands for a scenario.
struct BoundariesTold {
  MadeBy made_by{};
  CheckedScenario scenario{};
  std::string policy{};                                                      ///< its title
  std::map<crypto::KeyClass, std::vector<crypto::KeyClass>> wraps{};         ///< by which class which may be wrapped
  std::map<crypto::KeyClass, std::map<model::Place, std::string>> places{};  ///< "forbidden", "wrapped", ...
  std::map<crypto::KeyClass, std::map<model::Role, std::string>> memory{};   ///< "forbidden", "while used", ...
  std::vector<properties::DeclaredExposure> declared{};
  bool operator==(const BoundariesTold&) const = default;
};

/// A master key as it was at the end of a run. Times are seconds since the start.
struct KeyAtKms {
  std::string kms{};
  std::string id{};
  std::string commcell_id{};
  std::string policy{};          ///< of a key of a pool: the pool
  std::string copy{};            ///< empty for a key of a pool
  std::uint64_t generation = 1;  ///< it is the how manieth that the KMS has made for this pool or copy
  std::string state{};
  double created_s = 0;
  double changed_s = 0;
  bool operator==(const KeyAtKms&) const = default;
};

struct KeysAtKmsTold {
  MadeBy made_by{};
  CheckedScenario scenario{};
  std::uint64_t seed = 0;
  std::string kms{};
  std::vector<KeyAtKms> keys{};
  bool operator==(const KeysAtKmsTold&) const = default;
};

struct ScenarioOfCatalogue {
  std::string name{};
  std::string title{};
  std::string shows{};
  std::uint64_t clients = 0;
  std::uint64_t nights = 0;
  bool operator==(const ScenarioOfCatalogue&) const = default;
};

struct CatalogueTold {
  MadeBy made_by{};
  std::vector<ScenarioOfCatalogue> scenarios{};
  bool operator==(const CatalogueTold&) const = default;
};

/// A rate or a time.
struct CalibratedValue {
  std::optional<std::uint64_t> bytes_per_s{};
  std::optional<std::int64_t> ns{};
  double spread = 0;  ///< share of the median within which the middle half of the takings lies
  bool operator==(const CalibratedValue&) const = default;
};

using CalibratedTable = std::vector<std::pair<std::string, CalibratedValue>>;

struct CalibrationTold {
  MadeBy made_by{};
  std::string title{};
  std::string machine{};
  std::string openssl{};
  std::string openssl_processor{};
  std::string measured{};  ///< day
  std::uint64_t takings_of_each = 0;
  double share_of_core = 0;
  std::vector<std::pair<std::string, CalibratedTable>> tables{};  ///< as in the file
  bool operator==(const CalibrationTold&) const = default;
};

}  // namespace keycell::measures
