#include "properties/secret_places.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "crypto/rsa.h"

namespace keycell::properties {

void SecretPlaces::on(const model::Event& event) {
  if (const auto* held = std::get_if<model::SecretHeld>(&event.body)) {
    if (classes_.emplace(held->secret, held->key_class).second)
      look_for(held->secret, held->key_class, held->bytes.bytes);
  } else if (const auto* crossing = std::get_if<model::Crossing>(&event.body)) {
    judge(event, *crossing);
  }
}

void SecretPlaces::look_for(crypto::SecretId secret, crypto::KeyClass key_class, View bytes) {
  if (key_class != crypto::KeyClass::rsaPrivate) {
    windows_.add(secret, bytes);
    return;
  }
  // The modulus is public and the framing is in every key: only the private numbers count, in both byte orders.
  for (const crypto::WipedBuffer& field : crypto::rsa_private_fields(bytes)) {
    windows_.add(secret, field.view());
    crypto::WipedBuffer reversed = crypto::WipedBuffer::copy_of(field.view());
    std::ranges::reverse(reversed.writable());
    windows_.add(secret, reversed.view());
  }
}

void SecretPlaces::judge(const model::Event& event, const model::Crossing& crossing) {
  mark_exercised();
  for (const Sighting& sighting : windows_.scan(crossing.bytes)) {
    const crypto::KeyClass key_class = classes_.at(sighting.secret);
    if (const DeclaredExposure* declared = policy_.declared(key_class, crossing)) {
      ++made_[static_cast<std::size_t>(declared - policy_.exposures().data())];
      continue;
    }
    violated(event, std::to_string(sighting.length) + " bytes of " + std::string(name_of(key_class)) + " #" +
                        std::to_string(sighting.secret.ordinal) + " in clear at " +
                        std::string(name_of(crossing.place)) + " (" + std::string(crossing.what) + ", " +
                        std::string(crossing.from) + " to " + std::string(crossing.to) + "), offset " +
                        std::to_string(sighting.offset));
  }
}

std::string SecretPlaces::details() const {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < made_.size(); ++i) {
    const DeclaredExposure& exposure = policy_.exposures()[i];
    list.push_back({{"class", name_of(exposure.key_class)},
                    {"from", name_of(exposure.from)},
                    {"to", name_of(exposure.to)},
                    {"why", exposure.why},
                    {"count", made_[i]}});
  }
  return list.dump();
}

std::vector<ExposureMade> exposures_made(const Judgement& sec1) {
  std::vector<ExposureMade> made;
  for (const auto& entry : nlohmann::json::parse(sec1.details))
    made.push_back({.key_class = entry.at("class"),
                    .from = entry.at("from"),
                    .to = entry.at("to"),
                    .why = entry.at("why"),
                    .count = entry.at("count")});
  return made;
}

}  // namespace keycell::properties
