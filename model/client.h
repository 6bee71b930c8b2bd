#pragma once
// A client: reads its file system, encrypts, sends to a MediaAgent; and back.

#include <map>
#include <optional>

#include "crypto/key_delivery.h"
#include "crypto/record_cipher.h"
#include "model/messenger.h"
#include "model/work_in_hand.h"

namespace keycell::model {

struct ClientSettings {
  Nanos scan;           ///< of a backup: finding what is to be backed up
  Nanos archive_index;  ///< of a backup: writing down what was
  std::uint32_t chunks_in_flight;
  std::string files{};  ///< whose files it reads; empty: its own
};

class Client {
 public:
  Client(World& world, const Installation& installation, const crypto::RecordCipher& cipher,
         const crypto::KeyDelivery& delivery, ChannelKind channel, ClientSettings settings);

  World& world() { return world_; }
  Messenger& messenger() { return messenger_; }
  const crypto::RecordCipher& cipher() const { return cipher_; }
  const ClientSettings& settings() const { return settings_; }
  WorkInHand& work_in_hand() { return work_in_hand_; }

  /// Opens a data key that came under this client's network password. Throws crypto::Refused.
  crypto::DataKey open(const std::string& delivered_key);
  /// A new data key, under this client's network password.
  crypto::DeliveredKey make_data_key(CallId call, const protocol::MakeDataKey& wanted);

  /// A restore that runs: its key until all its chunks are there, in whatever order they come.
  struct Restore {
    std::optional<crypto::DataKey> key;
    std::uint32_t chunks_to_come;
  };
  /// By the call that asked for it: two may run for one archive file.
  std::map<CallId, Restore>& restores() { return restores_; }

 private:
  Answer handle(const Incoming& incoming);

  World& world_;
  const Installation& installation_;
  const crypto::RecordCipher& cipher_;
  const crypto::KeyDelivery& delivery_;
  ClientSettings settings_;
  Messenger messenger_;
  WorkInHand work_in_hand_;
  std::map<CallId, Restore> restores_;
};

}  // namespace keycell::model
