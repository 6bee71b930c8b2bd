#pragma once
// Which key each row of the CSDB holds, by the numbers that keys have in events and on screens.

#include <string>
#include <vector>

namespace keycell::measures {

/// A row of a pool, a copy or a data key, as key code made it.
struct KeyRowName {
  std::string row_sha256{};  ///< hexadecimal
  std::string key{};         ///< "kek #9", "data-key #12"
  std::string under{};       ///< "master-key #8"
  bool operator==(const KeyRowName&) const = default;
};

struct MasterKeyName {
  std::string kms{};
  std::string id{};   ///< at the KMS
  std::string key{};  ///< "master-key #8"
  bool operator==(const MasterKeyName&) const = default;
};

struct KeyNames {
  std::vector<KeyRowName> rows{};
  std::vector<MasterKeyName> master_keys{};
  bool operator==(const KeyNames&) const = default;
};

}  // namespace keycell::measures
