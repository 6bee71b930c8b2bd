#include "model/kms_node.h"

namespace keycell::model {
namespace {

template <class Body>
crypto::KeyAttributes attributes_of(const Body& body) {
  return {.commcell_id = body.commcell_id(), .policy = body.policy(), .copy = body.copy()};
}

// Of everyday work, which a database that is kept has compiled.
// Not MAX(id): a row of a pool may still name a key that was destroyed, and must not find another one.
constexpr const char* nextNumber = "SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name='master_key'), 0) + 1";
constexpr const char* insertKey =
    "INSERT INTO master_key(id, name, commcell_id, policy, copy, wrapped) VALUES(?,?,?,?,?,?)";
// The row that answers: of the key itself, or of the one it is confused with.
constexpr const char* keyInUse =
    "SELECT asked.disabled, used.name, used.wrapped FROM master_key asked LEFT JOIN master_key used ON used.name = "
    "CASE asked.confused_with WHEN '' THEN asked.name ELSE asked.confused_with END WHERE asked.name=?";

}  // namespace

const std::string_view KmsNode::storeFile = "kms.db";

const std::string_view KmsNode::storeSchema = R"sql(
CREATE TABLE master_key(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, commcell_id TEXT NOT NULL,
                        policy TEXT NOT NULL, copy TEXT NOT NULL, wrapped BLOB NOT NULL,
                        disabled INTEGER NOT NULL DEFAULT 0, confused_with TEXT NOT NULL DEFAULT '');
)sql";

void KmsNode::keep(Database& store) {
  store.rehearse([&store] {
    store.transact([](auto& tx) {
      tx.query(nextNumber);
      tx.run(insertKey, {std::int64_t{1}, "name", "", "", "", Bytes(1)});
    });
    store.read([](auto& tx) { return tx.query(keyInUse, {"name"}); });
  });
  store.keep();
}

KmsNode::KmsNode(World& world, const Installation& installation, ChannelKind channel, Nanos service_time)
    : world_(world),
      installation_(installation),
      service_time_(service_time),
      store_(world, std::string(storeFile), storeSchema, Place::kmsStore),
      messenger_(world, installation, channel) {
  messenger_.serve([this](Incoming incoming) { return handle(std::move(incoming)); });
}

crypto::MasterKeyId KmsNode::keep(const crypto::MasterKey& key, const crypto::KeyAttributes& attributes) {
  const auto root = installation_.kms_root(world_.self(), world_.witness());
  const auto wrapped = crypto::wrap(key, root);
  const crypto::MasterKeyId kept = store_.transact([&](auto& tx) {
    const auto next = std::get<std::int64_t>(tx.query(nextNumber)[0][0]);
    const std::string name = std::string(world_.self()) + "-mk-" + std::to_string(next);
    tx.run(insertKey, {next, name, attributes.commcell_id, attributes.policy, attributes.copy, wrapped.bytes});
    return crypto::MasterKeyId{name};
  });
  world_.emit(
      MasterKeyAtKms{world_.self(), kept.value, attributes.commcell_id, attributes.policy, attributes.copy, "Active"});
  return kept;
}

KmsNode::Loaded KmsNode::load_in_use(const std::string& id) {
  const auto rows = store_.read([&](auto& tx) { return tx.query(keyInUse, {id}); });
  if (rows.empty()) throw missing(id);
  if (std::get<std::int64_t>(rows[0][0]) != 0)
    throw crypto::KmsKeyDisabled("key " + id + " at " + std::string(world_.self()) + " is disabled");
  if (!std::holds_alternative<Bytes>(rows[0][2])) throw missing(id);
  return {std::get<std::string>(rows[0][1]), opened(std::get<Bytes>(rows[0][2]))};
}

crypto::MasterKey KmsNode::opened(const Bytes& wrapped) {
  const auto root = installation_.kms_root(world_.self(), world_.witness());
  return crypto::unwrap(crypto::Wrapped<crypto::MasterKey, crypto::KmsRoot>{wrapped}, root);
}

crypto::KmsKeyMissing KmsNode::missing(const std::string& id) const {
  return crypto::KmsKeyMissing("no key " + id + " at " + std::string(world_.self()));
}

void KmsNode::administer(const protocol::KmsAdminister& request) {
  const auto change = [&](const char* statement, std::string_view state) {
    const auto keys = store_.transact([&](auto& tx) {
      auto rows = tx.query("SELECT name, commcell_id FROM master_key WHERE policy=? AND copy=?",
                           {request.policy(), request.copy()});
      tx.run(statement, {request.policy(), request.copy()});
      return rows;
    });
    for (const auto& key : keys)
      world_.emit(MasterKeyAtKms{world_.self(), std::get<std::string>(key[0]), std::get<std::string>(key[1]),
                                 request.policy(), request.copy(), state});
  };
  switch (request.incident()) {
    case protocol::KEY_LOST: change("DELETE FROM master_key WHERE policy=?1 AND copy=?2", "Lost"); break;
    case protocol::KEY_DISABLED:
      change("UPDATE master_key SET disabled=1 WHERE policy=?1 AND copy=?2", "Disabled");
      break;
    case protocol::KEY_ENABLED: change("UPDATE master_key SET disabled=0 WHERE policy=?1 AND copy=?2", "Active"); break;
    case protocol::KEY_NOT_CONFUSED:
      store_.transact([&](auto& tx) {
        tx.run("UPDATE master_key SET confused_with='' WHERE policy=? AND copy=?", {request.policy(), request.copy()});
      });
      break;
    case protocol::KEY_CONFUSED: {
      // The other key is a new one that nobody asked for.
      const auto other =
          crypto::MasterKey::generate(crypto::keySizeBytes, world_.random(Stream::cryptoSecret), &world_.witness());
      const crypto::MasterKeyId used = keep(other, {});
      store_.transact([&](auto& tx) {
        tx.run("UPDATE master_key SET confused_with=? WHERE policy=? AND copy=?",
               {used.value, request.policy(), request.copy()});
      });
      break;
    }
    default: throw RequestRefused("nothing that can happen to a key");
  }
}

Answer KmsNode::handle(Incoming incoming) {
  world_.compute(service_time_);
  Answer answer;
  const protocol::Request& request = incoming.request;
  switch (request.body_case()) {
    case protocol::Request::kKmsCreate: {
      const auto key =
          crypto::MasterKey::generate(crypto::keySizeBytes, world_.random(Stream::cryptoSecret), &world_.witness());
      answer.reply.add_master_key(keep(key, attributes_of(request.kms_create())).value);
      break;
    }
    case protocol::Request::kKmsRegister: {
      if (!incoming.attachment) throw RequestRefused("nothing to register");
      const auto key = crypto::receive<crypto::MasterKey>(std::move(*incoming.attachment), &world_.witness());
      if (key.size() != crypto::keySizeBytes) throw RequestRefused("a master key of another size");
      answer.reply.add_master_key(keep(key, attributes_of(request.kms_register())).value);
      break;
    }
    case protocol::Request::kKmsWrap: {
      if (!incoming.attachment) throw RequestRefused("nothing to wrap");
      const auto kek = crypto::receive<crypto::Kek>(std::move(*incoming.attachment), &world_.witness());
      if (kek.size() != crypto::keySizeBytes) throw RequestRefused("a KEK of another size");
      const Loaded loaded = load_in_use(request.kms_wrap().master_key());
      const auto wrapped = crypto::wrap(kek, loaded.key);
      answer.reply.add_master_key(loaded.id);
      answer.reply.set_wrapped_kek(wrapped.bytes.data(), wrapped.bytes.size());
      break;
    }
    case protocol::Request::kKmsUnwrap: {
      const auto& body = request.kms_unwrap();
      const crypto::Wrapped<crypto::Kek, crypto::MasterKey> wrapped{bytes_of(view_of(body.wrapped_kek()))};
      const Loaded loaded = load_in_use(body.master_key());
      answer.reply.add_master_key(loaded.id);
      std::optional<crypto::Kek> kek;
      try {
        kek.emplace(crypto::unwrap(wrapped, loaded.key));
      } catch (const crypto::Refused&) {  // told below
      }
      if (!kek) throw DoesNotOpen("what was to be unwrapped is not under key " + loaded.id);
      answer.attachment = crypto::disclose(*kek, crypto::Disclosure::kekUnwrappedByKms);
      break;
    }
    case protocol::Request::kKmsFetch: {
      const Loaded loaded = load_in_use(request.kms_fetch().master_key());
      answer.reply.add_master_key(loaded.id);
      answer.attachment = crypto::disclose(loaded.key, crypto::Disclosure::masterKeyFetched);
      break;
    }
    case protocol::Request::kKmsLocate: {
      const auto& wanted = request.kms_locate();
      const auto rows = store_.read([&](auto& tx) {
        return tx.query(
            "SELECT name FROM master_key WHERE (?1='' OR commcell_id=?1) AND (?2='' OR policy=?2) AND "
            "(?3='' OR copy=?3) ORDER BY id",
            {wanted.commcell_id(), wanted.policy(), wanted.copy()});
      });
      for (const auto& row : rows) answer.reply.add_master_key(std::get<std::string>(row[0]));
      break;
    }
    case protocol::Request::kKmsDestroy: {
      const std::string id = request.kms_destroy().master_key();
      const auto attributes = store_.transact([&](auto& tx) {
        auto rows = tx.query("SELECT commcell_id, policy, copy FROM master_key WHERE name=?", {id});
        tx.run("DELETE FROM master_key WHERE name=?", {id});
        return rows;
      });
      if (attributes.empty()) throw missing(id);
      answer.reply.add_master_key(id);
      world_.emit(MasterKeyAtKms{world_.self(), id, std::get<std::string>(attributes[0][0]),
                                 std::get<std::string>(attributes[0][1]), std::get<std::string>(attributes[0][2]),
                                 "Destroyed"});
      break;
    }
    case protocol::Request::kKmsAdminister: administer(request.kms_administer()); break;
    default: throw RequestRefused("no request that a KMS serves");
  }
  world_.settle_key_operations();
  return answer;
}

}  // namespace keycell::model
