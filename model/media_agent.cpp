#include "model/media_agent.h"

#include "model/flows/flows.h"

namespace keycell::model {

MediaAgent::MediaAgent(World& world, const Installation& installation, const crypto::RecordCipher& cipher,
                       const crypto::KeyDelivery& delivery, ChannelKind channel, MediaAgentSettings settings)
    : world_(world),
      installation_(installation),
      cipher_(cipher),
      delivery_(delivery),
      library_(world, settings.library.empty() ? std::string(world.self()) : settings.library,
               settings.library_capacity_bytes),
      settings_(std::move(settings)),
      messenger_(world, installation, channel) {
  messenger_.serve([this](const Incoming& incoming) { return handle(incoming); }, {});
}

crypto::DataKey MediaAgent::open(const std::string& delivered_key) {
  world_.settle_key_operations();
  const auto password = installation_.network_password(world_.self(), world_.witness());
  world_.begin_key_operation(crypto::KeyOperation::aesUnwrap, password.id());
  return delivery_.open({bytes_of(view_of(delivered_key))}, password);
}

Bytes MediaAgent::open_chunk(const crypto::DataKey& key, View record, std::uint64_t archive_file,
                             std::uint32_t chunk) const {
  try {
    return cipher_.open(key, record);
  } catch (const crypto::Refused&) {
    throw DataUnreadable(archive_file, chunk);
  }
}

Answer MediaAgent::handle(const Incoming& incoming) {
  const protocol::Request& request = incoming.request;
  switch (request.body_case()) {
    case protocol::Request::kWriteChunk: write_chunk(*this, incoming.from, incoming.call, request.write_chunk()); break;
    case protocol::Request::kSendArchiveFile:
      send_archive_file(*this, incoming.from, request.send_archive_file());
      break;
    case protocol::Request::kStopWork: work_in_hand_.stop(request.stop_work()); break;
    case protocol::Request::kRunAuxCopy: run_aux_copy(*this, incoming.call, request.run_aux_copy()); break;
    case protocol::Request::kRunSyntheticFull:
      run_synthetic_full(*this, incoming.call, request.run_synthetic_full());
      break;
    case protocol::Request::kPruneMedia: prune_media(*this, request.prune_media()); break;
    default: throw RequestRefused("no request that a MediaAgent serves");
  }
  return {};
}

}  // namespace keycell::model
