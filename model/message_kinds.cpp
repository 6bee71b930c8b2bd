#include "model/message_kinds.h"

#include <google/protobuf/message.h>

#include "model/protocol/commcell.pb.h"

namespace keycell::model {

std::vector<std::string> message_kinds() {
  std::vector<std::string> kinds;
  const auto& body = *protocol::Request::descriptor()->FindOneofByName("body");
  for (int i = 0; i < body.field_count(); ++i) {
    kinds.push_back(body.field(i)->name());
    kinds.push_back(body.field(i)->name() + " reply");
  }
  return kinds;
}

}  // namespace keycell::model
