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

#include "crypto/key_context.h"
#include "crypto/key_work.h"
#include "crypto/witness.h"
#include "model/call_id.h"
#include "model/flow_steps.h"
#include "model/job_settings.h"
#include "model/key_use.h"

namespace keycell::model {

class DurableState;  // durable.h

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

/// A step of a flow was done (flow_steps.h).
struct FlowStep {
  const Step* what;
  std::string_view subject;  ///< pool, copy or host
};

struct JobState {
  std::uint64_t job;
  JobKind kind;
  std::string_view client;
  JobStatus state;
  JobCause cause;
  std::string_view reason;  ///< the cause in words, for a reader
  std::string_view copy{};  ///< of the storage policy that it fills or reads: "Gold/Secondary"
  std::uint64_t copy_id{};  ///< the number of that copy in events of chunks
  Nanos due{-1};            ///< when it was to be submitted; negative: when it is told first
};

/// An instant of a schedule that the CommServe missed: an earlier one that it missed too stands for it.
struct InstantMerged {
  std::string_view run;  ///< its name
  Nanos due;
  std::uint64_t job;  ///< the first of those that stand for it
};

/// A job entered a phase of its work, as the host that does it sees it: Scan, Backup, Archive Index; Copy; Restore.
struct JobPhase {
  std::uint64_t job;
  std::string_view phase;
};

/// The work of one stream: an archive file of a job. A job without one is no stream.
struct StreamOf {
  std::uint64_t job = 0;
  std::uint64_t archive_file = 0;  ///< 0 while it is not known which there are
};

/// What a stream is about, from now on: each moment of it belongs to one of these.
enum class StreamPart {
  commserve,     ///< the CommServe works for it: CSDB, key operations, messages
  kms,           ///< a KMS is asked: queue, service, and waits between tries
  scan,          ///< of the client
  data,          ///< flows, and is acknowledged
  archiveIndex,  ///< of the client
  none,          ///< it is over, or was broken off
};

constexpr std::string_view name_of(StreamPart part) {
  switch (part) {
    case StreamPart::commserve: return "commserve";
    case StreamPart::kms: return "kms";
    case StreamPart::scan: return "scan";
    case StreamPart::data: return "data";
    case StreamPart::archiveIndex: return "archive-index";
    case StreamPart::none: return "none";
  }
  return "unknown";
}

struct StreamDoes {
  StreamOf stream;
  StreamPart part;
  std::string_view at{};  ///< the KMS that is asked
};

struct Crossing {
  Place place;
  std::string_view from;
  std::string_view to;    ///< a host, or the file for places on a disk
  std::string_view what;  ///< message type, file, log level
  View bytes;
  std::span<const FieldSpan> fields;
  CallId call{};  ///< of a packet or its payload
};

/// A host sealed a message for another one: once, however often its packet is seen.
struct MessageSealed {
  std::string_view from;
  std::string_view to;
  CallId call;
  bool is_reply;
  View nonce;
};

/// A host began to work on a request with a key that the request brought, or that it made or fetched for it: one event
/// a key, and one without a key where none has come yet. `archive_file` and `chunks` are those that are to be sealed or
/// opened with the key; 0 where the key is for something else.
struct WorkBegan {
  CallId call;
  crypto::SecretId key{};
  std::uint64_t archive_file = 0;
  std::uint32_t chunks = 0;
  std::string_view client{};       ///< whose data it is, where the host knows
  std::uint32_t keys_to_come = 0;  ///< as many at most come with the request, where none has come yet
};

/// The work on a request is over, whatever the answer: nothing that it brought is needed any more.
struct WorkEnded {
  CallId call;
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
  KeyUse use{};
};

struct SecretWiped {
  crypto::SecretId secret;
  bool power_cut;  ///< the host lost power: nothing was overwritten, this never counts as a wipe
  KeyUse use{};    ///< as it was held
};

/// A host is about to do an operation with keys. `with` does it; none where a public key does, or a pair is generated.
struct KeyWork {
  crypto::KeyOperation operation;
  crypto::SecretId with;
  Nanos cpu_time;
  bool charged_alone;  ///< the time passes now; otherwise it is owed, and no time passes while the keys are there
  KeyUse use{};
};

struct KeyWrapped {
  crypto::SecretId what;
  crypto::SecretId by;
  crypto::WrapForm form;
  View result;
  Nanos owed{0};  ///< CPU time that did not pass while the keys were there (KeyWork)
};

struct KeyUnwrapped {
  crypto::SecretId what;
  crypto::SecretId by;
  crypto::WrapForm form;
  View from;
  Nanos owed{0};
};

/// Key code made a row, which the cell stores next: for a pool or copy, or for a data key. What becomes durable, the
/// disk tells.
struct KeyRowMade {
  // Its context (key_row_made.h).
  std::string_view commcell_id;
  std::string_view owner_policy;
  std::string_view owner_copy;
  std::uint32_t version;
  crypto::KeyPurpose purpose;
  std::string_view copy;
  std::string_view client;
  std::uint64_t archive_file;

  crypto::SecretId secret;  ///< the data key; none of a pool or copy
  View row;
  View under;  ///< of a data key: the row that it is under
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

/// A KMS node is about to be asked, or has answered: both carry the call. The built-in KMS, which nobody calls, only
/// answers.
struct KmsAsked {
  CallId call;
  std::string_view kms;
  std::string_view operation;
  CallId again{};                ///< the try before this one, which was turned away
  std::string_view asked_for{};  ///< a client, a pool, a copy
};

/// What came of asking a KMS.
enum class KmsOutcome {
  ok,
  unavailable,        ///< no answer until the deadline, or the node was or went down
  connectionRefused,  ///< at once: the node is on, and its service is not there
  turnedAway,         ///< as the request came: too many requests
  keyMissing,
  keyDisabled,
  doesNotOpen,
  wrongKey,
  refused,
  unreadable,
};

constexpr std::string_view name_of(KmsOutcome outcome) {
  switch (outcome) {
    case KmsOutcome::ok: return "ok";
    case KmsOutcome::unavailable: return "unavailable";
    case KmsOutcome::connectionRefused: return "connection refused";
    case KmsOutcome::turnedAway: return "turned away";
    case KmsOutcome::keyMissing: return "key missing";
    case KmsOutcome::keyDisabled: return "key disabled";
    case KmsOutcome::doesNotOpen: return "does not open";
    case KmsOutcome::wrongKey: return "wrong key";
    case KmsOutcome::refused: return "refused";
    case KmsOutcome::unreadable: return "unreadable";
  }
  return "unknown";
}

/// Whether the KMS said something, be it a refusal.
constexpr bool has_answered(KmsOutcome outcome) {
  return outcome != KmsOutcome::unavailable && outcome != KmsOutcome::connectionRefused;
}

struct KmsRequest {
  std::string_view kms;
  std::string_view operation;
  KmsOutcome outcome;
  Nanos latency;
  CallId call{};
  std::string_view master_key{};  ///< that was asked for; empty where none is named
  bool asks_again = false;        ///< it was turned away, and another try follows
};

/// A KMS node takes a request into its queue or to a worker. What its console asks of it does not queue, and is told by
/// none of these.
struct KmsArrival {
  CallId call;
  std::uint32_t node;
};

/// The answer to a request that arrived is ready, also to one that did not open.
struct KmsServed {
  CallId call;
  Nanos queued;  ///< from its arrival until a worker took it
  Nanos worked;  ///< from then on
};

enum class TurnedAwayBy { rateLimit, fullQueue, overload };

constexpr std::string_view name_of(TurnedAwayBy limit) {
  switch (limit) {
    case TurnedAwayBy::rateLimit: return "rate limit";
    case TurnedAwayBy::fullQueue: return "full queue";
    case TurnedAwayBy::overload: return "overload";
  }
  return "unknown";
}

/// A KMS node does not take a request; its caller learns it at once.
struct KmsTurnedAway {
  CallId call;
  std::uint32_t node;
  TurnedAwayBy limit;
};

/// A master key at a KMS, as its console shows it: told whenever one is made or its state changes.
struct MasterKeyAtKms {
  std::string_view kms;
  std::string_view id;
  std::string_view commcell_id;
  std::string_view policy;
  std::string_view copy;
  std::string_view state;     ///< Active, Disabled, Destroyed, Lost
  crypto::SecretId secret{};  ///< which secret it is; told when it is made
};

/// The resources of a client or MediaAgent that a data flow crosses at one end.
enum class DataEnd {
  clientRead,             ///< read from the client's file system, compress, encrypt, send
  clientWrite,            ///< receive, decrypt, decompress, write to the client's file system
  libraryWrite,           ///< receive, write to the library
  libraryRead,            ///< read from the library, send
  libraryReEncrypt,       ///< read from the library, decrypt, encrypt, send
  librarySynthetic,       ///< the same, for a synthetic full backup
  clientReadIncremental,  ///< as clientRead, where deduplication leaves less of it, or more
};

inline constexpr std::size_t dataEndCount = 7;

constexpr std::string_view name_of(DataEnd end) {
  switch (end) {
    case DataEnd::clientRead: return "read";
    case DataEnd::clientWrite: return "write";
    case DataEnd::libraryWrite: return "library-write";
    case DataEnd::libraryRead: return "library-read";
    case DataEnd::libraryReEncrypt: return "library-re-encrypt";
    case DataEnd::librarySynthetic: return "library-synthetic";
    case DataEnd::clientReadIncremental: return "read-incremental";
  }
  return "unknown";
}

/// A data flow ended, at the moment at which its last byte left its sender, or at which it broke: `moved_bytes` of
/// `wire_bytes` had left; none where there was nobody to send to.
struct DataMoved {
  std::string_view from;
  DataEnd from_end;
  std::string_view to;
  DataEnd to_end;
  std::uint64_t wire_bytes;
  std::uint64_t moved_bytes;
  Nanos took;
  CallId call{};
};

/// Data ageing at the CommServe, told when it begins and when it is done. What it marked, and what earlier runs left,
/// is off the media by then, but for what lies at MediaAgents that did not answer.
struct AgeingRun {
  bool is_done;
  std::uint64_t kept = 0;      ///< records of copies with a retention, as the next three once it is done
  std::uint64_t aged = 0;      ///< in this run
  std::uint64_t key_rows = 0;  ///< that went with them
  std::uint64_t left_on_media = 0;
};

/// From now on an archive file in a copy can be restored no more.
struct ArchiveFileAged {
  std::uint64_t archive_file;
  std::uint64_t copy;
  std::string_view copy_name;  ///< "Gold/Secondary"
  std::string_view client;
  BackupLevel level;
  std::uint64_t stored_bytes;
  bool was_complete;  ///< else a job that is over left it behind
};

/// The row of a data key is gone from the CSDB: no record in any copy needs it.
struct KeyRowDeleted {
  std::uint64_t key_row;
  std::string_view scope;  ///< what the key was for (csdb/data_key_scope.h)
  View row;
};

/// The chunks of an aged archive file are off the media.
struct ArchiveFilePruned {
  std::uint64_t archive_file;
  std::uint64_t copy;
  std::string_view media_agent;
  std::uint64_t stored_bytes;
};

/// How much lies in a library that has a capacity: told whenever that changes, and when a chunk does not fit.
struct LibraryFill {
  std::string_view library;  ///< that of a MediaAgent alone has its name
  std::uint64_t stored_bytes;
  std::uint64_t capacity_bytes;
  std::uint64_t refused_bytes = 0;  ///< of the chunk that did not fit
};

/// A chunk's plaintext as the client read it.
struct ChunkRead {
  std::uint64_t archive_file;
  std::uint32_t chunk;
  std::uint64_t front_end_bytes;
  View plain;
};

/// A chunk of a synthetic full backup has the plaintext of a chunk of another archive file.
struct ChunkTakenOver {
  std::uint64_t archive_file;
  std::uint32_t chunk;
  std::uint64_t from_archive_file;
  std::uint32_t from_chunk;
  std::string_view client;  ///< whose both are
};

/// A chunk's plaintext as a restore produced it; `opened` is false when the record was refused (then `plain` is empty).
struct ChunkRestored {
  std::uint64_t archive_file;
  std::uint32_t chunk;
  bool opened;
  View plain;
};

/// A chunk's record is about to be sent to a MediaAgent, sealed under this key; under none when it is copied as it is.
/// Who sends has use for the keys until the flow of this call ends (DataMoved, which always follows unless the sender
/// loses power): a chunk is sealed while it leaves.
struct ChunkSent {
  std::uint64_t archive_file;
  std::uint64_t copy;  ///< that it is to lie in
  std::uint32_t chunk;
  crypto::SecretId key;
  std::uint64_t source_copy;      ///< that it was read from; 0 when it was sealed here
  CallId call{};                  ///< with which it is sent
  crypto::SecretId source_key{};  ///< that opens it at its source, when it is sealed again
};

/// A MediaAgent tells somebody that a chunk is on its media.
struct ChunkAcknowledged {
  CallId call;  ///< with which the chunk came
  std::string_view to;
  std::uint64_t archive_file;
  std::uint64_t copy;
  std::uint32_t chunk;
};

/// What a file on a disk stands for.
enum class ObjectKind { none, csdb, kmsStore, chunk };

struct StoredObject {
  ObjectKind kind = ObjectKind::none;
  std::uint64_t copy = 0;  ///< of a chunk, as the next two
  std::uint64_t archive_file = 0;
  std::uint32_t chunk = 0;
  std::uint64_t stored_bytes = 0;  ///< that it stands for, where its writer was told
  bool operator==(const StoredObject&) const = default;
};

enum class DiskAction { write, truncate, sync, remove };

/// One durable operation of a disk: write, truncate, sync or delete; `ordinal` counts them per host from 1.
struct DiskOperation {
  std::string_view file;
  DiskAction operation;
  std::uint64_t ordinal;
  std::uint64_t offset;
  std::uint64_t length;
  StoredObject object{};  ///< a sync makes all durable that was written to it
};

/// What is durable on a disk was changed behind the back of whoever wrote it: from now on nobody but who reads it
/// knows what is there.
struct StorageHarmed {
  std::string_view file;  ///< or a folder, with all that lies there
  StoredObject object{};  ///< that the file stands for
  std::string_view how;   ///< "a bit has flipped"
};

/// An archive file of before day 0 is complete in a copy: no job tells of it.
struct ArchiveFileOfBefore {
  std::uint64_t archive_file;
  std::uint64_t copy;
  std::string_view copy_name;     ///< "Gold/Secondary"
  std::uint64_t front_end_bytes;  ///< told with the first copy of it; else 0
};

struct HostUp {
  std::uint32_t boot_epoch;
};

struct HostDown {
  std::string_view why;
};

/// A host, or one actor of it, does nothing from now on; all that is in its memory stays there until it goes on.
struct StandsStill {
  enum class What : std::uint8_t { host, actor };
  enum class Now : std::uint8_t { stops, goesOn };
  std::uint32_t number;  ///< the same when it goes on
  What what;
  Now now;
};

constexpr std::string_view name_of(StandsStill::What what) {
  switch (what) {
    case StandsStill::What::host: return "host";
    case StandsStill::What::actor: return "actor";
  }
  return "unknown";
}

constexpr std::string_view name_of(StandsStill::Now now) {
  switch (now) {
    case StandsStill::Now::stops: return "stops";
    case StandsStill::Now::goesOn: return "goes-on";
  }
  return "unknown";
}

struct FaultActed {
  std::string_view kind;
  std::string_view detail;
  std::uint32_t fault = 0;  ///< its place among the scenario's, from 1; of a crash point the one behind them
  bool has_hit = true;      ///< false: there was nothing that it could have hit
};

/// What somebody asks of the CommServe that is no job.
enum class OperationKind { createStoragePool, createCopy, rotateMasterKey, controlJobs };

constexpr std::string_view name_of(OperationKind kind) {
  switch (kind) {
    case OperationKind::createStoragePool: return "create storage pool";
    case OperationKind::createCopy: return "create copy";
    case OperationKind::rotateMasterKey: return "rotate master key";
    case OperationKind::controlJobs: return "control jobs";
  }
  return "unknown";
}

enum class OperationStatus {
  asked,
  failed,  ///< this try; it is asked again
  done,
  refused,  ///< for good
};

constexpr std::string_view name_of(OperationStatus status) {
  switch (status) {
    case OperationStatus::asked: return "asked";
    case OperationStatus::failed: return "failed";
    case OperationStatus::done: return "done";
    case OperationStatus::refused: return "refused";
  }
  return "unknown";
}

/// As the console sees it.
struct OperationState {
  std::uint64_t operation;  ///< counts from 1
  OperationKind kind;
  std::string_view subject;  ///< a pool, a copy, a kind of job
  OperationStatus status;
  std::string_view reason{};  ///< of a try that failed, or of a refusal
};

/// Last event of the workload: everything that follows is the end of the program, not of the cell.
struct WorkloadEnded {
  bool complete;
};

using EventBody =
    std::variant<FlowStep, JobState, JobPhase, Crossing, SecretHeld, SecretWiped, KeyWrapped, KeyUnwrapped,
                 SecretDisclosed, DataSealed, DataOpened, KmsRequest, MasterKeyAtKms, DataMoved, ChunkRead,
                 ChunkRestored, DiskOperation, HostUp, HostDown, FaultActed, WorkloadEnded, MessageSealed, WorkBegan,
                 WorkEnded, KmsAsked, ChunkSent, ChunkAcknowledged, KeyRowMade, KmsArrival, KmsServed, StreamDoes,
                 KmsTurnedAway, ChunkTakenOver, KeyWork, AgeingRun, ArchiveFileAged, KeyRowDeleted, ArchiveFilePruned,
                 LibraryFill, InstantMerged, OperationState, StorageHarmed, ArchiveFileOfBefore, StandsStill>;

constexpr std::string_view name_of(DiskAction action) {
  switch (action) {
    case DiskAction::write: return "write";
    case DiskAction::truncate: return "truncate";
    case DiskAction::sync: return "sync";
    case DiskAction::remove: return "remove";
  }
  return "unknown";
}

constexpr std::string_view name_of(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::none: return "none";
    case ObjectKind::csdb: return "csdb";
    case ObjectKind::kmsStore: return "kms-store";
    case ObjectKind::chunk: return "chunk";
  }
  return "unknown";
}

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
  /// After the last event, while what is durable can still be asked. Nothing of it may reach the simulation.
  virtual void at_end(DurableState&) {}
  /// Whether it asks then; what nobody asks is not looked at.
  virtual bool asks_at_end() const { return false; }
  /// What cannot be if the simulation is right, as sums that differ; empty: nothing. The run then has no other outcome.
  virtual std::string contradiction() const { return {}; }
};

}  // namespace keycell::model
