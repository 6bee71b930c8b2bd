#pragma once
// What a violation shows: where, when, and which secret. Text is made of it last; whoever compares, compares this.

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "crypto/witness.h"
#include "model/events.h"

namespace keycell::properties {

/// The secret and the place that a violation is about, as far as it is about one.
struct About {
  std::optional<crypto::SecretId> secret{};
  std::optional<crypto::KeyClass> key_class{};
  std::optional<model::Place> place{};
  bool operator==(const About&) const = default;
};

struct Evidence {
  std::optional<std::uint64_t> event{};  ///< its ordinal; none of a run that did not come to its end
  std::string host{};
  model::CallId call{};  ///< that the event carries, if it does
  About about{};
  std::string what{};  ///< a sentence; never a byte of a secret
  bool operator==(const Evidence&) const = default;

  /// "event 416 on commserve: the wrap of ..."; empty when there is nothing to say.
  std::string text() const;
};

nlohmann::json to_json(const Evidence& evidence);
/// Throws nlohmann::json::exception.
Evidence evidence_in(const nlohmann::json& json);

}  // namespace keycell::properties
