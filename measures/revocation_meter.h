#pragma once
// Master keys that were disabled, destroyed or lost at their KMS, and the last use after that of each or of a key that
// nothing else opens: a key in a cache, or in the hands of a job that goes on.

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "measures/results/revoked.h"
#include "model/events.h"
#include "properties/secrets_seen.h"

namespace keycell::measures {

/// A use is a record sealed or opened, a key wrapped or unwrapped. A key that several wrap is revoked when all of those
/// are: after a rotation the old master key is destroyed, and the KEK is as good as the new one.
class RevocationMeter final : public model::Fold {
 public:
  /// So many are listed one by one; events.jsonl has all.
  static constexpr std::size_t mostListed = 1000;

  std::string_view name() const override { return "revoked"; }
  void on(const model::Event& event) override;
  std::string result() const override;
  RevokedKeys keys() const;

 private:
  void change_state(const model::MasterKeyAtKms& told, double now_s);
  void learn_wrap(crypto::SecretId what, crypto::SecretId by);
  void use(const model::Event& event, crypto::SecretId key, std::string_view does);
  /// The revoked master keys that alone open the key; none where something else does. No hierarchy is deeper than
  /// this: key code that wraps keys in a circle is not followed for ever.
  static constexpr int deepest = 8;
  std::vector<std::size_t> revoked_above(crypto::SecretId key, int deep = deepest) const;

  properties::SecretsSeen secrets_;
  std::map<std::pair<std::string, std::string>, crypto::SecretId> master_keys_;  // by KMS and id
  std::map<crypto::SecretId, std::vector<crypto::SecretId>> wrapped_by_;         // master keys, KEKs, RSA pairs
  std::map<crypto::SecretId, std::size_t> revoked_now_;                          // to what is told of each
  std::vector<RevokedKey> told_;
};

}  // namespace keycell::measures
