#include "model/chunk_stream.h"
#include "model/chunking.h"
#include "model/client.h"
#include "model/commserve.h"
#include "model/flows/flows.h"
#include "model/media_agent.h"

namespace keycell::model {
namespace {

/// A restore reads and sends what deduplication left out too: the MediaAgent puts it together again.
std::uint64_t moved_bytes_of(const KeyRows& rows, const Dedup& dedup) {
  constexpr std::uint64_t none = 1000;
  return static_cast<std::uint64_t>(static_cast<unsigned __int128>(rows.stored_bytes) * dedup.of(rows.level) / none);
}

}  // namespace

void restore(CommServe& commserve, const StreamWork& work) {
  const World::UsingKeys use(commserve.world(), KeyUse::restore);
  const KeyRows rows = commserve.csdb().key_rows_of(work.archive_file, work.copy.id);  // 1
  commserve.step(step_of(Flow::restore, 1), work.client);
  protocol::Request request;
  auto& body = *request.mutable_run_restore();
  body.set_job(static_cast<std::uint64_t>(work.job));
  body.set_copy(static_cast<std::uint64_t>(work.copy.id.value));
  body.set_archive_file(static_cast<std::uint64_t>(work.archive_file));
  body.set_media_agent(work.media_agent);
  body.set_stored_bytes(rows.stored_bytes);
  body.set_chunk_bytes(commserve.settings().chunk_bytes);
  const std::uint64_t moved_bytes = moved_bytes_of(rows, commserve.dedup_of(work.client));
  if (moved_bytes != rows.stored_bytes) body.set_moved_bytes(moved_bytes);
  {
    const crypto::DataKey key = commserve.open_data_key(Flow::restore, rows, work.stream());  // 2-4
    const crypto::DeliveredKey delivered =
        commserve.deliverable(key, {.to = work.client,
                                    .backup = rows.backup,
                                    .copy = work.copy.name,
                                    .request = work.request.what.request});  // 5: protected
    body.set_delivered_key(delivered.bytes.data(), delivered.bytes.size());
  }
  commserve.step(step_of(Flow::restore, 5), work.client);
  work.begins_at(work.media_agent);
  commserve.messenger().call(work.client, request, data_deadline(moved_bytes));  // 5: sent; 6 and 7 happen there
  commserve.world().emit(StreamDoes{work.stream(), StreamPart::commserve});
}

namespace {

/// Keeps the key of a restore for the chunks that arrive for it, for as long as this lives.
class RestoreInWork {
 public:
  RestoreInWork(Client& client, CallId restore, Client::Restore what)
      : client_(client), entry_(client.restores().emplace(restore, std::move(what)).first) {}
  ~RestoreInWork() { client_.restores().erase(entry_); }
  RestoreInWork(const RestoreInWork&) = delete;
  RestoreInWork& operator=(const RestoreInWork&) = delete;

 private:
  Client& client_;
  std::map<CallId, Client::Restore>::iterator entry_;
};

}  // namespace

void run_restore(Client& client, CallId call, const protocol::RunRestore& request) {
  const Chunking chunks{.bytes = request.stored_bytes(), .chunk_bytes = request.chunk_bytes()};
  if (!chunks.is_possible()) throw RequestRefused("chunks of a size that cannot be");
  client.messenger().begin_work({.call = call});
  crypto::DataKey key = client.open(request.delivered_key());
  client.messenger().begin_work({.call = call,
                                 .key = key.id(),
                                 .archive_file = request.archive_file(),
                                 .chunks = chunks.count(),
                                 .client = client.world().self()});
  Client::Restore what{.key = std::nullopt, .chunks_to_come = chunks.count()};
  if (what.chunks_to_come > 0) {
    what.key = std::move(key);
  } else {
    key.wipe();  // nothing comes that it could open, and the MediaAgent's answer may be long in coming
  }
  const RestoreInWork in_work(client, call, std::move(what));
  client.world().emit(JobPhase{request.job(), "Restore"});
  client.world().emit(StreamDoes{{request.job(), request.archive_file()}, StreamPart::data});
  protocol::Request message;
  auto& body = *message.mutable_send_archive_file();
  body.set_job(request.job());
  body.set_copy(request.copy());
  body.set_archive_file(request.archive_file());
  body.set_stored_bytes(request.stored_bytes());
  body.set_chunk_bytes(request.chunk_bytes());
  body.set_restore(call.value);
  body.set_moved_bytes(request.moved_bytes());
  client.messenger().call(request.media_agent(), message,
                          data_deadline(std::max(request.stored_bytes(), request.moved_bytes())));
}

void send_archive_file(MediaAgent& media_agent, std::string_view client, const protocol::SendArchiveFile& request) {
  const Chunking chunks{.bytes = request.stored_bytes(), .chunk_bytes = request.chunk_bytes()};
  if (!chunks.is_possible()) throw RequestRefused("chunks of a size that cannot be");
  const WorkInHand::Work work(media_agent.work_in_hand(), request.job(), request.archive_file());
  ChunkStream stream(media_agent.messenger(), work,
                     {.to = std::string(client), .from_end = DataEnd::libraryRead, .to_end = DataEnd::clientWrite},
                     media_agent.settings().chunks_in_flight);
  for (std::uint32_t chunk = request.first_chunk(); chunk < chunks.count(); ++chunk) {
    stream.await_turn();
    const Bytes record =
        media_agent.library().read({.copy = request.copy(), .archive_file = request.archive_file(), .chunk = chunk});
    protocol::Request message;
    auto& body = *message.mutable_restore_chunk();
    body.set_restore(request.restore());
    body.set_archive_file(request.archive_file());
    body.set_chunk(chunk);
    body.set_record(record.data(), record.size());
    media_agent.world().emit(FlowStep{&step_of(Flow::restore, 6), media_agent.world().self()});
    const std::uint64_t moved =
        request.moved_bytes() == 0 ? chunks.size_of(chunk) : chunks.part_of(request.moved_bytes(), chunk);
    stream.send(stream.begin(message, moved), message, moved);  // 6
  }
  stream.finish();
}

void take_restored_chunk(Client& client, const protocol::RestoreChunk& request) {
  const auto found = client.restores().find(CallId{request.restore()});
  if (found == client.restores().end() || !found->second.key)
    throw RequestRefused("no restore of this archive file is in work");
  Client::Restore& restore = found->second;
  Bytes plain;
  bool opened = true;
  try {
    plain = client.cipher().open(*restore.key, view_of(request.record()));  // 7
  } catch (const crypto::Refused&) {
    opened = false;
  }
  client.world().emit(ChunkRestored{request.archive_file(), request.chunk(), opened, plain});
  if (--restore.chunks_to_come == 0) restore.key.reset();  // the way back to whoever asked may be long
  if (!opened) throw DataUnreadable(request.archive_file(), request.chunk());
  client.world().emit(FlowStep{&step_of(Flow::restore, 7), client.world().self()});
}

}  // namespace keycell::model
