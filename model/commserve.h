#pragma once
// The CommServe: owns the CSDB, the key manager (a Hierarchy and its KMSs) and the job manager, and serves the console.

#include <memory>

#include "crypto/key_delivery.h"
#include "crypto/profiles.h"
#include "model/csdb/csdb.h"
#include "model/job_manager.h"
#include "model/kms_client.h"
#include "model/messenger.h"

namespace keycell::model {

struct CommServeSettings {
  std::string commcell_id;
  ChannelKind channel;
  std::uint64_t chunk_bytes;
  std::uint32_t record_bytes;
  Nanos call_deadline;
  Nanos key_operation;  ///< CPU time of one wrap or unwrap
  JobSettings jobs;
};

class CommServe {
 public:
  CommServe(World& world, const Installation& installation, const crypto::Hierarchy& hierarchy,
            CommServeSettings settings);

  World& world() { return world_; }
  Csdb& csdb() { return csdb_; }
  Messenger& messenger() { return messenger_; }
  const crypto::Hierarchy& hierarchy() const { return hierarchy_; }
  const CommServeSettings& settings() const { return settings_; }

  /// Runs `key_code` with the services of the KMS of this name, and charges its key operations.
  template <class KeyCode>
  auto with_keys(const std::string& kms, KeyCode&& key_code) {
    KmsClient client(world_, messenger_, kms, settings_.call_deadline);
    world_.compute(settings_.key_operation);
    return key_code(crypto::KeyServices{client, world_.key_randomness(), &world_.witness()});
  }

  /// The key as it travels to a client: under the client network password.
  crypto::DeliveredKey deliverable(const crypto::DataKey& key, const std::string& client);

  void step(std::string_view flow, int number, std::string_view subject) { world_.emit(FlowStep{flow, number, subject}); }

 private:
  Answer handle(const Incoming& incoming);

  World& world_;
  const Installation& installation_;
  const crypto::Hierarchy& hierarchy_;
  CommServeSettings settings_;
  Csdb csdb_;
  Messenger messenger_;
  JobManager jobs_;
};

}  // namespace keycell::model
