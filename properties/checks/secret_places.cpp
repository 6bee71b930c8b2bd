#include "properties/checks/secret_places.h"

#include <algorithm>

#include "properties/result_json.h"

namespace keycell::properties {
namespace {

std::string named(const Find& find) {
  return std::string(name_of(find.key_class)) + " #" + std::to_string(find.secret.ordinal);
}

/// "32 bytes of data-key #3 in clear", "a wrap of kek #2 (hex)".
std::string what_is_seen(const Find& find) {
  switch (find.shown) {
    case Shown::key: {
      const std::string seen = std::to_string(find.length) + " bytes of " + named(find) + " in clear";
      return find.forms.are_the_bytes_themselves() ? seen : seen + " (" + name_of(find.forms) + ")";
    }
    case Shown::wrap: {
      const std::string seen =
          std::to_string(find.length) + " bytes of a wrap of " + named(find) + ", which has no place there,";
      return find.forms.are_the_bytes_themselves() ? seen : seen + " (" + name_of(find.forms) + ")";
    }
    case Shown::checksum: return "the CRC32 of " + named(find) + " itself beside a wrap of it";
  }
  return "something";
}

}  // namespace

void SecretPlaces::on(const model::Event& event) {
  const std::vector<Find>& finds = scanner_->finds(event);
  const auto* crossing = std::get_if<model::Crossing>(&event.body);
  if (crossing == nullptr) return;
  mark_exercised();
  for (const Find& find : finds) judge(event, *crossing, find);
}

void SecretPlaces::judge(const model::Event& event, const model::Crossing& crossing, const Find& find) {
  Seen& seen = seen_[{find.key_class, crossing.place}];
  switch (find.shown) {
    case Shown::key:
      if (const auto* declared = policy_.declared(find.key_class, find.forms, crossing)) {
        ++seen.declared;
        ++made_[static_cast<std::size_t>(declared - policy_.exposures().data())];
        return;
      }
      break;
    case Shown::wrap:
      if (policy_.allows_wrap(find.key_class, crossing.place)) {
        ++seen.wrapped;
        return;
      }
      break;
    case Shown::checksum: break;
  }
  ++seen.forbidden;
  violated(event, {.secret = find.secret, .key_class = find.key_class, .place = crossing.place},
           what_is_seen(find) + " at " + std::string(name_of(crossing.place)) + " (" + std::string(crossing.what) +
               ", " + std::string(crossing.from) + " to " + std::string(crossing.to) + "), offset " +
               std::to_string(find.offset));
}

std::vector<model::Place> places_that_must_be_crossed(const scenarios::Scenario& scenario) {
  using model::Place;
  std::vector<Place> places{Place::wire, Place::payload, Place::csdbPage};
  if (!scenario.backups.empty() || !scenario.schedules.empty()) places.push_back(Place::media);
  const auto profile = scenarios::profile_of(scenario);
  const auto owners = scenarios::key_owners(scenario, *profile);
  const auto is_kept_by = [&](const scenarios::Kms& kms) {
    return std::ranges::any_of(owners, [&](const auto& owner) { return kms_of(scenario, owner) == kms.name; });
  };
  if (std::ranges::any_of(scenario.kms, [&](const auto& kms) { return is_node(kms) && is_kept_by(kms); }))
    places.push_back(Place::kmsStore);
  const auto asks_for_lines = [](const scenarios::Fault& fault) {
    return fault.kind == "debug-log" && !fault.optional;
  };
  if (std::ranges::any_of(scenario.faults, asks_for_lines) ||
      scenario.commserve.log_level.value_or(scenario.log_level) <= model::LogLevel::info)
    places.push_back(Place::logLine);
  return places;
}

std::string SecretPlaces::vacuous_because() const {
  std::string places;
  for (const model::Place place : must_cross_)
    if (scanner_->looked_at(place).bytes == 0) (places += places.empty() ? "" : ", ") += name_of(place);
  return places.empty() ? "" : "nothing was looked at of: " + places;
}

std::string crossings_at(model::Place place) { return "crossings at " + std::string(name_of(place)); }

std::string bytes_at(model::Place place) { return "bytes at " + std::string(name_of(place)); }

std::string seen_at(crypto::KeyClass key_class, std::string_view how, model::Place place) {
  return std::string(name_of(key_class)).append(" ").append(how).append(" at ").append(name_of(place));
}

Sums SecretPlaces::sums() const {
  Sums sums;
  for (const model::Place place : model::allPlaces) {
    const LookedAt here = scanner_->looked_at(place);
    sums[crossings_at(place)] = here.crossings;
    sums[bytes_at(place)] = here.bytes;
  }
  for (const auto& [where, seen] : seen_) {
    const auto& [key_class, place] = where;
    if (seen.declared > 0) sums[seen_at(key_class, "declared", place)] = seen.declared;
    if (seen.wrapped > 0) sums[seen_at(key_class, "wrapped", place)] = seen.wrapped;
    if (seen.forbidden > 0) sums[seen_at(key_class, "forbidden", place)] = seen.forbidden;
  }
  return sums;
}

std::string SecretPlaces::details() const {
  WhatCrossed what{.policy = policy_.title()};
  for (std::size_t i = 0; i < made_.size(); ++i) {
    const DeclaredExposure& exposure = policy_.exposures()[i];
    what.declared.push_back({.key_class = std::string(name_of(exposure.key_class)),
                             .place = std::string(name_of(exposure.place)),
                             .form = std::string(name_of(exposure.exposed)),
                             .from = std::string(name_of(exposure.from)),
                             .to = exposure.to ? std::string(name_of(*exposure.to)) : std::string(),
                             .why = exposure.why,
                             .count = made_[i]});
  }
  for (const crypto::KeyClass key_class : crypto::allKeyClasses) {
    for (const model::Place place : model::allPlaces) {
      const auto found = seen_.find({key_class, place});
      const std::string allowed = policy_.allowed(key_class, place);
      if (found == seen_.end() && allowed.empty()) continue;
      const Seen seen = found == seen_.end() ? Seen{} : found->second;
      what.crossed.push_back({.key_class = std::string(name_of(key_class)),
                              .place = std::string(name_of(place)),
                              .allowed = allowed.empty() ? "nothing" : allowed,
                              .declared = seen.declared,
                              .wrapped = seen.wrapped,
                              .forbidden = seen.forbidden});
    }
  }
  for (const model::Place place : model::allPlaces)
    what.looked_at[std::string(name_of(place))] = scanner_->looked_at(place);
  return json_of(what).dump();
}

WhatCrossed what_crossed(const Judgement& sec1) { return result_in_text<WhatCrossed>(sec1.details); }

}  // namespace keycell::properties
