#pragma once
// A MediaAgent: writes what clients send to its library, and sends it back.

#include "crypto/key_delivery.h"
#include "crypto/record_cipher.h"
#include "model/library.h"
#include "model/messenger.h"

namespace keycell::model {

class MediaAgent {
 public:
  MediaAgent(World& world, const Installation& installation, const crypto::RecordCipher& cipher, ChannelKind channel);

  World& world() { return world_; }
  Messenger& messenger() { return messenger_; }
  Library& library() { return library_; }
  const crypto::RecordCipher& cipher() const { return cipher_; }

  /// Opens a data key that came under this host's network password. Throws crypto::Refused.
  crypto::DataKey open(const std::string& delivered_key);

 private:
  Answer handle(const Incoming& incoming);

  World& world_;
  const Installation& installation_;
  const crypto::RecordCipher& cipher_;
  Library library_;
  Messenger messenger_;
};

}  // namespace keycell::model
