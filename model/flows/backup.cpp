#include "crypto/sabotage.h"
#include "model/chunking.h"
#include "model/client.h"
#include "model/commserve.h"
#include "model/content.h"
#include "model/flows/flows.h"
#include "model/media_agent.h"

namespace keycell::model {

void backup(CommServe& commserve, const JobRow& job) {
  Csdb& csdb = commserve.csdb();
  const CopyRow copy = csdb.copy(job.copy);
  const std::int64_t archive_file = csdb.archive_file_of(job);
  if (csdb.is_complete(archive_file, copy.id)) return;  // the CommServe went down before it could say so
  protocol::Request request;
  auto& body = *request.mutable_run_backup();
  body.set_copy(static_cast<std::uint64_t>(copy.id.value));
  body.set_archive_file(static_cast<std::uint64_t>(archive_file));
  body.set_media_agent(copy.media_agent);
  body.set_front_end_bytes(job.front_end_bytes);
  body.set_chunk_bytes(commserve.settings().chunk_bytes);
  body.set_record_bytes(commserve.settings().record_bytes);
  {
    const auto data_key = commserve.data_key_for("backup", copy, job.client, archive_file);  // 1, 2
    csdb.begin_copy_of(archive_file, copy.id, data_key.id);
    const crypto::DeliveredKey delivered = commserve.deliverable(data_key.key, job.client);  // 3: protected
    body.set_delivered_key(delivered.bytes.data(), delivered.bytes.size());
  }
  commserve.step("backup", 3, job.client);
  commserve.messenger().call(job.client, request, dataDeadline);  // 3: sent; 4 to 6 happen there
  csdb.complete_copy_of(archive_file, copy.id);
}

void run_backup(Client& client, const protocol::RunBackup& request) {
  const Chunking chunks{.front_end_bytes = request.front_end_bytes(), .chunk_bytes = request.chunk_bytes()};
  if (!chunks.is_possible() || request.record_bytes() > crypto::CbcCrc32Records::maxPlainBytes)
    throw RequestRefused("chunks or records of a size that cannot be");
  World& world = client.world();
  const crypto::DataKey key = client.open(request.delivered_key());
  if (crypto::sabotaged(crypto::Sabotage::logDataKey)) {
    const auto access = crypto::SecretAccess::because("planted fault: a key in a debug log");
    world.log(LogLevel::debug, "data key " + std::string(text_of(key.bytes(access))));
  }
  if (crypto::sabotaged(crypto::Sabotage::readHostClock))
    world.log(LogLevel::debug, "now " + std::to_string(std::chrono::steady_clock::now().time_since_epoch().count()));
  for (std::uint32_t chunk = 0; chunk < chunks.count(); ++chunk) {
    const Bytes plain = content_of(world.self(), request.archive_file(), chunk, request.record_bytes());
    world.emit(ChunkRead{request.archive_file(), chunk, chunks.size_of(chunk), plain});
    const Bytes record = client.cipher().seal(key, plain, world.random(Stream::cryptoOpen));  // 4
    world.emit(FlowStep{"backup", 4, world.self()});
    protocol::Request message;
    auto& body = *message.mutable_write_chunk();
    body.set_copy(request.copy());
    body.set_archive_file(request.archive_file());
    body.set_chunk(chunk);
    body.set_record(record.data(), record.size());
    world.emit(FlowStep{"backup", 5, world.self()});
    client.messenger().transfer(request.media_agent(), message, DataEnd::clientRead, DataEnd::libraryWrite,
                                chunks.size_of(chunk), dataDeadline);  // 5
  }
}

void write_chunk(MediaAgent& media_agent, const protocol::WriteChunk& request) {
  const ChunkPlace place{.copy = request.copy(), .archive_file = request.archive_file(), .chunk = request.chunk()};
  media_agent.library().write(place, view_of(request.record()));  // 6
  media_agent.world().emit(FlowStep{"backup", 6, media_agent.world().self()});
}

}  // namespace keycell::model
