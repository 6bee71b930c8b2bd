#include "model/client.h"

#include "model/flows/flows.h"

namespace keycell::model {

Client::Client(World& world, const Installation& installation, const crypto::RecordCipher& cipher,
               const crypto::KeyDelivery& delivery, ChannelKind channel, ClientSettings settings)
    : world_(world),
      installation_(installation),
      cipher_(cipher),
      delivery_(delivery),
      settings_(settings),
      messenger_(world, installation, channel) {
  messenger_.serve([this](const Incoming& incoming) { return handle(incoming); }, {});
}

crypto::DataKey Client::open(const std::string& delivered_key) {
  world_.settle_key_operations();
  const auto password = installation_.network_password(world_.self(), world_.witness());
  world_.begin_key_operation(crypto::KeyOperation::aesUnwrap, password.id());
  return delivery_.open({bytes_of(view_of(delivered_key))}, password);
}

crypto::DeliveredKey Client::make_data_key(CallId call, const protocol::MakeDataKey& wanted) {
  const DrawName name("data key",
                      {wanted.policy(), wanted.owner_copy(), wanted.copy(), world_.self(), wanted.backup()});
  const auto key = crypto::DataKey::generate(cipher_.key_size_bytes(), *world_.random(Stream::cryptoSecret, name),
                                             &world_.witness());
  messenger_.begin_work({.call = call, .key = key.id(), .client = world_.self()});
  const auto password = installation_.network_password(world_.self(), world_.witness());
  world_.begin_key_operation(crypto::KeyOperation::aesWrap, password.id());
  return delivery_.seal(key, password, *world_.random(Stream::cryptoOpen, name));
}

Answer Client::handle(const Incoming& incoming) {
  Answer answer;
  const protocol::Request& request = incoming.request;
  switch (request.body_case()) {
    case protocol::Request::kRunBackup: run_backup(*this, incoming.call, request.run_backup()); break;
    case protocol::Request::kStopWork: work_in_hand_.stop(request.stop_work()); break;
    case protocol::Request::kRunRestore: run_restore(*this, incoming.call, request.run_restore()); break;
    case protocol::Request::kRestoreChunk: take_restored_chunk(*this, request.restore_chunk()); break;
    case protocol::Request::kMakeDataKey: {
      const crypto::DeliveredKey key = make_data_key(incoming.call, request.make_data_key());
      answer.reply.set_delivered_key(key.bytes.data(), key.bytes.size());
      break;
    }
    default: throw RequestRefused("no request that a client serves");
  }
  return answer;
}

}  // namespace keycell::model
