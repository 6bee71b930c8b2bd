#pragma once
// Names the fields of every event, once: hashes, traces and messages about events are visitors over them. A visitor is
// called as visit("name", value) with: integers, bool, string_view, Nanos, SecretId, CallId, the enums of events and
// keys, View, SecretView and spans of FieldSpan.

#include <type_traits>

#include "model/events.h"

namespace keycell::model {

constexpr std::string_view name_of(const FlowStep&) { return "flow-step"; }
constexpr std::string_view name_of(const JobState&) { return "job-state"; }
constexpr std::string_view name_of(const InstantMerged&) { return "instant-merged"; }
constexpr std::string_view name_of(const JobPhase&) { return "job-phase"; }
constexpr std::string_view name_of(const Crossing&) { return "crossing"; }
constexpr std::string_view name_of(const SecretHeld&) { return "secret-held"; }
constexpr std::string_view name_of(const SecretWiped&) { return "secret-wiped"; }
constexpr std::string_view name_of(const KeyWrapped&) { return "key-wrapped"; }
constexpr std::string_view name_of(const KeyUnwrapped&) { return "key-unwrapped"; }
constexpr std::string_view name_of(const SecretDisclosed&) { return "secret-disclosed"; }
constexpr std::string_view name_of(const DataSealed&) { return "data-sealed"; }
constexpr std::string_view name_of(const DataOpened&) { return "data-opened"; }
constexpr std::string_view name_of(const KmsRequest&) { return "kms-request"; }
constexpr std::string_view name_of(const MasterKeyAtKms&) { return "master-key-at-kms"; }
constexpr std::string_view name_of(const DataMoved&) { return "data-moved"; }
constexpr std::string_view name_of(const ChunkRead&) { return "chunk-read"; }
constexpr std::string_view name_of(const ChunkTakenOver&) { return "chunk-taken-over"; }
constexpr std::string_view name_of(const ChunkRestored&) { return "chunk-restored"; }
constexpr std::string_view name_of(const DiskOperation&) { return "disk-operation"; }
constexpr std::string_view name_of(const HostUp&) { return "host-up"; }
constexpr std::string_view name_of(const HostDown&) { return "host-down"; }
constexpr std::string_view name_of(const FaultActed&) { return "fault"; }
constexpr std::string_view name_of(const WorkloadEnded&) { return "workload-ended"; }
constexpr std::string_view name_of(const MessageSealed&) { return "message-sealed"; }
constexpr std::string_view name_of(const WorkBegan&) { return "work-began"; }
constexpr std::string_view name_of(const WorkEnded&) { return "work-ended"; }
constexpr std::string_view name_of(const KmsAsked&) { return "kms-asked"; }
constexpr std::string_view name_of(const StreamDoes&) { return "stream-does"; }
constexpr std::string_view name_of(const KmsArrival&) { return "kms-arrival"; }
constexpr std::string_view name_of(const KmsServed&) { return "kms-served"; }
constexpr std::string_view name_of(const KmsTurnedAway&) { return "kms-turned-away"; }
constexpr std::string_view name_of(const ChunkSent&) { return "chunk-sent"; }
constexpr std::string_view name_of(const ChunkAcknowledged&) { return "chunk-acknowledged"; }
constexpr std::string_view name_of(const KeyRowMade&) { return "key-row-made"; }
constexpr std::string_view name_of(const KeyWork&) { return "key-work"; }
constexpr std::string_view name_of(const AgeingRun&) { return "ageing-run"; }
constexpr std::string_view name_of(const ArchiveFileAged&) { return "archive-file-aged"; }
constexpr std::string_view name_of(const KeyRowDeleted&) { return "key-row-deleted"; }
constexpr std::string_view name_of(const ArchiveFilePruned&) { return "archive-file-pruned"; }
constexpr std::string_view name_of(const LibraryFill&) { return "library-fill"; }
constexpr std::string_view name_of(const OperationState&) { return "operation"; }
constexpr std::string_view name_of(const StorageHarmed&) { return "storage-harmed"; }
constexpr std::string_view name_of(const ArchiveFileOfBefore&) { return "archive-file-of-before"; }
constexpr std::string_view name_of(const StandsStill&) { return "stands-still"; }

constexpr std::string_view name_of(crypto::KeyPurpose purpose) {
  switch (purpose) {
    case crypto::KeyPurpose::protectsDataKeys: return "protects-data-keys";
    case crypto::KeyPurpose::encryptsData: return "encrypts-data";
  }
  return "unknown";
}

constexpr std::string_view name_of(crypto::Arrival how) {
  switch (how) {
    case crypto::Arrival::generated: return "generated";
    case crypto::Arrival::unwrapped: return "unwrapped";
    case crypto::Arrival::derived: return "derived";
    case crypto::Arrival::received: return "received";
    case crypto::Arrival::remembered: return "remembered";
    case crypto::Arrival::installed: return "installed";
  }
  return "unknown";
}

constexpr std::string_view name_of(crypto::WrapForm form) {
  switch (form) {
    case crypto::WrapForm::aesKeyWrap: return "aes-key-wrap";
    case crypto::WrapForm::aesKeyWrapCrc32: return "aes-key-wrap-crc32";
    case crypto::WrapForm::aesKeyWrapPaddedCrc32: return "aes-key-wrap-padded-crc32";
    case crypto::WrapForm::rsaOaep: return "rsa-oaep";
  }
  return "unknown";
}

constexpr std::string_view name_of(crypto::Disclosure why) {
  switch (why) {
    case crypto::Disclosure::kekToBeWrappedByKms: return "kek-to-be-wrapped-by-kms";
    case crypto::Disclosure::masterKeyFetched: return "master-key-fetched";
    case crypto::Disclosure::masterKeyRegistered: return "master-key-registered";
    case crypto::Disclosure::kekUnwrappedByKms: return "kek-unwrapped-by-kms";
  }
  return "unknown";
}

template <class Visit>
void visit_fields(const FlowStep& e, Visit&& visit) {
  visit("flow", e.what->flow);
  visit("step", e.what->number);
  visit("subject", e.subject);
}

template <class Visit>
void visit_fields(const JobState& e, Visit&& visit) {
  visit("job", e.job);
  visit("kind", e.kind);
  visit("client", e.client);
  visit("state", e.state);
  visit("cause", e.cause);
  visit("reason", e.reason);
  visit("copy", e.copy);
  visit("copy_id", e.copy_id);
  visit("due", e.due);
}

template <class Visit>
void visit_fields(const InstantMerged& e, Visit&& visit) {
  visit("run", e.run);
  visit("due", e.due);
  visit("job", e.job);
}

template <class Visit>
void visit_fields(const JobPhase& e, Visit&& visit) {
  visit("job", e.job);
  visit("phase", e.phase);
}

template <class Visit>
void visit_fields(const Crossing& e, Visit&& visit) {
  visit("place", e.place);
  visit("from", e.from);
  visit("to", e.to);
  visit("what", e.what);
  visit("bytes", e.bytes);
  visit("fields", e.fields);
  visit("call", e.call);
}

template <class Visit>
void visit_fields(const SecretHeld& e, Visit&& visit) {
  visit("secret", e.secret);
  visit("class", e.key_class);
  visit("how", e.how);
  visit("bytes", e.bytes);
  visit("use", e.use);
}

template <class Visit>
void visit_fields(const SecretWiped& e, Visit&& visit) {
  visit("secret", e.secret);
  visit("power_cut", e.power_cut);
  visit("use", e.use);
}

template <class Visit>
void visit_fields(const KeyWork& e, Visit&& visit) {
  visit("operation", e.operation);
  visit("with", e.with);
  visit("cpu_time", e.cpu_time);
  visit("charged_alone", e.charged_alone);
  visit("use", e.use);
}

template <class Visit>
void visit_fields(const KeyWrapped& e, Visit&& visit) {
  visit("what", e.what);
  visit("by", e.by);
  visit("form", e.form);
  visit("result", e.result);
  visit("owed", e.owed);
}

template <class Visit>
void visit_fields(const KeyUnwrapped& e, Visit&& visit) {
  visit("what", e.what);
  visit("by", e.by);
  visit("form", e.form);
  visit("from", e.from);
  visit("owed", e.owed);
}

template <class Visit>
void visit_fields(const SecretDisclosed& e, Visit&& visit) {
  visit("secret", e.secret);
  visit("why", e.why);
}

template <class Visit>
void visit_fields(const DataSealed& e, Visit&& visit) {
  visit("key", e.key);
  visit("nonce", e.nonce);
  visit("ciphertext", e.ciphertext);
}

template <class Visit>
void visit_fields(const DataOpened& e, Visit&& visit) {
  visit("key", e.key);
  visit("nonce", e.nonce);
  visit("ciphertext", e.ciphertext);
}

template <class Visit>
void visit_fields(const KmsRequest& e, Visit&& visit) {
  visit("kms", e.kms);
  visit("operation", e.operation);
  visit("outcome", e.outcome);
  visit("latency", e.latency);
  visit("call", e.call);
  visit("master_key", e.master_key);
  visit("asks_again", e.asks_again);
}

template <class Visit>
void visit_fields(const MasterKeyAtKms& e, Visit&& visit) {
  visit("kms", e.kms);
  visit("id", e.id);
  visit("commcell_id", e.commcell_id);
  visit("policy", e.policy);
  visit("copy", e.copy);
  visit("state", e.state);
  visit("secret", e.secret);
}

template <class Visit>
void visit_fields(const KeyRowMade& e, Visit&& visit) {
  visit("commcell_id", e.commcell_id);
  visit("owner_policy", e.owner_policy);
  visit("owner_copy", e.owner_copy);
  visit("version", e.version);
  visit("purpose", e.purpose);
  visit("copy", e.copy);
  visit("client", e.client);
  visit("archive_file", e.archive_file);
  visit("secret", e.secret);
  visit("row", e.row);
  visit("under", e.under);
}

template <class Visit>
void visit_fields(const DataMoved& e, Visit&& visit) {
  visit("from", e.from);
  visit("from_end", e.from_end);
  visit("to", e.to);
  visit("to_end", e.to_end);
  visit("wire_bytes", e.wire_bytes);
  visit("moved_bytes", e.moved_bytes);
  visit("took", e.took);
  visit("call", e.call);
}

template <class Visit>
void visit_fields(const ChunkRead& e, Visit&& visit) {
  visit("archive_file", e.archive_file);
  visit("chunk", e.chunk);
  visit("front_end_bytes", e.front_end_bytes);
  visit("plain", e.plain);
}

template <class Visit>
void visit_fields(const ChunkTakenOver& e, Visit&& visit) {
  visit("archive_file", e.archive_file);
  visit("chunk", e.chunk);
  visit("from_archive_file", e.from_archive_file);
  visit("from_chunk", e.from_chunk);
  visit("client", e.client);
}

template <class Visit>
void visit_fields(const ChunkRestored& e, Visit&& visit) {
  visit("archive_file", e.archive_file);
  visit("chunk", e.chunk);
  visit("opened", e.opened);
  visit("plain", e.plain);
}

template <class Visit>
void visit_fields(const DiskOperation& e, Visit&& visit) {
  visit("file", e.file);
  visit("operation", e.operation);
  visit("ordinal", e.ordinal);
  visit("offset", e.offset);
  visit("length", e.length);
  visit("object", e.object.kind);
  visit("copy", e.object.copy);
  visit("archive_file", e.object.archive_file);
  visit("chunk", e.object.chunk);
}

template <class Visit>
void visit_fields(const StorageHarmed& e, Visit&& visit) {
  visit("file", e.file);
  visit("object", e.object.kind);
  visit("copy", e.object.copy);
  visit("archive_file", e.object.archive_file);
  visit("chunk", e.object.chunk);
  visit("how", e.how);
}

template <class Visit>
void visit_fields(const HostUp& e, Visit&& visit) {
  visit("boot_epoch", e.boot_epoch);
}

template <class Visit>
void visit_fields(const HostDown& e, Visit&& visit) {
  visit("why", e.why);
}

template <class Visit>
void visit_fields(const FaultActed& e, Visit&& visit) {
  visit("kind", e.kind);
  visit("detail", e.detail);
  visit("fault", e.fault);
  visit("has_hit", e.has_hit);
}

template <class Visit>
void visit_fields(const StandsStill& e, Visit&& visit) {
  visit("number", e.number);
  visit("what", e.what);
  visit("now", e.now);
}

template <class Visit>
void visit_fields(const OperationState& e, Visit&& visit) {
  visit("operation", e.operation);
  visit("kind", e.kind);
  visit("subject", e.subject);
  visit("status", e.status);
  visit("reason", e.reason);
}

template <class Visit>
void visit_fields(const WorkloadEnded& e, Visit&& visit) {
  visit("complete", e.complete);
}

template <class Visit>
void visit_fields(const MessageSealed& e, Visit&& visit) {
  visit("from", e.from);
  visit("to", e.to);
  visit("call", e.call);
  visit("is_reply", e.is_reply);
  visit("nonce", e.nonce);
}

template <class Visit>
void visit_fields(const WorkBegan& e, Visit&& visit) {
  visit("call", e.call);
  visit("key", e.key);
  visit("archive_file", e.archive_file);
  visit("chunks", e.chunks);
  visit("client", e.client);
  visit("keys_to_come", e.keys_to_come);
}

template <class Visit>
void visit_fields(const WorkEnded& e, Visit&& visit) {
  visit("call", e.call);
}

template <class Visit>
void visit_fields(const KmsAsked& e, Visit&& visit) {
  visit("call", e.call);
  visit("kms", e.kms);
  visit("operation", e.operation);
  visit("again", e.again);
  visit("asked_for", e.asked_for);
}

template <class Visit>
void visit_fields(const StreamDoes& e, Visit&& visit) {
  visit("job", e.stream.job);
  visit("archive_file", e.stream.archive_file);
  visit("part", e.part);
  visit("at", e.at);
}

template <class Visit>
void visit_fields(const KmsArrival& e, Visit&& visit) {
  visit("call", e.call);
  visit("node", e.node);
}

template <class Visit>
void visit_fields(const KmsServed& e, Visit&& visit) {
  visit("call", e.call);
  visit("queued", e.queued);
  visit("worked", e.worked);
}

template <class Visit>
void visit_fields(const KmsTurnedAway& e, Visit&& visit) {
  visit("call", e.call);
  visit("node", e.node);
  visit("limit", e.limit);
}

template <class Visit>
void visit_fields(const ChunkSent& e, Visit&& visit) {
  visit("archive_file", e.archive_file);
  visit("copy", e.copy);
  visit("chunk", e.chunk);
  visit("key", e.key);
  visit("source_copy", e.source_copy);
  visit("call", e.call);
  visit("source_key", e.source_key);
}

template <class Visit>
void visit_fields(const ChunkAcknowledged& e, Visit&& visit) {
  visit("call", e.call);
  visit("to", e.to);
  visit("archive_file", e.archive_file);
  visit("copy", e.copy);
  visit("chunk", e.chunk);
}

template <class Visit>
void visit_fields(const AgeingRun& e, Visit&& visit) {
  visit("is_done", e.is_done);
  visit("kept", e.kept);
  visit("aged", e.aged);
  visit("key_rows", e.key_rows);
  visit("left_on_media", e.left_on_media);
}

template <class Visit>
void visit_fields(const ArchiveFileAged& e, Visit&& visit) {
  visit("archive_file", e.archive_file);
  visit("copy", e.copy);
  visit("copy_name", e.copy_name);
  visit("client", e.client);
  visit("level", e.level);
  visit("stored_bytes", e.stored_bytes);
  visit("was_complete", e.was_complete);
}

template <class Visit>
void visit_fields(const KeyRowDeleted& e, Visit&& visit) {
  visit("key_row", e.key_row);
  visit("scope", e.scope);
  visit("row", e.row);
}

template <class Visit>
void visit_fields(const ArchiveFilePruned& e, Visit&& visit) {
  visit("archive_file", e.archive_file);
  visit("copy", e.copy);
  visit("media_agent", e.media_agent);
  visit("stored_bytes", e.stored_bytes);
}

template <class Visit>
void visit_fields(const ArchiveFileOfBefore& e, Visit&& visit) {
  visit("archive_file", e.archive_file);
  visit("copy", e.copy);
  visit("copy_name", e.copy_name);
  visit("front_end_bytes", e.front_end_bytes);
}

template <class Visit>
void visit_fields(const LibraryFill& e, Visit&& visit) {
  visit("library", e.library);
  visit("stored_bytes", e.stored_bytes);
  visit("capacity_bytes", e.capacity_bytes);
  visit("refused_bytes", e.refused_bytes);
}

/// One line about an event: time, host, kind and fields; bytes as their number, secrets by their ordinal.
std::string describe(const Event& event);

}  // namespace keycell::model
