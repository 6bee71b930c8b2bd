#include "model/message_kinds.h"

#include <google/protobuf/message.h>

#include <stdexcept>

#include "model/protocol/commcell.pb.h"

namespace keycell::model {
namespace {

Role role_of(int part) {
  using protocol::Way;
  switch (part) {
    case Way::COMMSERVE: return Role::commserve;
    case Way::KMS: return Role::kms;
    case Way::MEDIA_AGENT: return Role::mediaAgent;
    case Way::CLIENT: return Role::client;
    case Way::CONSOLE: return Role::console;
    default: throw std::logic_error("a request of the protocol does not say between whom it goes");
  }
}

template <class Parts>
std::vector<Role> roles_of(const Parts& parts) {
  std::vector<Role> roles;
  for (const int part : parts) roles.push_back(role_of(part));
  return roles;
}

std::vector<MessageKind> made_of_descriptors() {
  std::vector<MessageKind> kinds;
  const auto& body = *protocol::Request::descriptor()->FindOneofByName("body");
  for (int i = 0; i < body.field_count(); ++i) {
    const protocol::Way& way = body.field(i)->options().GetExtension(protocol::way);
    const std::vector<Role> from = roles_of(way.from());
    const std::vector<Role> to = roles_of(way.to());
    kinds.push_back({body.field(i)->name(), from, to});
    kinds.push_back({body.field(i)->name() + " reply", to, from});
  }
  return kinds;
}

}  // namespace

const std::vector<MessageKind>& message_kinds() {
  static const std::vector<MessageKind> kinds = made_of_descriptors();
  return kinds;
}

}  // namespace keycell::model
