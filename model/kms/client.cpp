#include "model/kms/client.h"

#include "model/integer_laws.h"

namespace keycell::model {
namespace {

/// Fills the attributes of a request that has them.
template <class Body>
void set_attributes(Body& body, const crypto::KeyAttributes& attributes) {
  body.set_commcell_id(attributes.commcell_id);
  body.set_policy(attributes.policy);
  body.set_copy(attributes.copy);
}

/// Evenly from a share below to a share above.
Nanos jittered(Nanos wait, std::uint32_t ppm, crypto::Rng& random) {
  constexpr std::int64_t whole = 1'000'000;
  const std::int64_t most = wait.count() / whole * ppm + wait.count() % whole * ppm / whole;
  return wait - Nanos(most) + Nanos(static_cast<std::int64_t>(below(random, 2 * static_cast<std::uint64_t>(most) + 1)));
}

}  // namespace

Answer KmsClient::ask(std::string_view operation, protocol::Request& request, const crypto::MasterKeyId& key,
                      const Attachment& attachment) {
  request.set_asked_for(for_.subject);
  const Nanos until = world_.now() + deadline_;
  const auto tell = [&](StreamPart part, std::string_view at) {
    if (for_.stream.job != 0) world_.emit(StreamDoes{for_.stream, part, at});
  };
  tell(StreamPart::kms, kms_);
  Try what{.operation = operation, .request = request, .key = key};
  for (Nanos wait = retry_.first;; wait = std::min(2 * wait, retry_.longest)) {
    const Nanos began = world_.now();
    Asked asked = ask_once(what, attachment(), until - began);
    const auto report = [&](bool asks_again) {
      world_.emit(KmsRequest{kms_, operation, asked.outcome, world_.now() - began, what.last, key.value, asks_again});
    };
    if (asked.outcome == KmsOutcome::turnedAway) {
      const auto chance = world_.random(Stream::retries, {"retry", {kms_, operation, for_.subject}});
      const Nanos pause = jittered(wait, retry_.jitter_ppm, *chance);
      if (pause < until - world_.now()) {
        report(true);
        world_.sleep(pause);
        continue;
      }
      world_.sleep(until - world_.now());  // it gives up when nobody would wait any longer
    }
    report(false);
    tell(StreamPart::commserve, {});
    if (asked.failure) std::rethrow_exception(asked.failure);
    return std::move(*asked.answer);
  }
}

KmsClient::Asked KmsClient::ask_once(Try& what, std::optional<crypto::Disclosed> attachment, Nanos deadline) {
  const PacketHeader header = messenger_.begin_call(kms_, what.request, deadline);
  world_.emit(KmsAsked{header.call, kms_, what.operation, std::exchange(what.last, header.call), for_.subject});
  Asked asked;
  const auto fail = [&](KmsOutcome outcome, auto failure) {
    asked.outcome = outcome;
    asked.failure = std::make_exception_ptr(std::move(failure));
  };
  // Nothing that may wait stands in a catch block: actors switch stacks, and a caught exception would go with them.
  try {
    asked.answer = messenger_.call(header, what.request, std::move(attachment));
  } catch (const Busy& error) {
    fail(KmsOutcome::turnedAway, crypto::KmsUnavailable(error.what()));
  } catch (const ConnectionRefused& error) {
    fail(KmsOutcome::connectionRefused, crypto::KmsUnavailable(error.what()));
  } catch (const Unreadable& error) {
    fail(KmsOutcome::unreadable, crypto::KmsUnavailable(error.what()));
  } catch (const CallFailed& error) {
    fail(KmsOutcome::unavailable, crypto::KmsUnavailable(error.what()));
  } catch (const RemoteError& error) {
    const std::string text = kms_ + ": " + error.what();
    switch (error.status()) {
      case protocol::KMS_KEY_MISSING: fail(KmsOutcome::keyMissing, crypto::KmsKeyMissing(text)); break;
      case protocol::KMS_KEY_DISABLED: fail(KmsOutcome::keyDisabled, crypto::KmsKeyDisabled(text)); break;
      case protocol::STORAGE_FAILED: fail(KmsOutcome::unavailable, crypto::KmsUnavailable(text)); break;
      case protocol::KMS_DOES_NOT_OPEN: fail(KmsOutcome::doesNotOpen, crypto::Refused()); break;
      default: fail(KmsOutcome::refused, crypto::KmsRefused(text)); break;
    }
  }
  const std::string& key = what.key.value;
  if (asked.answer && !key.empty()) {
    const auto& named = asked.answer->reply.master_key();
    if (named.size() != 1 || named[0] != key)
      fail(KmsOutcome::wrongKey, crypto::KmsWrongKey(kms_ + ": asked for key " + key + ", it answered for " +
                                                     (named.empty() ? "none" : named[0])));
  }
  return asked;
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
      return ask("register", request, {},
                 [&] { return crypto::disclose(key, crypto::Disclosure::masterKeyRegistered); });
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
  const Answer answer =
      ask("wrap", request, by, [&] { return crypto::disclose(kek, crypto::Disclosure::kekToBeWrappedByKms); });
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
