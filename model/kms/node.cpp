#include "model/kms/node.h"

#include "model/integer_laws.h"

namespace keycell::model {
namespace {

/// What a console asks; a queue of other requests does not keep it waiting.
constexpr std::string_view administration = "kms_administer";

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

KmsNode::KmsNode(World& world, const Installation& installation, ChannelKind channel, const KmsCapacity& capacity,
                 std::unique_ptr<KeyService> keys, KmsStrains strains)
    : world_(world),
      capacity_(capacity),
      keys_(std::move(keys)),
      strains_(std::move(strains)),
      messenger_(world, installation, channel) {
  if (capacity.requests_per_second) rate_limit_.emplace(*capacity.requests_per_second);
  messenger_.serve([this](Incoming incoming) { return handle(std::move(incoming)); },
                   {.nodes = capacity.nodes,
                    .workers = capacity.workers,
                    .admit = [this](const NewRequest& arrival) { return admit(arrival); }},
                   [this](const Request& request, Nanos began) {
                     if (request.header.kind == administration) return;
                     world_.emit(KmsServed{request.header.call, began - request.came, world_.now() - began});
                   });
}

Admission KmsNode::admit(const NewRequest& arrival) {
  const CallId call = arrival.header.call;
  if (arrival.header.kind == administration) return Admission::apart;
  const auto turn_away = [&](TurnedAwayBy limit) {
    world_.emit(KmsTurnedAway{call, arrival.node, limit});
    return Admission::turnedAway;
  };
  for (const auto& strain : strains_)
    if (const auto limit = strain->turns_away(arrival)) return turn_away(*limit);
  if (rate_limit_ && !rate_limit_->take(world_.now())) return turn_away(TurnedAwayBy::rateLimit);
  if (capacity_.queue && arrival.must_wait && arrival.waiting >= *capacity_.queue)
    return turn_away(TurnedAwayBy::fullQueue);
  world_.emit(KmsArrival{call, arrival.node});
  return Admission::taken;
}

void KmsNode::work(const protocol::Request& request) {
  const auto takes = [this](Nanos time) {
    for (const auto& strain : strains_) time = strain->takes(time);
    return time;
  };
  switch (capacity_.law) {
    case ServiceLaw::fixed: return world_.sleep(takes(capacity_.service_time));
    case ServiceLaw::exponential: {
      const std::string kind = std::to_string(request.body_case());
      const auto chance = world_.random(Stream::kmsService, {"service", {kind, request.asked_for()}});
      return world_.sleep(takes(exponential(*chance, capacity_.service_time)));
    }
  }
}

KeyInUse KmsNode::work_with(const std::string& master_key, const protocol::Request& request) {
  std::optional<KeyInUse> key;
  std::exception_ptr none;
  try {
    key = keys_->load({master_key});
  } catch (const std::exception&) {
    none = std::current_exception();  // nothing waits in a catch block
  }
  work(request);
  if (none) std::rethrow_exception(none);
  return std::move(*key);
}

Answer KmsNode::administer(const protocol::KmsAdminister& request) {
  Answer answer;
  const auto change = [&](KeyState state) {
    std::vector<crypto::MasterKeyId> ids;
    for (const std::string& id : request.master_key()) ids.push_back({id});
    keys_->set_state(ids, state);
    return std::move(answer);
  };
  switch (request.incident()) {
    case protocol::KEYS_LISTED:
      for (const auto& id : keys_->keys_of(request.policy(), request.copy(), request.generation()))
        answer.reply.add_master_key(id.value);
      return answer;
    case protocol::KEY_DESTROYED: return change(KeyState::destroyed);
    case protocol::KEY_LOST: return change(KeyState::lost);
    case protocol::KEY_DISABLED: return change(KeyState::disabled);
    case protocol::KEY_ENABLED: return change(KeyState::active);
    default: throw RequestRefused("nothing that can happen to a key");
  }
}

Answer KmsNode::handle(Incoming incoming) {
  messenger_.begin_work({.call = incoming.call});  // keys that it holds meanwhile are for this request
  Answer answer;
  const protocol::Request& request = incoming.request;
  switch (request.body_case()) {
    case protocol::Request::kKmsAdminister: answer = administer(request.kms_administer()); break;
    case protocol::Request::kKmsCreate:
      work(request);
      answer.reply.add_master_key(keys_->generate(attributes_of(request.kms_create())).value);
      break;
    case protocol::Request::kKmsRegister: {
      const auto key = attached<crypto::MasterKey>(incoming, "nothing to register", "a master key of another size",
                                                   world_.witness());
      work(request);
      answer.reply.add_master_key(keys_->keep(key, attributes_of(request.kms_register())).value);
      break;
    }
    case protocol::Request::kKmsWrap: {
      const auto kek = attached<crypto::Kek>(incoming, "nothing to wrap", "a KEK of another size", world_.witness());
      const KeyInUse by = work_with(request.kms_wrap().master_key(), request);
      const auto wrapped = keys_->wrap(by, kek);
      answer.reply.add_master_key(by.id.value);
      answer.reply.set_wrapped_kek(wrapped.bytes.data(), wrapped.bytes.size());
      break;
    }
    case protocol::Request::kKmsUnwrap: {
      const auto& body = request.kms_unwrap();
      const KeyInUse by = work_with(body.master_key(), request);
      const crypto::Kek kek = keys_->unwrap(by, {bytes_of(view_of(body.wrapped_kek()))});
      answer.reply.add_master_key(by.id.value);
      answer.attachment = crypto::disclose(kek, crypto::Disclosure::kekUnwrappedByKms);
      break;
    }
    case protocol::Request::kKmsFetch: {
      const KeyInUse fetched = work_with(request.kms_fetch().master_key(), request);
      answer.reply.add_master_key(fetched.id.value);
      answer.attachment = crypto::disclose(fetched.key, crypto::Disclosure::masterKeyFetched);
      break;
    }
    case protocol::Request::kKmsLocate:
      work(request);
      for (const auto& id : keys_->locate(attributes_of(request.kms_locate()))) answer.reply.add_master_key(id.value);
      break;
    case protocol::Request::kKmsDestroy: {
      work(request);
      const crypto::MasterKeyId id{request.kms_destroy().master_key()};
      keys_->destroy(id);
      answer.reply.add_master_key(id.value);
      break;
    }
    default: throw RequestRefused("no request that a KMS serves");
  }
  return answer;
}

}  // namespace keycell::model
