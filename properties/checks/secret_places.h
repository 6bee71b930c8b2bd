#pragma once
// SEC-1: no secret outside its places.

#include <map>
#include <memory>

#include "properties/boundaries/boundary_policy.h"
#include "properties/checks/what_crossed.h"
#include "properties/property.h"
#include "properties/scanner.h"

namespace keycell::properties {

/// Judges what a scanner finds at every crossing by the boundary policy. Its details say what crossed where, what was
/// looked at, and how often each declared exposure was made.
class SecretPlaces final : public Property {
 public:
  /// `must_cross`: places of which something must be looked at, or the property is vacuous.
  SecretPlaces(BoundaryPolicy policy, std::shared_ptr<Scanner> scanner, std::vector<model::Place> must_cross = {})
      : policy_(std::move(policy)),
        scanner_(std::move(scanner)),
        must_cross_(std::move(must_cross)),
        made_(policy_.exposures().size()) {}
  explicit SecretPlaces(const scenarios::Scenario& scenario)
      : SecretPlaces(BoundaryPolicy(scenario), std::make_shared<Scanner>()) {}
  std::string_view name() const override { return "SEC-1"; }
  std::string_view statement() const override { return "no secret is seen in clear outside its declared places"; }
  void on(const model::Event& event) override;
  /// Named as below.
  Sums sums() const override;

 protected:
  std::string vacuous_because() const override;
  std::string details() const override;

 private:
  /// How often something of a class was seen at a place.
  struct Seen {
    std::uint64_t declared = 0;
    std::uint64_t wrapped = 0;
    std::uint64_t forbidden = 0;
  };

  void judge(const model::Event& event, const model::Crossing& crossing, const Find& find);

  BoundaryPolicy policy_;
  std::shared_ptr<Scanner> scanner_;
  std::vector<model::Place> must_cross_;
  std::vector<std::uint64_t> made_;  // by declaration
  std::map<std::pair<crypto::KeyClass, model::Place>, Seen> seen_;
};

/// Places that the parts of the scenario write to whatever happens to them, once there is work for them.
std::vector<model::Place> places_that_must_be_crossed(const scenarios::Scenario& scenario);

// The names of its sums.
std::string crossings_at(model::Place place);  ///< "crossings at wire"
std::string bytes_at(model::Place place);      ///< "bytes at wire"
/// "data-key wrapped at payload"; `how` is "wrapped", "declared" or "forbidden".
std::string seen_at(crypto::KeyClass key_class, std::string_view how, model::Place place);

/// Reads the details of SEC-1. Throws ResultError.
WhatCrossed what_crossed(const Judgement& sec1);

}  // namespace keycell::properties
