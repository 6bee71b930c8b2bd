#pragma once
// SEC-1: no secret outside its places.

#include <map>
#include <memory>

#include "properties/boundaries/boundary_policy.h"
#include "properties/property.h"
#include "properties/scanner.h"

namespace keycell::properties {

/// Judges what a scanner finds at every crossing by the boundary policy. Its details say what crossed where, what was
/// looked at, and how often each declared exposure was made.
class SecretPlaces final : public Property {
 public:
  explicit SecretPlaces(const scenarios::Scenario& scenario)
      : SecretPlaces(BoundaryPolicy(scenario), std::make_shared<Scanner>()) {}
  SecretPlaces(BoundaryPolicy policy, std::shared_ptr<Scanner> scanner)
      : policy_(std::move(policy)), scanner_(std::move(scanner)), made_(policy_.exposures().size()) {}
  std::string_view name() const override { return "SEC-1"; }
  std::string_view statement() const override { return "no secret is seen in clear outside its declared places"; }
  void on(const model::Event& event) override;
  /// Named as below.
  Sums sums() const override;

 protected:
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
  std::vector<std::uint64_t> made_;  // by declaration
  std::map<std::pair<crypto::KeyClass, model::Place>, Seen> seen_;
};

// The names of its sums.
std::string crossings_at(model::Place place);  ///< "crossings at wire"
std::string bytes_at(model::Place place);      ///< "bytes at wire"
/// "data-key wrapped at payload"; `how` is "wrapped", "declared" or "forbidden".
std::string seen_at(crypto::KeyClass key_class, std::string_view how, model::Place place);

/// A declared exposure and how often a run made it.
struct ExposureMade {
  std::string key_class;
  std::string place;
  std::string form;  ///< "clear", "scrambled"
  std::string from;
  std::string to;  ///< of a payload; else empty
  std::string why;
  std::uint64_t count;
};

/// What of a class of keys was seen at a place, beside what the policy allows there.
struct SeenAt {
  std::string key_class;
  std::string place;
  std::string allowed;      ///< BoundaryPolicy::allowed, or "nothing"
  std::uint64_t declared;   ///< in clear or scrambled, as a documented step has it
  std::uint64_t wrapped;    ///< as the policy allows
  std::uint64_t forbidden;  ///< everything else: each is a violation
};

/// Read the details of SEC-1. Of places where a class may not be, those where it was seen all the same.
std::vector<ExposureMade> exposures_made(const Judgement& sec1);
std::vector<SeenAt> seen_at_places(const Judgement& sec1);

}  // namespace keycell::properties
