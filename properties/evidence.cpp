#include "properties/evidence.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace keycell::properties {

std::string Evidence::text() const {
  return event ? "event " + std::to_string(*event) + " on " + host + ": " + what : what;
}

nlohmann::json to_json(const Evidence& evidence) {
  nlohmann::json json{{"host", evidence.host}, {"what", evidence.what}, {"call", evidence.call.value}};
  if (evidence.event) json["event"] = *evidence.event;
  if (evidence.about.secret) json["secret"] = evidence.about.secret->ordinal;
  if (evidence.about.key_class) json["class"] = *evidence.about.key_class;
  if (evidence.about.place) json["place"] = *evidence.about.place;
  return json;
}

Evidence evidence_in(const nlohmann::json& json) {
  Evidence evidence{.host = json.at("host"), .call = {json.at("call").get<std::uint64_t>()}, .what = json.at("what")};
  if (json.contains("event")) evidence.event = json.at("event").get<std::uint64_t>();
  if (json.contains("secret")) evidence.about.secret = crypto::SecretId{json.at("secret").get<std::uint32_t>()};
  if (json.contains("class")) evidence.about.key_class = json.at("class").get<crypto::KeyClass>();
  if (json.contains("place")) evidence.about.place = json.at("place").get<model::Place>();
  return evidence;
}

}  // namespace keycell::properties
