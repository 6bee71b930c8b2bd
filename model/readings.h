#pragma once
// What public documents leave open about a CommCell, as named parameters. A verdict is robust when it is the same under
// every reading that matters to it. Values, defaults, tags and sources: docs/reference/readings.md.

#include <optional>
#include <string_view>

#include "crypto/hierarchy.h"
#include "crypto/record_cipher.h"
#include "model/events.h"

namespace keycell::model {

enum class DataKeyReuse { reused, fresh };
enum class DataKeyBorn { commserve, client };
enum class PasswordAtRest { memory, csdb };
enum class MasterKeyMadeBy { kms, software };
using crypto::RecordCrc;

struct Readings {
  /// How long the CommServe keeps a fetched master key or an opened KEK, from when it got it.
  Nanos kms_cache{0};
  DataKeyReuse data_key_reuse = DataKeyReuse::reused;
  std::optional<crypto::DataKeyScope> data_key_scope{};  ///< none: as the profile's documents say
  DataKeyBorn data_key_born = DataKeyBorn::commserve;
  PasswordAtRest network_password_at_rest = PasswordAtRest::memory;
  MasterKeyMadeBy master_key_made_by = MasterKeyMadeBy::kms;
  RecordCrc record_crc = RecordCrc::clear;
  bool operator==(const Readings&) const = default;
};

/// For kms_cache: never forgotten while the CommServe runs.
inline constexpr Nanos unlimitedCache = Nanos::max();

constexpr std::string_view name_of(DataKeyReuse value) { return value == DataKeyReuse::reused ? "reused" : "fresh"; }
constexpr std::string_view name_of(DataKeyBorn value) {
  return value == DataKeyBorn::commserve ? "commserve" : "client";
}
constexpr std::string_view name_of(PasswordAtRest value) { return value == PasswordAtRest::memory ? "memory" : "csdb"; }
constexpr std::string_view name_of(MasterKeyMadeBy value) { return value == MasterKeyMadeBy::kms ? "kms" : "software"; }

}  // namespace keycell::model
