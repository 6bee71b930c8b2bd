// Any bytes as a message: what a CommServe, a KMS node, a MediaAgent and a client do with a request, and a caller with
// a reply, over channels that protect nothing. The law: each request is answered, and an answer opens or is refused.

#include <cstring>

#include "model/client.h"
#include "model/commserve.h"
#include "model/kms/built_in.h"
#include "model/kms/node.h"
#include "model/kms/rooted_keys.h"
#include "model/kms/third_party.h"
#include "model/media_agent.h"
#include "tests/crypto/published_rsa_pairs.h"
#include "tests/fuzz/keys.h"
#include "tests/model/page_world.h"

using namespace keycell;
using namespace keycell::model;

namespace {

constexpr RestartRule once{.max_restarts = 0, .total_running_time = unlimitedTime};
const JobSettings jobs{.backup = once,
                       .restore = once,
                       .aux_copy = once,
                       .restart_interval = std::chrono::minutes(1),
                       .streams = {.of_cell = 8, .of_media_agent = {}},
                       .aux_copy_streams = 2,
                       .preemption = Preemption::on};

class Cell {
 public:
  Cell() {
    page.add("kms1", [this](World& world) {
      return std::make_shared<KmsNode>(world, installation_, ChannelKind::plain,
                                       KmsCapacity{.service_time = std::chrono::milliseconds(1)},
                                       std::make_unique<RootedKeys>(world, installation_));
    });
    page.add("ma1", [this](World& world) {
      return std::make_shared<MediaAgent>(
          world, installation_, cipher_, delivery_, ChannelKind::plain,
          MediaAgentSettings{
              .commserve = "commserve", .call_deadline = std::chrono::minutes(1), .chunks_in_flight = 4});
    });
    page.add("fs1", [this](World& world) {
      return std::make_shared<Client>(world, installation_, cipher_, delivery_, ChannelKind::plain,
                                      ClientSettings{.scan = {}, .archive_index = {}, .chunks_in_flight = 4});
    });
    page.add("commserve", [this](World& world) {
      return std::make_shared<CommServe>(
          world, installation_, *hierarchy_, delivery_, rsa_,
          CommServeSettings{
              .commcell_id = "F00D",
              .kms = {{"built-in", reach_built_in}, {"kms1", reach_third_party}},
              .readings = {},
              .channel = ChannelKind::plain,
              .chunk_bytes = 1000,
              .record_bytes = 64,
              .call_deadline = std::chrono::minutes(1),
              .kms_retry = {.first = std::chrono::seconds(1), .longest = std::chrono::seconds(5), .jitter_ppm = 0},
              .jobs = jobs});
    });
    page.add("peer");
  }

  testing::PageCell page;

  Messenger& messenger() { return messenger_; }

 private:
  crypto::testing::CounterRng installer_{"installation"};
  Installation installation_{installer_};
  std::unique_ptr<crypto::Hierarchy> hierarchy_ = crypto::make_profile("pool-kek", {});
  crypto::testing::PublishedRsaPairs rsa_;
  crypto::CbcCrc32Records cipher_;
  crypto::NetworkPasswordDelivery delivery_;
  testing::PageWorld& anybody_ = page.add("anybody");
  Messenger messenger_{anybody_, installation_, ChannelKind::plain};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace std::chrono_literals;
  if (size == 0) return 0;
  // A cell of its own each time: a finding must not depend on what was tried before.
  Cell cell;
  const View bytes(data + 1, size - 1);
  constexpr std::array hosts{"commserve", "kms1", "ma1", "fs1"};
  const std::size_t choice = data[0] % (hosts.size() + 1);
  if (choice < hosts.size()) {
    const Bytes reply = cell.page.host("anybody").ask(hosts[choice], "commcell", bytes, 1min);
    crypto::fuzz::demand(reply.size() >= 4);
    return 0;
  }
  cell.page.host("peer").serve("commcell", [&](const Request&) { return Reply{bytes_of(bytes), Keep::untilDeadline}; });
  protocol::Request request;
  request.mutable_kms_fetch()->set_master_key("kms1-mk-1");
  try {
    cell.messenger().call("peer", request, 1min);
  } catch (const CallFailed&) {
  } catch (const RemoteError&) {
  }
  return 0;
}
