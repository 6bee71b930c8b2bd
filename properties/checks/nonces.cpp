#include "properties/checks/nonces.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace keycell::properties {

bool FingerprintSet::place(const Fingerprint& fingerprint) {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t slot = fingerprint[0] & mask;; slot = (slot + 1) & mask) {
    if (slots_[slot] == fingerprint) return false;
    if (slots_[slot] != Fingerprint{}) continue;
    slots_[slot] = fingerprint;
    return true;
  }
}

bool FingerprintSet::insert(View what) {
  const XXH128_hash_t hash = XXH3_128bits(what.data(), what.size());
  // A free slot is marked by zeros, so no entry may be.
  const Fingerprint fingerprint{hash.low64, hash.high64 | 1};
  if (!place(fingerprint)) return false;
  if (++size_ * 5 <= slots_.size() * 4) return true;
  const auto old = std::move(slots_);
  slots_.assign(2 * old.size(), {});
  for (const Fingerprint& known : old)
    if (known != Fingerprint{}) place(known);
  return true;
}

void Nonces::on(const model::Event& event) {
  if (const auto* sealed = std::get_if<model::DataSealed>(&event.body)) {
    mark_exercised();
    scratch_.assign("record ").append(std::to_string(sealed->key.ordinal)).append("\n").append(text_of(sealed->nonce));
    if (!used_.insert(view_of(scratch_)))
      violated(event, {.secret = sealed->key, .key_class = crypto::KeyClass::dataKey},
               "an IV is used again under data-key #" + std::to_string(sealed->key.ordinal));
  } else if (const auto* message = std::get_if<model::MessageSealed>(&event.body)) {
    mark_exercised();
    scratch_.assign(message->from).append("\n").append(message->to).append("\n").append(text_of(message->nonce));
    if (!used_.insert(view_of(scratch_)))
      violated(event, {},
               "a nonce is used again under the channel key " + std::string(message->from) + " > " +
                   std::string(message->to));
  }
}

}  // namespace keycell::properties
