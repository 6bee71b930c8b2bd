#include "model/kms/node.h"

namespace keycell::model {
namespace {

template <class Body>
crypto::KeyAttributes attributes_of(const Body& body) {
  return {.commcell_id = body.commcell_id(), .policy = body.policy(), .copy = body.copy()};
}

/// The key that came with the request.
template <class Key>
Key attached(Incoming& incoming, const char* none, const char* other_size, crypto::Witness& witness) {
  if (!incoming.attachment) throw RequestRefused(none);
  Key key = crypto::receive<Key>(std::move(*incoming.attachment), &witness);
  if (key.size() != crypto::keySizeBytes) throw RequestRefused(other_size);
  return key;
}

}  // namespace

KmsNode::KmsNode(World& world, const Installation& installation, ChannelKind channel, Nanos service_time,
                 std::unique_ptr<KeyService> keys)
    : world_(world), service_time_(service_time), keys_(std::move(keys)), messenger_(world, installation, channel) {
  messenger_.serve([this](Incoming incoming) { return handle(std::move(incoming)); });
}

void KmsNode::administer(const protocol::KmsAdminister& request) {
  const auto change = [&](KeyState state) { keys_->set_state(request.policy(), request.copy(), state); };
  switch (request.incident()) {
    case protocol::KEY_LOST: return change(KeyState::lost);
    case protocol::KEY_DISABLED: return change(KeyState::disabled);
    case protocol::KEY_ENABLED: return change(KeyState::active);
    default: throw RequestRefused("nothing that can happen to a key");
  }
}

Answer KmsNode::handle(Incoming incoming) {
  messenger_.begin_work({.call = incoming.call});  // keys that it holds meanwhile are for this request
  world_.compute(service_time_);
  Answer answer;
  const protocol::Request& request = incoming.request;
  switch (request.body_case()) {
    case protocol::Request::kKmsCreate:
      answer.reply.add_master_key(keys_->generate(attributes_of(request.kms_create())).value);
      break;
    case protocol::Request::kKmsRegister: {
      const auto key = attached<crypto::MasterKey>(incoming, "nothing to register", "a master key of another size",
                                                   world_.witness());
      answer.reply.add_master_key(keys_->keep(key, attributes_of(request.kms_register())).value);
      break;
    }
    case protocol::Request::kKmsWrap: {
      const auto kek = attached<crypto::Kek>(incoming, "nothing to wrap", "a KEK of another size", world_.witness());
      const KeyInUse by = keys_->load({request.kms_wrap().master_key()});
      const auto wrapped = keys_->wrap(by, kek);
      answer.reply.add_master_key(by.id.value);
      answer.reply.set_wrapped_kek(wrapped.bytes.data(), wrapped.bytes.size());
      break;
    }
    case protocol::Request::kKmsUnwrap: {
      const auto& body = request.kms_unwrap();
      const KeyInUse by = keys_->load({body.master_key()});
      const crypto::Kek kek = keys_->unwrap(by, {bytes_of(view_of(body.wrapped_kek()))});
      answer.reply.add_master_key(by.id.value);
      answer.attachment = crypto::disclose(kek, crypto::Disclosure::kekUnwrappedByKms);
      break;
    }
    case protocol::Request::kKmsFetch: {
      const KeyInUse fetched = keys_->load({request.kms_fetch().master_key()});
      answer.reply.add_master_key(fetched.id.value);
      answer.attachment = crypto::disclose(fetched.key, crypto::Disclosure::masterKeyFetched);
      break;
    }
    case protocol::Request::kKmsLocate:
      for (const auto& id : keys_->locate(attributes_of(request.kms_locate()))) answer.reply.add_master_key(id.value);
      break;
    case protocol::Request::kKmsDestroy: {
      const crypto::MasterKeyId id{request.kms_destroy().master_key()};
      keys_->destroy(id);
      answer.reply.add_master_key(id.value);
      break;
    }
    case protocol::Request::kKmsAdminister: administer(request.kms_administer()); break;
    default: throw RequestRefused("no request that a KMS serves");
  }
  world_.settle_key_operations();
  return answer;
}

}  // namespace keycell::model
