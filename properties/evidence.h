#pragma once
// What a violation shows: where, when, and which secret. Text is made of it last; whoever compares, compares this.

#include <cstdint>
#include <optional>
#include <string>

#include "crypto/witness.h"
#include "model/events.h"
#include "properties/result_fields.h"

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

void visit_fields(Some<Evidence> auto& evidence, auto&& visit) {
  visit("host", evidence.host);
  visit("what", evidence.what);
  visit("call", evidence.call.value);
  visit("event", if_any(evidence.event));
  visit("secret", if_any(evidence.about.secret));
  visit("class", if_any(evidence.about.key_class));
  visit("place", if_any(evidence.about.place));
}

}  // namespace keycell::properties
