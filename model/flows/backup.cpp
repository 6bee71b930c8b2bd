#include "model/chunk_stream.h"
#include "model/chunking.h"
#include "model/client.h"
#include "model/commserve.h"
#include "model/content.h"
#include "model/flows/flows.h"
#include "model/media_agent.h"

namespace keycell::model {
namespace {

/// An incremental backup with nothing to build on becomes a full one.
NewArchiveFile archive_file_of(Csdb& csdb, const StreamWork& work) {
  const NewJobs& what = work.request.what;
  const JobSizes sizes = sizes_of(csdb, work);
  const bool incremental = what.level == BackupLevel::incremental && csdb.has_full_backup(work.client, work.copy.id);
  return {.id = work.archive_file,
          .stream = work.number(),
          .streams = what.streams,
          .client = work.client,
          .request = work.request.id,
          .level = incremental ? BackupLevel::incremental : BackupLevel::full,
          .size = part_of(incremental ? sizes.changed : sizes.full, work.number(), what.streams),
          .begun_ns = work.request.submitted_ns};
}

}  // namespace

JobSizes sizes_of(Csdb& csdb, const StreamWork& work) {
  const NewJobs& what = work.request.what;
  const bool clients_differ = what.full.front_end_bytes == 0;
  return clients_differ ? csdb.own_sizes(work.job) : JobSizes{what.full, what.changed};
}

void backup(CommServe& commserve, const StreamWork& work) {
  const World::UsingKeys use(commserve.world(), KeyUse::backup);
  Csdb& csdb = commserve.csdb();
  const CopyRow& copy = work.copy;
  const std::uint32_t streams = work.request.what.streams;
  if (streams > 1 && csdb.is_complete(work.client, work.archive_file, copy.id)) return;  // in an earlier boot
  const NewArchiveFile file = archive_file_of(csdb, work);
  const BackupName name = backup_name(work.client, work.request.what.request, work.number());
  protocol::Request request;
  auto& body = *request.mutable_run_backup();
  body.set_job(static_cast<std::uint64_t>(work.job));
  body.set_copy(static_cast<std::uint64_t>(copy.id.value));
  body.set_archive_file(static_cast<std::uint64_t>(file.id));
  body.set_copy_name(full_name(copy.name));
  body.set_request(name.request);
  body.set_media_agent(work.media_agent);
  body.set_chunk_bytes(commserve.settings().chunk_bytes);
  body.set_record_bytes(commserve.settings().record_bytes);
  body.set_tell_sizes(commserve.settings().limited_libraries.contains(work.media_agent));
  body.set_past(work.is_past);
  {
    const auto data_key = commserve.data_key_for(Flow::backup, copy, name, work.stream());  // 1, 2
    const Csdb::BegunBackup begun = csdb.begin_backup(file, copy.id, data_key.id);
    body.set_front_end_bytes(begun.size.front_end_bytes);
    body.set_stored_bytes(begun.size.stored_bytes);
    body.set_first_chunk(begun.complete_chunks);
    const Dedup dedup = commserve.dedup_of(work.client);
    body.set_dedup_of_incremental(begun.level == BackupLevel::incremental &&
                                  dedup.full_permille != dedup.incremental_permille);
    const crypto::DeliveredKey delivered = commserve.deliverable(
        data_key.key, {.to = work.client, .backup = name, .copy = copy.name, .request = name.request});  // 3: protected
    body.set_delivered_key(delivered.bytes.data(), delivered.bytes.size());
  }
  commserve.step(step_of(Flow::backup, 3), work.client);
  work.begins_at(work.client);
  commserve.messenger().call(work.client, request, data_deadline(body.stored_bytes()));  // 3: sent; 4 to 6 happen there
  commserve.world().emit(StreamDoes{work.stream(), StreamPart::commserve});
  csdb.complete_backup(work.client, {.archive_file = work.archive_file, .job = work.job, .streams = streams}, copy.id);
  if (work.is_past)
    commserve.world().emit(ArchiveFileOfBefore{.archive_file = body.archive_file(),
                                               .copy = body.copy(),
                                               .copy_name = body.copy_name(),
                                               .front_end_bytes = body.front_end_bytes()});
}

void run_backup(Client& client, CallId call, const protocol::RunBackup& request) {
  const Chunking chunks{.bytes = request.stored_bytes(), .chunk_bytes = request.chunk_bytes()};
  if (!chunks.is_possible() || request.record_bytes() > crypto::CbcCrc32Records::maxPlainBytes)
    throw RequestRefused("chunks or records of a size that cannot be");
  World& world = client.world();
  const WorkInHand::Work work(client.work_in_hand(), request.job(), request.archive_file());
  const StreamOf stream_of{request.job(), request.archive_file()};
  client.messenger().begin_work({.call = call});
  crypto::DataKey key = client.open(request.delivered_key());
  const crypto::SecretId key_id = key.id();
  client.messenger().begin_work({.call = call,
                                 .key = key_id,
                                 .archive_file = request.archive_file(),
                                 .chunks = chunks.count() - std::min(chunks.count(), request.first_chunk()),
                                 .client = world.self()});
  if (request.first_chunk() == 0 && !request.past()) {
    world.emit(JobPhase{request.job(), "Scan"});
    world.emit(StreamDoes{stream_of, StreamPart::scan});
    world.sleep(client.settings().scan);
  }
  if (!request.past()) {
    world.emit(JobPhase{request.job(), "Backup"});
    world.emit(StreamDoes{stream_of, StreamPart::data});
  }
  const DataEnd from_end = request.dedup_of_incremental() ? DataEnd::clientReadIncremental : DataEnd::clientRead;
  ChunkStream stream(client.messenger(), work,
                     {.to = request.media_agent(), .from_end = from_end, .to_end = DataEnd::libraryWrite},
                     client.settings().chunks_in_flight);
  const auto ivs =
      world.random(Stream::cryptoOpen, {"records", {world.self(), request.copy_name(), request.request()}});
  for (std::uint32_t chunk = request.first_chunk(); chunk < chunks.count(); ++chunk) {
    stream.await_turn();
    const std::string& files = client.settings().files;
    const Bytes plain = content_of(files.empty() ? world.self() : std::string_view(files), request.request(), chunk,
                                   request.record_bytes());
    const std::uint64_t read = request.past() ? 0 : chunks.part_of(request.front_end_bytes(), chunk);
    world.emit(ChunkRead{request.archive_file(), chunk, read, plain});
    const Bytes record = client.cipher().seal(key, plain, ivs->part(chunk));  // 4
    world.emit(FlowStep{&step_of(Flow::backup, 4), world.self()});
    protocol::Request message;
    auto& body = *message.mutable_write_chunk();
    body.set_copy(request.copy());
    body.set_archive_file(request.archive_file());
    body.set_chunk(chunk);
    body.set_record(record.data(), record.size());
    body.set_more(chunk + 1 < chunks.count());
    if (request.tell_sizes()) body.set_stored_bytes(chunks.size_of(chunk));
    const std::uint64_t moved = request.past() ? pastWireBytes : chunks.size_of(chunk);
    const PacketHeader call_of_chunk = stream.begin(message, moved);
    world.emit(FlowStep{&step_of(Flow::backup, 5), world.self()});
    world.emit(ChunkSent{request.archive_file(), request.copy(), chunk, key_id, 0, call_of_chunk.call});
    stream.send(call_of_chunk, message, moved);  // 5
  }
  key.wipe();  // the last byte has left: acknowledgements and indexing may take long, and need no key
  stream.finish();
  if (request.past()) return;
  world.emit(JobPhase{request.job(), "Archive Index"});
  world.emit(StreamDoes{stream_of, StreamPart::archiveIndex});
  world.sleep(client.settings().archive_index);
}

void write_chunk(MediaAgent& media_agent, std::string_view from, CallId call, const protocol::WriteChunk& request) {
  const ChunkPlace place{.copy = request.copy(), .archive_file = request.archive_file(), .chunk = request.chunk()};
  media_agent.library().write(place, view_of(request.record()), request.stored_bytes());  // 6
  media_agent.world().emit(FlowStep{&step_of(Flow::backup, 6), media_agent.world().self()});
  const auto acknowledge = [&](std::string_view to) {
    media_agent.world().emit(ChunkAcknowledged{call, to, request.archive_file(), request.copy(), request.chunk()});
  };
  if (!request.more()) return acknowledge(from);
  // A job that is broken off goes on after the last chunk that the CommServe knows to be complete.
  protocol::Request told;
  told.mutable_chunk_written()->set_copy(request.copy());
  told.mutable_chunk_written()->set_archive_file(request.archive_file());
  told.mutable_chunk_written()->set_chunk(request.chunk());
  acknowledge(media_agent.settings().commserve);
  media_agent.messenger().call(media_agent.settings().commserve, told, media_agent.settings().call_deadline);
  acknowledge(from);
}

}  // namespace keycell::model
