#pragma once
// AVL-2: durable before use.

#include <map>
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
/// A chunk is acknowledged by the MediaAgent's reply to write_chunk, which aux copies use too, and by chunk_written,
/// which tells the CommServe. Replies do not name their chunk; when a host has several under way to one MediaAgent, a
/// reply is taken to be for one whose key is durable if there is one, so that nothing is blamed by a guess.
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
  struct ChunkUnderWay {
    std::string media_agent;
    FileInCopy file;
    std::uint32_t chunk;
    crypto::SecretId key;
  };
  using RecordHead = std::array<std::uint8_t, 16>;

  void hold(const model::SecretHeld& held);
  void expect_stored(Form form);
  void look_at_page(const model::Crossing& page);
  void sync(std::string_view host, std::string_view file);
  void lose(std::string_view host);
  void boot(std::string_view host);
  void read_back(crypto::SecretId what, crypto::SecretId by, View from);
  void settle(std::size_t form);
  bool is_durable(crypto::SecretId key);

  void seal(const model::DataSealed& sealed);
  void look_at_message(const model::Event& event, const model::Crossing& message);
  void send(const model::Crossing& message);
  void acknowledge(const model::Event& event, const model::Crossing& reply);
  void judge(const model::Event& event, const FileInCopy& file, std::uint32_t chunk, crypto::SecretId key);

  bool has_built_in_kms_;
  SecretsSeen secrets_;
  std::vector<Form> pending_;                                                // on their way to a disk
  std::map<crypto::SecretId, std::vector<crypto::SecretId>> durable_forms_;  // what: by
  std::vector<bool> durable_;                                                // by ordinal; what is true stays so
  std::map<RecordHead, crypto::SecretId> sealed_;                            // and not sent yet
  std::map<FileInCopy, crypto::SecretId> keys_;
  std::map<std::string, std::vector<ChunkUnderWay>, std::less<>> under_way_;  // by sender
  std::map<FileInCopy, std::uint32_t> blamed_;                                // the latest chunk
};

}  // namespace keycell::properties
