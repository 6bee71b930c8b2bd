#pragma once
// SEC-1: no secret outside its places.

#include <map>

#include "properties/boundary_policy.h"
#include "properties/property.h"
#include "properties/window_table.h"

namespace keycell::properties {

/// Looks at every byte of every crossing for 8 consecutive raw bytes of any secret held so far in the run, and judges
/// what it finds by the boundary policy. Its details list the declared exposures and how often each was made.
class SecretPlaces final : public Property {
 public:
  explicit SecretPlaces(const scenarios::Scenario& scenario) : policy_(scenario), made_(policy_.exposures().size()) {}
  std::string_view name() const override { return "SEC-1"; }
  std::string_view statement() const override { return "no secret is seen in clear outside its declared places"; }
  void on(const model::Event& event) override;

 protected:
  std::string details() const override;

 private:
  void look_for(crypto::SecretId secret, crypto::KeyClass key_class, View bytes);
  void judge(const model::Event& event, const model::Crossing& crossing);

  BoundaryPolicy policy_;
  WindowTable windows_;
  std::map<crypto::SecretId, crypto::KeyClass> classes_;
  std::vector<std::uint64_t> made_;  // by declaration
};

/// A declared exposure and how often a run made it.
struct ExposureMade {
  std::string key_class;
  std::string from;
  std::string to;
  std::string why;
  std::uint64_t count;
};

/// Reads the details of SEC-1.
std::vector<ExposureMade> exposures_made(const Judgement& sec1);

}  // namespace keycell::properties
