#include "crypto/sabotage.h"
#include "model/chunking.h"
#include "model/client.h"
#include "model/commserve.h"
#include "model/content.h"
#include "model/flows/flows.h"
#include "model/media_agent.h"

namespace keycell::model {
namespace {

/// The client's key in this pool: the one it has, or a new one that is durable before anything is encrypted with it.
crypto::DataKey data_key_of(CommServe& commserve, const PoolRow& pool, const std::string& client) {
  return commserve.with_keys(pool.kms, [&](crypto::KeyServices keys) {
    const crypto::Hierarchy& hierarchy = commserve.hierarchy();
    if (const auto row = commserve.csdb().data_key(client, pool.name))
      return hierarchy.open_data_key(pool.protection, *row, keys);
    crypto::NewDataKey made = hierarchy.new_data_key(pool.protection, client, keys);  // 1, 2: generated and encrypted
    commserve.step("backup", 1, client);
    const crypto::DataKeyRow stored = commserve.csdb().insert_data_key(client, pool.name, made.row);  // 2: stored
    commserve.step("backup", 2, client);
    // Another job of the same client may have stored a key in the meantime: the stored one counts.
    return stored == made.row ? std::move(made.key) : hierarchy.open_data_key(pool.protection, stored, keys);
  });
}

}  // namespace

void backup(CommServe& commserve, const JobRow& job) {
  const auto pool = commserve.csdb().pool(job.pool);
  const std::int64_t archive_file = commserve.csdb().archive_file_of(job);
  protocol::Request request;
  auto& body = *request.mutable_run_backup();
  body.set_job(static_cast<std::uint64_t>(job.id));
  body.set_archive_file(static_cast<std::uint64_t>(archive_file));
  body.set_media_agent(pool->media_agent);
  body.set_front_end_bytes(job.front_end_bytes);
  body.set_chunk_bytes(commserve.settings().chunk_bytes);
  body.set_record_bytes(commserve.settings().record_bytes);
  {
    const crypto::DataKey key = data_key_of(commserve, *pool, job.client);                // 1, 2
    const crypto::DeliveredKey delivered = commserve.deliverable(key, job.client);        // 3: under its network password
    body.set_delivered_key(delivered.bytes.data(), delivered.bytes.size());
  }
  commserve.step("backup", 3, job.client);
  commserve.messenger().call(job.client, request, dataDeadline);  // 3: sent; 4 to 6 happen there
  commserve.csdb().complete_archive_file(archive_file);
}

void run_backup(Client& client, const protocol::RunBackup& request) {
  if (request.chunk_bytes() == 0 || request.record_bytes() > crypto::CbcCrc32Records::maxPlainBytes)
    throw RequestRefused("chunks or records of a size that cannot be");
  World& world = client.world();
  const crypto::DataKey key = client.open(request.delivered_key());
  if (crypto::sabotaged(crypto::Sabotage::logDataKey)) {
    const auto access = crypto::SecretAccess::because("planted fault: a key in a debug log");
    world.log(LogLevel::debug, "data key " + std::string(text_of(key.bytes(access))));
  }
  if (crypto::sabotaged(crypto::Sabotage::readHostClock))
    world.log(LogLevel::debug, "now " + std::to_string(std::chrono::steady_clock::now().time_since_epoch().count()));
  const Chunking chunks{.front_end_bytes = request.front_end_bytes(), .chunk_bytes = request.chunk_bytes()};
  for (std::uint32_t chunk = 0; chunk < chunks.count(); ++chunk) {
    const Bytes plain = content_of(world.self(), request.archive_file(), chunk, request.record_bytes());
    world.emit(ChunkRead{request.archive_file(), chunk, chunks.size_of(chunk), plain});
    const Bytes record = client.cipher().seal(key, plain, world.random(Stream::cryptoOpen));  // 4
    world.emit(FlowStep{"backup", 4, world.self()});
    protocol::Request message;
    auto& body = *message.mutable_write_chunk();
    body.set_archive_file(request.archive_file());
    body.set_chunk(chunk);
    body.set_record(record.data(), record.size());
    world.emit(FlowStep{"backup", 5, world.self()});
    client.messenger().transfer(request.media_agent(), message, DataEnd::clientRead, DataEnd::libraryWrite,
                                chunks.size_of(chunk), dataDeadline);  // 5
  }
}

void write_chunk(MediaAgent& media_agent, const protocol::WriteChunk& request) {
  media_agent.library().write(request.archive_file(), request.chunk(), view_of(request.record()));  // 6
  media_agent.world().emit(FlowStep{"backup", 6, media_agent.world().self()});
}

}  // namespace keycell::model
