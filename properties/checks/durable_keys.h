#pragma once
// AVL-2: durable before use.

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "properties/property.h"
#include "properties/secrets_seen.h"
#include "scenarios/scenario.h"

namespace keycell::properties {

/// Follows the stored form of every key from the wrap to the disk: durable is what was written to the CSDB or the store
/// of a KMS node in a file that was synced afterwards, all of it. What a power cut caught between the two is durable
/// again only when the host later opens those very bytes. A data key counts when it and every key above it are durable,
/// up to a master key that its KMS keeps: under the node's root, or scrambled in the CSDB.
///
/// A chunk is acknowledged when the MediaAgent tells its sender, and when it tells the CommServe.
class DurableKeys final : public Property {
 public:
  explicit DurableKeys(const scenarios::Scenario& scenario);
  std::string_view name() const override { return "AVL-2"; }
  std::string_view statement() const override {
    return "no chunk is acknowledged before a wrap of its data key, and of every key above it, is durable";
  }
  void on(const model::Event& event) override;

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
  using FileInCopy = std::pair<std::uint64_t, std::uint64_t>;  // archive file, copy
  void hold(const model::SecretHeld& held);
  void expect_stored(Form form);
  void look_at_page(const model::Crossing& page);
  void sync(std::string_view host, std::string_view file);
  void lose(std::string_view host);
  void boot(std::string_view host);
  void read_back(crypto::SecretId what, crypto::SecretId by, View from);
  void settle(std::size_t form);
  bool is_durable(crypto::SecretId key);

  void send(const model::ChunkSent& sent);
  void acknowledge(const model::Event& event, const model::ChunkAcknowledged& chunk);

  bool has_built_in_kms_;
  SecretsSeen secrets_;
  std::vector<Form> pending_;                                                // on their way to a disk
  std::map<crypto::SecretId, std::vector<crypto::SecretId>> durable_forms_;  // what: by
  std::vector<bool> durable_;                                                // by ordinal; what is true stays so
  std::map<FileInCopy, crypto::SecretId> keys_;
  std::set<model::CallId> blamed_;  // with which chunks came
};

}  // namespace keycell::properties
