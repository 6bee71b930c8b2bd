#include "properties/scanner.h"

namespace keycell::properties {

const std::vector<Find> Scanner::none_;

const std::vector<Find>& Scanner::finds(const model::Event& event) {
  if (latest_ == event.ordinal) return *finds_;
  latest_ = event.ordinal;
  finds_ = &none_;
  if (const auto* held = std::get_if<model::SecretHeld>(&event.body)) {
    matcher_.tell_secret(held->secret, held->key_class, held->bytes.bytes);
  } else if (const auto* wrapped = std::get_if<model::KeyWrapped>(&event.body)) {
    matcher_.tell_wrap(wrapped->what, wrapped->result);
  } else if (const auto* crossing = std::get_if<model::Crossing>(&event.body)) {
    LookedAt& looked_at = looked_at_[static_cast<std::size_t>(crossing->place)];
    ++looked_at.crossings;
    looked_at.bytes += crossing->bytes.size();
    const bool of_database = crossing->place == model::Place::csdbPage || crossing->place == model::Place::kmsStore;
    finds_ = &matcher_.finds_in(crossing->bytes, of_database ? Pads::possible : Pads::none);
  }
  return *finds_;
}

}  // namespace keycell::properties
