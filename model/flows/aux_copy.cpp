#include "model/chunk_stream.h"
#include "model/chunking.h"
#include "model/commserve.h"
#include "model/flows/flows.h"
#include "model/media_agent.h"

namespace keycell::model {
namespace {

std::string text(const crypto::DeliveredKey& key) { return std::string(text_of(key.bytes)); }

/// Gives the source MediaAgent what it needs to encrypt an archive file again: the key it is under, and one of the
/// target copy's own. Both travel under the MediaAgent's network password. Returns the target's data key.
std::int64_t add_keys(CommServe& commserve, const StreamWork& work, const CopyName& from, const KeyRows& source,
                      protocol::RunAuxCopy& request) {
  const std::string& job = work.request.what.request;
  const auto delivered = [&](const crypto::DataKey& key, const CopyName& copy) {
    return text(commserve.deliverable(
        key, {.to = work.source_media_agent, .backup = source.backup, .copy = copy, .request = job}));
  };
  {
    const World::UsingKeys use(commserve.world(), KeyUse::auxCopySource);
    const crypto::DataKey key = commserve.open_data_key(Flow::auxCopy, source, work.stream());  // 1-3
    request.set_source_key(delivered(key, from));
  }
  const World::UsingKeys use(commserve.world(), KeyUse::auxCopyTarget);
  const auto own = commserve.data_key_for(Flow::auxCopy, work.copy, source.backup, work.stream());  // 4, 5
  request.set_target_key(delivered(own.key, work.copy.name));
  return own.id;
}

}  // namespace

void aux_copy(CommServe& commserve, const StreamWork& work) {
  Csdb& csdb = commserve.csdb();
  const CopyRow& target = work.copy;
  const std::int64_t archive_file = work.archive_file;
  const auto source = csdb.copy(CopyName{.policy = target.name.policy, .copy = target.source});
  if (!source) throw RequestRefused(full_name(target.name) + " has no source copy");
  const KeyRows rows = csdb.key_rows_of(archive_file, source->id);
  const std::string& client = rows.backup.client;
  if (csdb.is_complete(client, archive_file, target.id)) return;  // by another job
  protocol::Request request;
  auto& body = *request.mutable_run_aux_copy();
  body.set_job(static_cast<std::uint64_t>(work.job));
  body.set_archive_file(static_cast<std::uint64_t>(archive_file));
  body.set_source_copy(static_cast<std::uint64_t>(source->id.value));
  body.set_target_copy(static_cast<std::uint64_t>(target.id.value));
  body.set_target_media_agent(work.media_agent);
  body.set_target_copy_name(full_name(target.name));
  body.set_client(client);
  body.set_request(rows.backup.request);
  body.set_stored_bytes(rows.stored_bytes);
  body.set_chunk_bytes(commserve.settings().chunk_bytes);
  body.set_tell_sizes(commserve.settings().limited_libraries.contains(work.media_agent));
  body.set_past(work.is_past);
  std::int64_t data_key = rows.data_key.id;
  switch (target.encryption) {
    case CopyEncryption::preserve: break;
    case CopyEncryption::reEncrypt: data_key = add_keys(commserve, work, source->name, rows, body); break;
  }
  body.set_first_chunk(csdb.begin_copy_of(client, archive_file, target.id, data_key));
  commserve.step(step_of(Flow::auxCopy, 6), client);
  work.begins_at(work.source_media_agent);
  commserve.messenger().call(work.source_media_agent, request, data_deadline(rows.stored_bytes));
  commserve.world().emit(StreamDoes{work.stream(), StreamPart::commserve});
  csdb.complete_copy_of(client, archive_file, target.id);
  if (work.is_past)
    commserve.world().emit(ArchiveFileOfBefore{.archive_file = body.archive_file(),
                                               .copy = body.target_copy(),
                                               .copy_name = body.target_copy_name(),
                                               .front_end_bytes = 0});
}

void run_aux_copy(MediaAgent& media_agent, CallId call, const protocol::RunAuxCopy& request) {
  const Chunking chunks{.bytes = request.stored_bytes(), .chunk_bytes = request.chunk_bytes()};
  if (!chunks.is_possible() || request.source_key().empty() != request.target_key().empty())
    throw RequestRefused("an aux copy that cannot be");
  World& world = media_agent.world();
  std::optional<crypto::DataKey> source_key;
  std::optional<crypto::DataKey> target_key;
  if (!request.source_key().empty()) {
    media_agent.messenger().begin_work({.call = call, .keys_to_come = 2});
    {
      const World::UsingKeys use(world, KeyUse::auxCopySource);
      source_key.emplace(media_agent.open(request.source_key()));
    }
    {
      const World::UsingKeys use(world, KeyUse::auxCopyTarget);
      target_key.emplace(media_agent.open(request.target_key()));
    }
    for (const crypto::SecretId key : {source_key->id(), target_key->id()})
      media_agent.messenger().begin_work({.call = call,
                                          .key = key,
                                          .archive_file = request.archive_file(),
                                          .chunks = chunks.count() - std::min(chunks.count(), request.first_chunk())});
  }
  const crypto::SecretId opened_with = source_key ? source_key->id() : crypto::SecretId{};
  const crypto::SecretId sealed_under = target_key ? target_key->id() : crypto::SecretId{};
  const WorkInHand::Work work(media_agent.work_in_hand(), request.job(), request.archive_file());
  if (!request.past()) {
    world.emit(JobPhase{request.job(), "Copy"});
    world.emit(StreamDoes{{request.job(), request.archive_file()}, StreamPart::data});
  }
  ChunkStream stream(media_agent.messenger(), work,
                     {.to = request.target_media_agent(),
                      .from_end = source_key ? DataEnd::libraryReEncrypt : DataEnd::libraryRead,
                      .to_end = DataEnd::libraryWrite},
                     media_agent.settings().chunks_in_flight);
  const auto ivs =
      world.random(Stream::cryptoOpen, {"records", {request.client(), request.target_copy_name(), request.request()}});
  for (std::uint32_t chunk = request.first_chunk(); chunk < chunks.count(); ++chunk) {
    stream.await_turn();
    Bytes record = media_agent.library().read(
        {.copy = request.source_copy(), .archive_file = request.archive_file(), .chunk = chunk});
    if (source_key) {
      const Bytes plain = media_agent.open_chunk(*source_key, record, request.archive_file(), chunk);
      record = media_agent.cipher().seal(*target_key, plain, ivs->part(chunk));
      world.emit(FlowStep{&step_of(Flow::auxCopy, 7), world.self()});
    }
    protocol::Request message;
    auto& body = *message.mutable_write_chunk();
    body.set_copy(request.target_copy());
    body.set_archive_file(request.archive_file());
    body.set_chunk(chunk);
    body.set_record(record.data(), record.size());
    body.set_more(chunk + 1 < chunks.count());
    if (request.tell_sizes()) body.set_stored_bytes(chunks.size_of(chunk));
    const std::uint64_t moved = request.past() ? pastWireBytes : chunks.size_of(chunk);
    const PacketHeader call_of_chunk = stream.begin(message, moved);
    world.emit(ChunkSent{request.archive_file(), request.target_copy(), chunk, sealed_under,
                         target_key ? 0 : request.source_copy(), call_of_chunk.call, opened_with});
    stream.send(call_of_chunk, message, moved);
  }
  source_key.reset();  // the last byte has left
  target_key.reset();
  stream.finish();
}

}  // namespace keycell::model
