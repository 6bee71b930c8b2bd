#include "model/client.h"

#include "model/flows/flows.h"

namespace keycell::model {

Client::Client(World& world, const Installation& installation, const crypto::RecordCipher& cipher, ChannelKind channel)
    : world_(world), installation_(installation), cipher_(cipher), messenger_(world, installation, channel) {
  messenger_.serve([this](const Incoming& incoming) { return handle(incoming); });
}

crypto::DataKey Client::open(const std::string& delivered_key) {
  const auto password = installation_.network_password(world_.self(), world_.witness());
  return crypto::NetworkPasswordDelivery().open({bytes_of(view_of(delivered_key))}, password);
}

Answer Client::handle(const Incoming& incoming) {
  const protocol::Request& request = incoming.request;
  switch (request.body_case()) {
    case protocol::Request::kRunBackup: run_backup(*this, request.run_backup()); break;
    case protocol::Request::kRunRestore: run_restore(*this, request.run_restore()); break;
    case protocol::Request::kRestoreChunk: take_restored_chunk(*this, request.restore_chunk()); break;
    default: throw RequestRefused("no request that a client serves");
  }
  return {};
}

}  // namespace keycell::model
