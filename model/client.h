#pragma once
// A client: reads its file system, encrypts, sends to a MediaAgent; and back.

#include <map>
#include <optional>

#include "crypto/key_delivery.h"
#include "crypto/record_cipher.h"
#include "model/messenger.h"
#include "model/work_in_hand.h"

namespace keycell::model {

/// How long a backup takes beside its data.
struct ClientSettings {
  Nanos scan;           ///< finding what is to be backed up
  Nanos archive_index;  ///< writing down what was
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

  /// While restores run, their keys by what they read: each until its last chunk is there. Two may run for one archive
  /// file, from one copy (then under one key) or from two.
  struct Restored {
    std::uint64_t copy;
    std::uint64_t archive_file;
    auto operator<=>(const Restored&) const = default;
  };
  struct RestoreKey {
    std::optional<crypto::DataKey> key;
    std::uint32_t last_chunk;
  };
  std::multimap<Restored, RestoreKey>& restores() { return restores_; }

 private:
  Answer handle(const Incoming& incoming);

  World& world_;
  const Installation& installation_;
  const crypto::RecordCipher& cipher_;
  const crypto::KeyDelivery& delivery_;
  ClientSettings settings_;
  Messenger messenger_;
  WorkInHand work_in_hand_;
  std::multimap<Restored, RestoreKey> restores_;
};

}  // namespace keycell::model
