#pragma once
// Which keys are on a disk, and under which keys: followed from the wrap to the synced page.

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "properties/secrets_seen.h"
#include "scenarios/scenario.h"

namespace keycell::properties {

/// Follows the stored form of every key from the wrap to the disk: durable is what was written to the CSDB or the store
/// of a KMS node in a file that was synced afterwards, all of it. What a power cut caught between the two is durable
/// again only when the host later opens those very bytes. A data key counts when it and every key above it are durable,
/// up to a master key that its KMS keeps: under the node's root, or scrambled in the CSDB. Several properties may share
/// one.
class KeyForms {
 public:
  explicit KeyForms(const scenarios::Scenario& scenario);

  /// Whoever shares it may tell the same event again.
  void hear(const model::Event& event);

  bool is_durable(crypto::SecretId key);
  /// The keys under which it is durable, the latest last; no secret where it is scrambled.
  std::span<const crypto::SecretId> durable_under(crypto::SecretId key) const;
  const SecretsSeen& secrets() const { return secrets_; }

 private:
  struct Piece {
    std::string host;
    std::string file;
    std::size_t begin;
    std::size_t end;
    bool synced;
  };
  /// A key under another one; under none when it is scrambled.
  struct Form {
    crypto::SecretId what;
    crypto::SecretId by;
    Bytes bytes;
    std::vector<Piece> pieces = {};
    std::string lost_at{};          ///< the host that a power cut caught between write and sync
    bool may_be_read_back = false;  ///< that host is up again
  };
  void hold(const model::SecretHeld& held);
  void expect_stored(Form form);
  void look_at_page(const model::Crossing& page);
  void sync(std::string_view host, std::string_view file);
  void lose(std::string_view host);
  void boot(std::string_view host);
  void read_back(crypto::SecretId what, crypto::SecretId by, View from);
  void settle(std::size_t form);

  bool has_built_in_kms_;
  std::optional<std::uint64_t> latest_{};  // event that was heard
  SecretsSeen secrets_;
  std::vector<Form> pending_;                                                // on their way to a disk
  std::map<crypto::SecretId, std::vector<crypto::SecretId>> durable_forms_;  // what: by
  std::vector<bool> durable_;                                                // by ordinal; what is true stays so
};

}  // namespace keycell::properties
