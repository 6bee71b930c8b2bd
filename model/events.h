#pragma once
// The one event stream of a run. Parts and the world emit events; folds read them while they pass, and everything that
// is checked, measured or written is a fold. Events carry views that are valid during the call only.

#include <array>
#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "crypto/witness.h"

namespace keycell::model {

/// Simulated time since the start of the run.
using Nanos = std::chrono::nanoseconds;

/// Where bytes can cross a boundary.
enum class Place {
  wire,       ///< what a tap on the network sees
  payload,    ///< what the two ends of a channel see
  csdbPage,   ///< every byte written to the files of the CSDB, its -wal too
  media,      ///< what the MediaAgent writes to the library
  kmsStore,   ///< every byte written to the store of a KMS node
  logLine,    ///< a line of a host's log
  errorText,  ///< the text of an error that leaves its host
};

inline constexpr std::array allPlaces{Place::wire,     Place::payload, Place::csdbPage, Place::media,
                                      Place::kmsStore, Place::logLine, Place::errorText};

constexpr std::string_view name_of(Place place) {
  switch (place) {
    case Place::wire: return "wire";
    case Place::payload: return "payload";
    case Place::csdbPage: return "csdb-page";
    case Place::media: return "media";
    case Place::kmsStore: return "kms-store";
    case Place::logLine: return "log-line";
    case Place::errorText: return "error-text";
  }
  return "unknown";
}

/// What a field of a message is, as annotated in the protocol; `unknown` is a field that the descriptors do not name.
enum class FieldClass : std::uint8_t { unknown, open, id, wrappedKey, ciphertext, nonce, secret };

constexpr std::string_view name_of(FieldClass field_class) {
  switch (field_class) {
    case FieldClass::unknown: return "unknown";
    case FieldClass::open: return "public";
    case FieldClass::id: return "id";
    case FieldClass::wrappedKey: return "wrapped-key";
    case FieldClass::ciphertext: return "ciphertext";
    case FieldClass::nonce: return "nonce";
    case FieldClass::secret: return "secret";
  }
  return "unknown";
}

/// A run of bytes of a payload and its class. Bytes between spans are framing (tags, lengths).
struct FieldSpan {
  std::uint32_t offset;
  std::uint32_t length;
  FieldClass field_class;
};

/// A step of a flow: `step` counts as the documentation of 2023e does (aux copies write chunks by its backup's step 6).
struct FlowStep {
  std::string_view flow;
  int step;
  std::string_view subject;
};

struct JobState {
  std::uint64_t job;
  std::string_view kind;
  std::string_view client;
  std::string_view state;
  std::string_view reason;
  std::string_view copy{};  ///< of the storage policy that it fills or reads: "Gold/Secondary"
};

/// A job entered a phase of its work, as the host that does it sees it: Scan, Backup, Archive Index; Copy; Restore.
struct JobPhase {
  std::uint64_t job;
  std::string_view phase;
};

struct Crossing {
  Place place;
  std::string_view from;
  std::string_view to;    ///< a host, or the file for places on a disk
  std::string_view what;  ///< message type, file, log level
  View bytes;
  std::span<const FieldSpan> fields;
};

/// Bytes of a secret: hashed and scanned, never printed.
struct SecretView {
  View bytes;
};

struct SecretHeld {
  crypto::SecretId secret;
  crypto::KeyClass key_class;
  crypto::Arrival how;
  SecretView bytes;
};

struct SecretWiped {
  crypto::SecretId secret;
  bool power_cut;  ///< the host lost power: nothing was overwritten, this never counts as a wipe
};

struct KeyWrapped {
  crypto::SecretId what;
  crypto::SecretId by;
  crypto::WrapForm form;
  View result;
};

struct KeyUnwrapped {
  crypto::SecretId what;
  crypto::SecretId by;
  crypto::WrapForm form;
  View from;
};

struct SecretDisclosed {
  crypto::SecretId secret;
  crypto::Disclosure why;
};

struct DataSealed {
  crypto::SecretId key;
  View nonce;
  View ciphertext;
};

/// A record was put through decryption; whether it opened, whoever asked for it tells (ChunkRestored).
struct DataOpened {
  crypto::SecretId key;
  View nonce;
  View ciphertext;
};

struct KmsRequest {
  std::string_view kms;
  std::string_view operation;
  std::string_view outcome;
  Nanos latency;
};

/// A master key at a KMS, as its console shows it: told whenever one is made or its state changes.
struct MasterKeyAtKms {
  std::string_view kms;
  std::string_view id;
  std::string_view commcell_id;
  std::string_view policy;
  std::string_view copy;
  std::string_view state;  ///< Active, Disabled, Destroyed, Lost
};

/// The resources of a client or MediaAgent that a data flow crosses at one end.
enum class DataEnd {
  clientRead,        ///< read from the client's file system, compress, encrypt, send
  clientWrite,       ///< receive, decrypt, decompress, write to the client's file system
  libraryWrite,      ///< receive, write to the library
  libraryRead,       ///< read from the library, send
  libraryReEncrypt,  ///< read from the library, decrypt, encrypt, send
};

inline constexpr std::size_t dataEndCount = 5;

constexpr std::string_view name_of(DataEnd end) {
  switch (end) {
    case DataEnd::clientRead: return "read";
    case DataEnd::clientWrite: return "write";
    case DataEnd::libraryWrite: return "library-write";
    case DataEnd::libraryRead: return "library-read";
    case DataEnd::libraryReEncrypt: return "library-re-encrypt";
  }
  return "unknown";
}

/// A data flow ended: `moved_bytes` of `wire_bytes` had crossed.
struct DataMoved {
  std::string_view from;
  DataEnd from_end;
  std::string_view to;
  DataEnd to_end;
  std::uint64_t wire_bytes;
  std::uint64_t moved_bytes;
  Nanos took;
};

/// A chunk's plaintext as the client read it.
struct ChunkRead {
  std::uint64_t archive_file;
  std::uint32_t chunk;
  std::uint64_t front_end_bytes;
  View plain;
};

/// A chunk's plaintext as a restore produced it; `opened` is false when the record was refused (then `plain` is empty).
struct ChunkRestored {
  std::uint64_t archive_file;
  std::uint32_t chunk;
  bool opened;
  View plain;
};

/// One durable operation of a disk: write, truncate, sync or delete; `ordinal` counts them per host from 1.
struct DiskOperation {
  std::string_view file;
  std::string_view operation;
  std::uint64_t ordinal;
  std::uint64_t offset;
  std::uint64_t length;
};

struct HostUp {
  std::uint32_t boot_epoch;
};

struct HostDown {
  std::string_view why;
};

struct FaultActed {
  std::string_view kind;
  std::string_view detail;
};

/// Last event of the workload: everything that follows is the end of the program, not of the cell.
struct WorkloadEnded {
  bool complete;
};

using EventBody =
    std::variant<FlowStep, JobState, JobPhase, Crossing, SecretHeld, SecretWiped, KeyWrapped, KeyUnwrapped,
                 SecretDisclosed, DataSealed, DataOpened, KmsRequest, MasterKeyAtKms, DataMoved, ChunkRead,
                 ChunkRestored, DiskOperation, HostUp, HostDown, FaultActed, WorkloadEnded>;

struct Event {
  std::uint64_t ordinal;  ///< counts from 0 in a run
  Nanos time;
  std::string_view host;
  EventBody body;
};

/// Reads the stream. Called in the run's own process; the result crosses to the caller as text (JSON).
class Fold {
 public:
  virtual ~Fold() = default;
  virtual std::string_view name() const = 0;
  virtual void on(const Event& event) = 0;
  virtual std::string result() const = 0;
};

}  // namespace keycell::model
