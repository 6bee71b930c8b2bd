#pragma once
// The CommServe: owns the CSDB, the key manager (a Hierarchy and its KMSs) and the job manager, and serves the console.

#include <memory>

#include "crypto/key_delivery.h"
#include "crypto/profiles.h"
#include "model/csdb/csdb.h"
#include "model/csdb/data_key_scope.h"
#include "model/flows/told_steps.h"
#include "model/job_manager.h"
#include "model/key_cache.h"
#include "model/kms/directory.h"
#include "model/kms/kinds.h"
#include "model/messenger.h"
#include "model/past.h"
#include "model/readings.h"
#include "model/schedules.h"

namespace keycell::model {

struct AgeingSettings {
  std::map<CopyName, Retention> retention{};  ///< a copy that is not named keeps all
  Nanos at{};                                 ///< time of day
};

struct CommServeSettings {
  std::string commcell_id;
  std::map<std::string, std::function<std::unique_ptr<crypto::Kms>(const KmsReach&)>> kms;  ///< by name
  Readings readings;
  ChannelKind channel;
  std::uint64_t chunk_bytes;
  std::uint32_t record_bytes;
  Nanos call_deadline;
  KmsRetry kms_retry;
  JobSettings jobs;
  AgeingSettings ageing{};
  std::map<std::string, Dedup> dedup{};       ///< by client; of one that is not named nothing is deduplicated
  std::set<std::string> limited_libraries{};  ///< MediaAgents whose libraries have a capacity
  Chance chance{};                            ///< decides what clients have, and when schedules with jitter begin
};

class CommServe {
 public:
  /// `rsa` hands out pairs for profiles that have them; like `hierarchy` and `delivery`, it outlives every boot.
  CommServe(World& world, const Installation& installation, const crypto::Hierarchy& hierarchy,
            const crypto::KeyDelivery& delivery, crypto::RsaSource& rsa, CommServeSettings settings);

  World& world() { return world_; }
  Csdb& csdb() { return csdb_; }
  Messenger& messenger() { return messenger_; }
  const crypto::Hierarchy& hierarchy() const { return hierarchy_; }
  const CommServeSettings& settings() const { return settings_; }

  /// For what key code runs.
  struct Doing {
    Flow flow;
    std::string_view subject;
    StreamOf stream{};  ///< which waits for it
  };

  /// Runs `key_code` with the KMS of this name as the owner's, tells the flow's steps that happen in it, and charges
  /// its key operations: where they happen, or, short ones, before the next such call. What it draws is drawn for the
  /// keys that `drawn` names.
  template <class KeyCode>
  auto with_keys(const std::string& kms, Doing doing, const DrawName& drawn, KeyCode&& key_code) {
    KmsOnDemand all_kms([&](const std::string& name) { return kms_called(name, doing); });
    ToldSteps steps(world_, doing.flow, doing.subject);
    ChargedWork work(world_);
    world_.settle_key_operations();
    const auto secret = world_.random(Stream::cryptoSecret, drawn);
    const auto open = world_.random(Stream::cryptoOpen, drawn);
    const crypto::KeyServices services{.kms = all_kms.named(kms),
                                       .all_kms = all_kms,
                                       .random = {.secret = *secret, .open = *open},
                                       .rsa = rsa_,
                                       .witness = &world_.witness(),
                                       .steps = &steps,
                                       .work = &work};
    return key_code(services);
  }

  struct DataKeyInUse {
    std::int64_t id;
    crypto::DataKey key;
  };
  /// The data key of this scope in this copy: the one that the CSDB has, or a new one, durable before it is returned.
  /// `flow`: backup, auxCopy or syntheticFull.
  DataKeyInUse data_key_for(Flow flow, const CopyRow& copy, const BackupName& backup, StreamOf stream);
  crypto::DataKey open_data_key(Flow flow, const KeyRows& rows, StreamOf stream);

  /// The key of a backup in a copy as it travels to a client or MediaAgent, for a job of this request: under that
  /// host's network password.
  struct Delivery {
    const std::string& to;
    const BackupName& backup;
    const CopyName& copy;
    const std::string& request;
  };
  crypto::DeliveredKey deliverable(const crypto::DataKey& key, const Delivery& delivery);

  Dedup dedup_of(const std::string& client) const {
    const auto found = settings_.dedup.find(client);
    return found == settings_.dedup.end() ? Dedup{} : found->second;
  }

  /// Does what nobody would ask for again, until the CSDB's disk lets it; `act` may run several times.
  template <class Act>
  auto for_sure(Act&& act) {
    for (;;) {
      std::string why;
      try {
        return act();
      } catch (const StorageFailed& error) {  // nothing waits in a catch block
        why = error.what();
      }
      await_disk(why);
    }
  }

  /// What jobs read.
  InUse in_use() const { return jobs_.in_use(); }

  void step(const Step& what, std::string_view subject) { world_.emit(FlowStep{&what, subject}); }

 private:
  Answer handle(const Incoming& incoming);
  void await_disk(const std::string& why);
  [[noreturn]] void age_data_daily();
  /// Throws RequestRefused.
  CopyId copy_called(const CopyName& name);
  crypto::NetworkPassword network_password(const std::string& host);
  /// Throws crypto::KmsRefused for a name that no KMS has.
  std::unique_ptr<crypto::Kms> kms_called(const std::string& name, const Doing& doing);
  DataKeySubject subject_of(const CopyRow& copy, const std::string& client, std::int64_t archive_file) const;
  crypto::NewDataKey make_data_key(const ProtectionRecord& protection, const crypto::KeyContext& of,
                                   const std::string& backup, DataKeyBorn born, crypto::KeyServices keys);

  World& world_;
  const Installation& installation_;
  const crypto::Hierarchy& hierarchy_;
  const crypto::KeyDelivery& delivery_;
  crypto::RsaSource& rsa_;
  CommServeSettings settings_;
  Csdb csdb_;
  Messenger messenger_;
  KeyCache key_cache_;
  JobManager jobs_;
  Schedules schedules_;
  Past past_;
};

}  // namespace keycell::model
