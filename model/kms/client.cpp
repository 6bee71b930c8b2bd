#include "model/kms/client.h"

namespace keycell::model {
namespace {

/// Fills the attributes of a request that has them.
template <class Body>
void set_attributes(Body& body, const crypto::KeyAttributes& attributes) {
  body.set_commcell_id(attributes.commcell_id);
  body.set_policy(attributes.policy);
  body.set_copy(attributes.copy);
}

}  // namespace

Answer KmsClient::ask(std::string_view operation, const protocol::Request& request, const crypto::MasterKeyId& key,
                      std::optional<crypto::Disclosed> attachment) {
  const Nanos asked = world_.now();
  const PacketHeader header = messenger_.begin_call(kms_, request, deadline_);
  world_.emit(KmsAsked{header.call, kms_, operation});
  std::optional<Answer> answer;
  std::exception_ptr failure;
  std::string_view outcome = "ok";
  // Nothing that may wait stands in a catch block: actors switch stacks, and a caught exception would go with them.
  try {
    answer = messenger_.call(header, request, std::move(attachment));
  } catch (const CallFailed& error) {
    outcome = "unavailable";
    failure = std::make_exception_ptr(crypto::KmsUnavailable(error.what()));
  } catch (const RemoteError& error) {
    const std::string text = kms_ + ": " + error.what();
    switch (error.status()) {
      case protocol::KMS_KEY_MISSING:
        outcome = "key missing";
        failure = std::make_exception_ptr(crypto::KmsKeyMissing(text));
        break;
      case protocol::KMS_KEY_DISABLED:
        outcome = "key disabled";
        failure = std::make_exception_ptr(crypto::KmsKeyDisabled(text));
        break;
      case protocol::KMS_DOES_NOT_OPEN:
        outcome = "does not open";
        failure = std::make_exception_ptr(crypto::Refused());
        break;
      default:
        outcome = "refused";
        failure = std::make_exception_ptr(crypto::KmsRefused(text));
        break;
    }
  } catch (const crypto::Refused&) {
    outcome = "unreadable";
    failure = std::make_exception_ptr(crypto::KmsRefused(kms_ + ": its reply does not open"));
  }
  if (answer && !key.value.empty()) {
    const auto& named = answer->reply.master_key();
    if (named.size() != 1 || named[0] != key.value) {
      outcome = "wrong key";
      failure = std::make_exception_ptr(crypto::KmsWrongKey(
          kms_ + ": asked for key " + key.value + ", it answered for " + (named.empty() ? "none" : named[0])));
    }
  }
  world_.emit(KmsRequest{kms_, operation, outcome, world_.now() - asked, header.call, key.value});
  if (failure) std::rethrow_exception(failure);
  return std::move(*answer);
}

template <class Key>
Key KmsClient::received(Answer answer) {
  if (!answer.attachment || answer.attachment->key_class() != Key::keyClass)
    throw crypto::KmsRefused(kms_ + ": the reply carries no such key");
  Key key = crypto::receive<Key>(std::move(*answer.attachment), &world_.witness());
  if (key.size() != crypto::keySizeBytes) throw crypto::KmsRefused(kms_ + ": the reply carries a key of another size");
  return key;
}

Answer KmsClient::make_master_key(const crypto::KeyAttributes& attributes) {
  protocol::Request request;
  switch (made_by_) {
    case MasterKeyMadeBy::kms:
      set_attributes(*request.mutable_kms_create(), attributes);
      return ask("create", request, {});
    case MasterKeyMadeBy::software: {
      set_attributes(*request.mutable_kms_register(), attributes);
      const auto key = crypto::MasterKey::generate(
          crypto::keySizeBytes, *world_.random(Stream::cryptoSecret, drawn_for_master_key(kms_, attributes)),
          &world_.witness());
      return ask("register", request, {}, crypto::disclose(key, crypto::Disclosure::masterKeyRegistered));
    }
  }
  throw std::logic_error("no such maker of master keys");
}

crypto::MasterKeyId KmsClient::create_master_key(const crypto::KeyContext& of) {
  const Answer answer = make_master_key(of.owner);
  if (answer.reply.master_key_size() != 1) throw crypto::KmsRefused(kms_ + ": no key ID came back");
  return {answer.reply.master_key(0)};
}

crypto::Wrapped<crypto::Kek, crypto::MasterKey> KmsClient::wrap(const crypto::MasterKeyId& by, const crypto::Kek& kek,
                                                                const crypto::KeyContext&) {
  protocol::Request request;
  request.mutable_kms_wrap()->set_master_key(by.value);
  const Answer answer = ask("wrap", request, by, crypto::disclose(kek, crypto::Disclosure::kekToBeWrappedByKms));
  return {bytes_of(view_of(answer.reply.wrapped_kek()))};
}

crypto::Kek KmsClient::unwrap(const crypto::MasterKeyId& by,
                              const crypto::Wrapped<crypto::Kek, crypto::MasterKey>& wrapped,
                              const crypto::KeyContext&) {
  protocol::Request request;
  request.mutable_kms_unwrap()->set_master_key(by.value);
  request.mutable_kms_unwrap()->set_wrapped_kek(wrapped.bytes.data(), wrapped.bytes.size());
  return received<crypto::Kek>(ask("unwrap", request, by));
}

crypto::MasterKey KmsClient::fetch(const crypto::MasterKeyId& id) {
  protocol::Request request;
  request.mutable_kms_fetch()->set_master_key(id.value);
  return received<crypto::MasterKey>(ask("fetch", request, id));
}

std::vector<crypto::MasterKeyId> KmsClient::locate(const crypto::KeyAttributes& wanted) {
  protocol::Request request;
  set_attributes(*request.mutable_kms_locate(), wanted);
  const Answer answer = ask("locate", request, {});
  std::vector<crypto::MasterKeyId> found;
  for (const std::string& id : answer.reply.master_key()) found.push_back({id});
  return found;
}

void KmsClient::destroy(const crypto::MasterKeyId& id) {
  protocol::Request request;
  request.mutable_kms_destroy()->set_master_key(id.value);
  ask("destroy", request, id);
}

}  // namespace keycell::model
