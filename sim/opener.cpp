#include "sim/opener.h"

#include <utility>

#include "crypto/errors.h"
#include "model/kms/direct.h"

namespace keycell::sim {

using model::Opened;
using model::Opening;

namespace {

/// A world on what is durable of a host.
void fill(BareWorld& world, SimHost& host) {
  for (const FileImage& image : host.sim_disk().durable_images()) world.sim_disk().install(image);
}

/// Runs `body`, whose failures are answers.
template <class Body>
std::optional<Opened> refused(Body body) {
  try {
    body();
    return std::nullopt;
  } catch (const crypto::KmsKeyMissing& error) {
    return Opened{Opening::keyMissing, error.what()};
  } catch (const crypto::KmsKeyDisabled& error) {
    return Opened{Opening::keyDisabled, error.what()};
  } catch (const crypto::KmsRefused& error) {
    return Opened{Opening::keyRefused, error.what()};
  } catch (const crypto::KmsUnavailable& error) {
    return Opened{Opening::keyRefused, error.what()};
  } catch (const model::StorageFailed& error) {
    return Opened{Opening::noDatabase, error.what()};
  } catch (const model::DatabaseError& error) {
    return Opened{Opening::noRow, error.what()};
  } catch (const crypto::KeyUnrecoverable& error) {
    return Opened{Opening::keyDoesNotOpen, error.what()};
  } catch (const crypto::Refused& error) {
    return Opened{Opening::keyDoesNotOpen, error.what()};
  }
}

}  // namespace

// --- the KMSs ------------------------------------------------------------------------------------------------------

class Opener::Kmss final : public crypto::KmsDirectory {
 public:
  explicit Kmss(Opener& opener) : opener_(opener) {}

  crypto::Kms& named(const std::string& name) override {
    Entry& entry = entries_[name];
    if (!entry.kms) make(name, entry);
    return *entry.kms;
  }

 private:
  struct Entry {
    std::unique_ptr<BareWorld> world;
    std::unique_ptr<model::Messenger> messenger;
    std::unique_ptr<crypto::Kms> kms;
  };

  void make(const std::string& name, Entry& entry) {
    const What& what = opener_.what_;
    const auto kms = std::ranges::find(what.scenario.kms, name, &scenarios::Kms::name);
    if (kms == what.scenario.kms.end()) throw crypto::KmsUnavailable("there is no KMS " + name);
    const model::KmsKind& kind = what.parts.kms_kinds.at(kms->kind);
    if (is_node(*kms)) {
      if (!kind.keys) throw crypto::KmsRefused(name + ": nobody can tell what is durable at a KMS of this kind");
      entry.world = std::make_unique<BareWorld>(name);
      fill(*entry.world, what.fabric.host(name));
      entry.kms = std::make_unique<model::DirectKms>(kind.keys({.world = *entry.world,
                                                                .installation = what.cell.installation(),
                                                                .channel = what.scenario.network.channel,
                                                                .usual_service_time = what.scenario.costs.kms_service,
                                                                .values = kms->values}));
      return;
    }
    // Part of the CommServe: its keys lie in the CSDB, and no message is sent.
    entry.messenger =
        std::make_unique<model::Messenger>(opener_.commserve_, what.cell.installation(), what.scenario.network.channel);
    entry.kms = kind.reach({.world = opener_.commserve_,
                            .csdb = *opener_.csdb_,
                            .messenger = *entry.messenger,
                            .name = name,
                            .subject = {},
                            .stream = {},
                            .call_deadline = {},
                            .retry = {},
                            .made_by = what.scenario.readings.master_key_made_by});
  }

  Opener& opener_;
  std::map<std::string, Entry> entries_;
};

// --- records -------------------------------------------------------------------------------------------------------

Opener::Opener(const What& what)
    : what_(what),
      commserve_(std::string(scenarios::commserveName)),
      kmss_(std::make_unique<Kmss>(*this)),
      hierarchy_(what.parts.reader_of_rows(what.scenario)),
      cipher_(what.parts.record_cipher(what.scenario, commserve_)),
      rsa_(what.fabric.seed()) {
  fill(commserve_, what.fabric.host(scenarios::commserveName));
  try {
    csdb_.emplace(commserve_);
  } catch (const model::StorageFailed& error) {
    no_csdb_ = error.what();
  } catch (const model::DatabaseError& error) {
    no_csdb_ = error.what();
  }
}

Opener::~Opener() = default;

Opened Opener::open(const model::ChunkPlace& place) {
  const Key& key = key_of(place.archive_file, place.copy);
  if (!key.key) return key.why_not;
  const Bytes* record = record_at(place, key.media_agents);
  if (record == nullptr) return {Opening::noRecord, model::Library::file_of(place)};
  try {
    return {.how = Opening::opens, .plain = cipher_->open(*key.key, *record)};
  } catch (const crypto::Refused& error) {
    return {Opening::doesNotOpen, error.what()};
  }
}

const Bytes* Opener::record_at(const model::ChunkPlace& place, const std::vector<std::string>& media_agents) const {
  const std::string file = model::Library::file_of(place);
  for (const std::string& media_agent : media_agents)
    if (const Bytes* record = what_.fabric.host(media_agent).sim_disk().durable(file)) return record;
  return nullptr;
}

const Opener::Key& Opener::key_of(std::uint64_t archive_file, std::uint64_t copy) {
  const auto [known, is_new] = keys_.try_emplace({archive_file, copy});
  if (is_new) known->second = look_up(archive_file, copy);
  return known->second;
}

Opener::Key Opener::look_up(std::uint64_t archive_file, std::uint64_t copy) {
  if (!csdb_) return {.key = nullptr, .why_not = {Opening::noDatabase, no_csdb_}};
  const model::CopyId id{static_cast<std::int64_t>(copy)};
  Key key;
  const auto why_not = refused([&] {
    const model::KeyRows rows = csdb_->key_rows_of(static_cast<std::int64_t>(archive_file), id);
    const auto [known, is_new] = opened_rows_.try_emplace(rows.data_key.id);
    if (is_new) known->second = open_row(rows);
    key = known->second;
    key.media_agents = csdb_->copy(id).paths.media_agents;
  });
  if (why_not) return {.key = nullptr, .why_not = *why_not};
  return key;
}

Opener::Key Opener::open_row(const model::KeyRows& rows) {
  Key key;
  const auto why_not = refused([&] {
    const model::DataKeySubject subject = model::subject_in(rows.data_key.scope, rows.backup.client);
    const crypto::KeyContext of = model::context_of_data_key(*csdb_, rows.protection, subject, rows.backup.client);
    const auto secret = commserve_.random(model::Stream::cryptoSecret, {"opener", {}});
    const auto open = commserve_.random(model::Stream::cryptoOpen, {"opener", {}});
    const crypto::KeyServices services{.kms = kmss_->named(rows.protection.kms),
                                       .all_kms = *kmss_,
                                       .random = {.secret = *secret, .open = *open},
                                       .rsa = rsa_,
                                       .witness = nullptr};
    key.key = std::make_shared<const crypto::DataKey>(
        hierarchy_->open_data_key(rows.protection.row, rows.data_key.row, of, services));
  });
  if (why_not) key.why_not = *why_not;
  return key;
}

}  // namespace keycell::sim
