#pragma once
// Master keys that their KMS stopped giving, and whether anybody went on using them or what is under them. Moments are
// seconds since the start.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace keycell::measures {

/// A use of a key that only revoked ones open.
struct UseOfRevoked {
  double at_s = 0;
  std::string host{};
  std::string key{};   ///< "data-key #12", by its number in events.jsonl
  std::string does{};  ///< "seals", "opens", "wraps", "unwraps"
  bool operator==(const UseOfRevoked&) const = default;
};

/// One time that a master key was revoked.
struct RevokedKey {
  std::string kms{};
  std::string id{};          ///< at the KMS
  std::uint64_t secret = 0;  ///< its number in events.jsonl
  std::string state{};       ///< "Disabled", "Destroyed", "Lost"
  double at_s = 0;
  std::optional<double> until_s{};  ///< when it was given again
  std::uint64_t uses = 0;           ///< from then on, of it and of what it alone opens
  std::optional<UseOfRevoked> last_use{};
  bool operator==(const RevokedKey&) const = default;
};

struct RevokedKeys {
  std::vector<RevokedKey> list{};  ///< the first of them
  std::uint64_t not_listed = 0;
  bool operator==(const RevokedKeys&) const = default;
};

}  // namespace keycell::measures
