#pragma once
// A MediaAgent: writes what clients send to its library, and sends it back.

#include "model/library.h"
#include "model/messenger.h"

namespace keycell::model {

class MediaAgent {
 public:
  MediaAgent(World& world, const Installation& installation, ChannelKind channel);

  World& world() { return world_; }
  Messenger& messenger() { return messenger_; }
  Library& library() { return library_; }

 private:
  Answer handle(const Incoming& incoming);

  World& world_;
  Library library_;
  Messenger messenger_;
};

}  // namespace keycell::model
