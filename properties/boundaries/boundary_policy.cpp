#include "properties/boundaries/boundary_policy.h"

#include <algorithm>

namespace keycell::properties {
namespace {

/// What the reading kms_cache means for a key that was fetched or opened.
MemoryRule as_long_as_cached(model::Nanos kms_cache) {
  if (kms_cache == model::Nanos::zero()) return {.holding = Holding::whileUsed};
  if (kms_cache == model::unlimitedCache) return {.holding = Holding::hostUp};
  return {.holding = Holding::atMost, .at_most = kms_cache};
}

bool is_more_generous(const MemoryRule& one, const MemoryRule& other) {
  return std::pair(one.holding, one.at_most) > std::pair(other.holding, other.at_most);
}

bool fits(Exposed exposed, const Forms& forms) {
  switch (exposed) {
    case Exposed::clear: return forms.are_the_bytes_themselves();
    case Exposed::scrambled: return forms == Forms{Form::scrambled};
  }
  return false;
}

}  // namespace

BoundaryPolicy::BoundaryPolicy(const PolicyFile& file, const scenarios::Scenario& scenario)
    : title_(file.title), roles_(scenario) {
  for (const auto& rule : file.wraps)
    if (rule.when.holds_in(scenario))
      for (const crypto::KeyClass what : rule.what) wraps_.emplace(rule.by, what);
  for (const auto& rule : file.wrapped)
    if (rule.when.holds_in(scenario))
      for (const model::Place place : rule.places) wrapped_.emplace(rule.key_class, place);
  for (const auto& rule : file.declared)
    if (rule.when.holds_in(scenario)) exposures_.push_back(rule.exposure);
  for (const auto& rule : file.memory) {
    if (!rule.when.holds_in(scenario)) continue;
    const MemoryRule holding = rule.rule.value_or(as_long_as_cached(scenario.readings.kms_cache));
    for (const Role role : rule.roles)
      if (MemoryRule& known = memory_[{rule.key_class, role}]; is_more_generous(holding, known)) known = holding;
  }
}

bool BoundaryPolicy::allows_wrapping(crypto::KeyClass by, crypto::KeyClass what) const {
  return wraps_.contains({by, what});
}

const DeclaredExposure* BoundaryPolicy::declared(crypto::KeyClass key_class, const Forms& forms,
                                                 const model::Crossing& crossing) const {
  for (const DeclaredExposure& exposure : exposures_) {
    if (exposure.key_class != key_class || exposure.place != crossing.place || !fits(exposure.exposed, forms) ||
        exposure.from != roles_.role_of(crossing.from))
      continue;
    if (!exposure.to || (*exposure.to == roles_.role_of(crossing.to) && exposure.message == crossing.what))
      return &exposure;
  }
  return nullptr;
}

bool BoundaryPolicy::allows_wrap(crypto::KeyClass key_class, model::Place place) const {
  return wrapped_.contains({key_class, place});
}

std::string BoundaryPolicy::allowed(crypto::KeyClass key_class, model::Place place) const {
  const bool is_declared = std::ranges::any_of(exposures_, [&](const DeclaredExposure& exposure) {
    return exposure.key_class == key_class && exposure.place == place;
  });
  if (!allows_wrap(key_class, place)) return is_declared ? "declared" : "";
  return is_declared ? "wrapped, declared" : "wrapped";
}

MemoryRule BoundaryPolicy::memory_rule(crypto::KeyClass key_class, Role role) const {
  const auto found = memory_.find({key_class, role});
  return found == memory_.end() ? MemoryRule{} : found->second;
}

}  // namespace keycell::properties
