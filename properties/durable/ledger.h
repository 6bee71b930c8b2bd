#pragma once
// What was acknowledged, what it needs, and what was lost when and by what: from events alone. What a database of the
// cell says never counts here, because a database that is rolled back forgets.

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "model/job_settings.h"
#include "properties/durable/key_forms.h"

namespace keycell::properties {

/// An archive file in a copy.
struct FileInCopy {
  std::uint64_t archive_file = 0;
  std::uint64_t copy = 0;
  auto operator<=>(const FileInCopy&) const = default;
};

/// A master key that is gone for good, or is not to be used, at its KMS.
struct KeyState {
  std::string name{};  ///< "master key kms1-mk-1 of pool-a"
  std::string kms{};
  std::string state{};  ///< Active, Disabled, Destroyed, Lost
  model::Nanos since{};

  bool is_gone() const { return state == "Lost" || state == "Destroyed"; }
};

/// What the events say of a key: whether its owner can still have it.
struct KeyFate {
  enum class Is { there, notToBeUsed, gone, onNoDisk, unknown } is = Is::unknown;
  crypto::SecretId by{};            ///< the key that decided it
  const KeyState* state = nullptr;  ///< of a master key
};

class Ledger {
 public:
  explicit Ledger(std::shared_ptr<KeyForms> forms) : forms_(std::move(forms)) {}
  void on(const model::Event& event);

  struct Chunk {
    bool is_acknowledged = false;
    crypto::SecretId key_gone{};  ///< that was gone when it was acknowledged; none: none was
    model::Nanos acknowledged{};
  };
  struct File {
    crypto::SecretId key{};       ///< its data key there; none: nobody was seen to use one
    std::string media_agent{};    ///< that acknowledged last
    std::vector<Chunk> chunks{};  ///< by number
    bool is_complete = false;     ///< so told: its job is Completed, or it is of before
    bool is_withdrawn = false;    ///< its job ended otherwise
    bool has_aged = false;
    std::string copy_name{};
    std::vector<std::string> harmed{};  ///< how what lies on the media was changed behind the back of its writer
    std::optional<model::Nanos> harmed_since{};
  };
  const std::map<FileInCopy, File>& files() const { return files_; }

  struct Read {
    std::uint64_t hash = 0;  ///< of the plaintext
    std::uint64_t front_end_bytes = 0;
  };
  /// What the client had; null for a chunk that nobody read.
  const Read* read(std::uint64_t archive_file, std::uint32_t chunk) const;
  /// How many chunks the client read of it.
  std::size_t chunks_read(std::uint64_t archive_file) const;

  KeyFate fate_of(crypto::SecretId key) const;
  const SecretsSeen& secrets() const { return forms_->secrets(); }

  /// A job that told of a cause which a lost key or record has, after that loss: by copy, the first.
  struct Notice {
    std::uint64_t job = 0;
    model::JobKind kind{};
    model::Nanos when{};
  };
  std::optional<Notice> noticed(std::uint64_t copy, model::Nanos since) const;

  /// Since when a database, or a library as a whole, was changed behind the back of its programs: what is in it nobody
  /// knows.
  std::optional<model::Nanos> databases_harmed_since() const { return databases_harmed_since_; }
  std::optional<model::Nanos> libraries_harmed_since() const { return libraries_harmed_since_; }
  model::Nanos now() const { return now_; }

 private:
  void hear(const model::JobState& job);
  void hear(const model::StorageHarmed& harm);
  void acknowledge(const model::ChunkAcknowledged& chunk, std::string_view media_agent);
  void change(const model::MasterKeyAtKms& key);

  std::shared_ptr<KeyForms> forms_;
  model::Nanos now_{};
  std::map<FileInCopy, File> files_;
  std::map<std::uint64_t, std::vector<Read>> read_;                              // by archive file
  std::map<std::uint64_t, std::set<std::uint64_t>> written_by_;                  // archive files, by job
  std::map<std::pair<std::string, std::string>, crypto::SecretId> master_keys_;  // by KMS and id
  std::map<crypto::SecretId, KeyState> states_;
  std::vector<model::Nanos> losses_;
  std::map<std::uint64_t, std::vector<Notice>> notices_;  // by copy, in time
  std::optional<model::Nanos> databases_harmed_since_;
  std::optional<model::Nanos> libraries_harmed_since_;
};

}  // namespace keycell::properties
