#include "model/media_agent.h"

#include "model/flows/flows.h"

namespace keycell::model {

MediaAgent::MediaAgent(World& world, const Installation& installation, ChannelKind channel)
    : world_(world), library_(world), messenger_(world, installation, channel) {
  messenger_.serve([this](const Incoming& incoming) { return handle(incoming); });
}

Answer MediaAgent::handle(const Incoming& incoming) {
  const protocol::Request& request = incoming.request;
  switch (request.body_case()) {
    case protocol::Request::kWriteChunk: write_chunk(*this, request.write_chunk()); break;
    case protocol::Request::kSendArchiveFile: send_archive_file(*this, incoming.from, request.send_archive_file()); break;
    default: throw RequestRefused("no request that a MediaAgent serves");
  }
  return {};
}

}  // namespace keycell::model
