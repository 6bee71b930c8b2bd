#pragma once
// SEC-11: one key, one purpose.

#include <map>
#include <string>

#include "crypto/wiped_buffer.h"
#include "properties/boundaries/boundary_policy.h"
#include "properties/property.h"
#include "properties/secrets_seen.h"

namespace keycell::properties {

/// Which class may wrap which is the policy's to say (its rules `wraps`). What else keys are for is not: data keys seal
/// and open records, master keys and KEKs are disclosed. The same bytes are never keys of two classes. No data key
/// seals for two clients. A network password is no key itself: what is wrapped for delivery must not open under the
/// password's own bytes, which is tried.
class KeyRoles final : public Property {
 public:
  KeyRoles(const scenarios::Scenario& scenario, BoundaryPolicy policy) : roles_(scenario), policy_(std::move(policy)) {}
  std::string_view name() const override { return "SEC-11"; }
  std::string_view statement() const override { return "every key serves one purpose, and a data key one client"; }
  void on(const model::Event& event) override;

 private:
  void hold(const model::Event& event, const model::SecretHeld& held);
  void wrap(const model::Event& event, const model::KeyWrapped& wrapped);
  void use_for_data(const model::Event& event, crypto::SecretId key, std::string_view what);
  void seal(const model::Event& event, crypto::SecretId key);

  HostRoles roles_;
  BoundaryPolicy policy_;
  SecretsSeen secrets_;
  std::map<crypto::SecretId, crypto::WipedBuffer> passwords_;
  std::map<crypto::SecretId, std::string> clients_;  // of data keys
};

}  // namespace keycell::properties
