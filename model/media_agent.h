#pragma once
// A MediaAgent: writes what clients send to its library, and sends it back.

#include "crypto/key_delivery.h"
#include "crypto/record_cipher.h"
#include "model/library.h"
#include "model/messenger.h"
#include "model/work_in_hand.h"

namespace keycell::model {

struct MediaAgentSettings {
  std::string commserve;  ///< who is told of complete chunks
  Nanos call_deadline;
  std::uint32_t chunks_in_flight;
  std::string library{};  ///< its name, that of the host for one of its own; empty: this one
  std::optional<std::uint64_t> library_capacity_bytes{};
};

class MediaAgent {
 public:
  MediaAgent(World& world, const Installation& installation, const crypto::RecordCipher& cipher,
             const crypto::KeyDelivery& delivery, ChannelKind channel, MediaAgentSettings settings);

  World& world() { return world_; }
  Messenger& messenger() { return messenger_; }
  Library& library() { return library_; }
  const crypto::RecordCipher& cipher() const { return cipher_; }
  const MediaAgentSettings& settings() const { return settings_; }
  WorkInHand& work_in_hand() { return work_in_hand_; }

  /// Opens a data key that came under this host's network password. Throws crypto::Refused.
  crypto::DataKey open(const std::string& delivered_key);
  /// The plaintext of a record. Throws DataUnreadable.
  Bytes open_chunk(const crypto::DataKey& key, View record, std::uint64_t archive_file, std::uint32_t chunk) const;

 private:
  Answer handle(const Incoming& incoming);

  World& world_;
  const Installation& installation_;
  const crypto::RecordCipher& cipher_;
  const crypto::KeyDelivery& delivery_;
  Library library_;
  MediaAgentSettings settings_;
  Messenger messenger_;
  WorkInHand work_in_hand_;
};

}  // namespace keycell::model
