#pragma once
// The faults that can be planted in a cell, a row each. The product has none of them: each is a decorator over the
// parts that a simulation is given.

#include <optional>
#include <span>
#include <string_view>

#include "sim/parts.h"

namespace keycell::sabotage {

/// What runs differ by is found by running a cell twice, not by a property.
inline constexpr std::string_view determinism = "determinism";

struct PlantedFault {
  std::string_view name;
  std::string_view what;      ///< in one sentence
  std::string_view found_by;  ///< the property that is there for it, or `determinism`
  sim::Parts (*parts)();      ///< of a cell that has the fault
};

std::span<const PlantedFault> planted_faults();
/// Throws std::out_of_range.
const PlantedFault& planted_fault(std::string_view name);

// deliveries.cpp
sim::Parts log_data_key();
sim::Parts log_data_key_as_hex();
sim::Parts keep_data_key();
sim::Parts key_to_wrong_client();
sim::Parts password_as_key();
sim::Parts read_host_clock();
// hierarchies.cpp
sim::Parts skip_wrap();
sim::Parts skip_wrap_on_retry();
sim::Parts one_data_key();
sim::Parts crc_of_key();
sim::Parts wrong_kek();
// keks.cpp
sim::Parts keep_kek_on_error();
// ciphers.cpp
sim::Parts reuse_iv();
sim::Parts plain_on_media();
// worlds.cpp
sim::Parts key_in_error_text();
sim::Parts repeat_nonce();
// disks.cpp
sim::Parts acknowledge_undurable();

}  // namespace keycell::sabotage
