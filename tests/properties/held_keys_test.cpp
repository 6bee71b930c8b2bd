// How long keys are held, beside what can be worked out by hand: what a key operation costs passes while its keys are
// there, or is added to each.

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "properties/checks/custody.h"
#include "sim/fabric.h"
#include "sim/fork_server.h"
#include "tests/sim/small_scenario.h"

namespace keycell::properties {
namespace {

using namespace std::chrono_literals;
using model::Nanos;
using scenarios::Scenario;

constexpr std::uint64_t slow = 10'000'000;         // bytes a second
constexpr std::uint64_t fast = 1'000'000'000'000;  // never binds

/// One client, whose disk is slow; nothing else binds. Costs are its own, so that each shows in a sum.
Scenario one_client() {
  Scenario s = test::small_scenario();
  s.keys.profile = "pool-rsa-kek";
  s.data_path.chunk_bytes = 1'000'000'000;
  s.costs.encrypt_bytes_per_s = s.costs.decrypt_bytes_per_s = fast;
  s.costs.compress_bytes_per_s = s.costs.decompress_bytes_per_s = fast;
  s.costs.aes_wrap = 6us;
  s.costs.aes_unwrap = 8us;
  s.costs.rsa_public = 110us;
  s.costs.rsa_private = 4ms;
  s.costs.kms_service = 2ms;
  s.costs.disk_operation = 20us;
  for (auto& media_agent : s.media_agents)
    media_agent.network_bytes_per_s = media_agent.library_write_bytes_per_s = media_agent.library_read_bytes_per_s =
        fast;
  auto& client = s.clients[0];
  client.count = 1;
  client.front_end_bytes = 1'000'000'000;
  client.network_bytes_per_s = client.write_bytes_per_s = fast;
  client.read_bytes_per_s = slow;
  return s;
}

/// Key-seconds as CUS-1 tells them.
class Held {
 public:
  explicit Held(const sim::Run& run) {
    EXPECT_EQ(run.ending, sim::Ending::ended) << run.detail;
    const Judgement judgement = judgement_of(run.result_of("CUS-1"));
    EXPECT_EQ(judgement.verdict, Verdict::held);
    details_ = nlohmann::json::parse(judgement.details);
  }

  double seconds(const std::string& flow, const std::string& where, const std::string& key_class,
                 const std::string& side = {}) const {
    double sum = 0;
    for (const auto& entry : details_.at("by_flow"))
      if (entry.at("flow") == flow && entry.at("where") == where && entry.at("class") == key_class &&
          entry.value("side", "") == side)
        sum += entry.at("key_s").get<double>();
    return sum;
  }
  const nlohmann::json& details() const { return details_; }

 private:
  nlohmann::json details_;
};

Held held_in(const Scenario& scenario, sim::SimulateOptions options = {}) {
  return Held(sim::run_forked(
      scenario, sim::Seed{1},
      [&scenario] {
        sim::Folds folds;
        folds.push_back(std::make_unique<Custody>(scenario));
        return folds;
      },
      {.deadline = 120s}, std::move(options)));
}

constexpr double ns = 1e-9;

// The restore of one archive file under an RSA pair. The CommServe fetches the master key and opens the private half
// with it (8 us, which are owed: no time passes), opens the data key with that (4 ms, which pass), and wraps the data
// key for the client (6 us, owed).
TEST(HeldKeys, ARestoreUnderAnRsaPairHoldsThePrivateHalfForAsLongAsItWorks) {
  const Held held = held_in(one_client());
  EXPECT_NEAR(held.seconds("restore", "CommServe", "master-key"), 8e-6, 2 * ns);
  EXPECT_NEAR(held.seconds("restore", "CommServe", "rsa-private-key"), 8e-6 + 4e-3, 2 * ns);
  EXPECT_NEAR(held.seconds("restore", "CommServe", "data-key"), 6e-6, 2 * ns);
  EXPECT_NEAR(held.seconds("restore", "CommServe", "network-password"), 6e-6, 2 * ns);
}

// The KMS loads the key (8 us, owed) and then works (2 ms, which pass).
TEST(HeldKeys, AKmsHoldsTheKeyWhileItWorks) {
  const Held held = held_in(one_client());
  EXPECT_NEAR(held.seconds("restore", "KMS", "master-key"), 8e-6 + 2e-3, 2 * ns);
  EXPECT_NEAR(held.seconds("restore", "KMS", "kms-root"), 8e-6, 2 * ns);
}

// One chunk: the client opens its data key (8 us, owed), reads 1 GB at 10 MB/s, and has sent it when it has read it.
TEST(HeldKeys, ABackupOfOneChunkHoldsItsDataKeyForTheTransferAndTheUnwrap) {
  const Held held = held_in(one_client());
  EXPECT_NEAR(held.seconds("backup", "clients", "data-key"), 100 + 8e-6, 1e-6);
}

// Cheap, the public operation is owed as the others are: then no time passes for it, and it is not the private half's.
TEST(HeldKeys, AnOperationOfLessThan100usIsOwed) {
  Scenario s = one_client();
  s.costs.rsa_public = 99us;
  const double owed = held_in(s).seconds("backup", "CommServe", "data-key");
  s.costs.rsa_public = 100us;  // passes from here on
  EXPECT_NEAR(held_in(s).seconds("backup", "CommServe", "data-key") - owed, 1e-6, 2 * ns);
  s.costs.rsa_public = 50ms;
  EXPECT_NEAR(held_in(s).seconds("backup", "CommServe", "data-key") - owed, 50e-3 - 99e-6, 2 * ns);
}

// A calibration by which AES takes long, too: whatever takes 100 us passes where it happens.
TEST(HeldKeys, ADearAesUnwrapPassesWhereItHappens) {
  Scenario s = one_client();
  s.costs.aes_unwrap = 1ms;
  const Held held = held_in(s);
  EXPECT_NEAR(held.seconds("restore", "CommServe", "master-key"), 1e-3, 2 * ns);
  EXPECT_NEAR(held.seconds("restore", "CommServe", "rsa-private-key"), 4e-3, 2 * ns);
  EXPECT_NEAR(held.seconds("restore", "clients", "network-password"), 1e-3, 2 * ns);
  EXPECT_NEAR(held.seconds("restore", "KMS", "kms-root"), 1e-3, 2 * ns);
  EXPECT_NEAR(held.seconds("restore", "KMS", "master-key"), 2e-3, 2 * ns);
}

// A pair takes half a second before there is one; nothing is held meanwhile. The pool is there that much later.
TEST(HeldKeys, GeneratingAPairTakesItsTime) {
  Scenario s = one_client();
  const Held cheap = held_in(s);
  s.costs.rsa_pair = 10s;
  const Held dear = held_in(s);
  EXPECT_NEAR(dear.seconds("create-storage-pool", "CommServe", "rsa-private-key"),
              cheap.seconds("create-storage-pool", "CommServe", "rsa-private-key"), 2 * ns);
}

// Both keys of a copy that is encrypted again lie at the MediaAgent of its source, for as long as the chunk takes to be
// read at 10 MB/s, its real record from the disk before; the target's gets none.
TEST(HeldKeys, SourceAndTargetOfACopyAreToldApart) {
  Scenario s = one_client();
  s.clients[0].read_bytes_per_s = fast;
  s.restores.clear();
  s.media_agents.push_back(s.media_agents[0]);
  s.media_agents[1].name = "ma2";
  s.media_agents[0].library_read_bytes_per_s = slow;
  s.pools.push_back({.name = "pool-b", .media_agent = "ma2", .kms = "kms1"});
  s.copies = {{.policy = "pool-a",
               .name = "Second",
               .pool = "pool-b",
               .source = "Primary",
               .encryption = scenarios::CopyEncryption::reEncrypt}};
  s.aux_copies = {{.at = 2h, .policy = "pool-a", .copy = "Second"}};
  const Held held = held_in(s);
  const double source = held.seconds("aux-copy", "MediaAgents", "data-key", "source");
  const double target = held.seconds("aux-copy", "MediaAgents", "data-key", "target");
  EXPECT_NEAR(source, target, 2 * ns);
  EXPECT_NEAR(source, 8e-6 + 20e-6 + 100, 1e-6);
  for (const auto& entry : held.details().at("by_host")) {
    if (entry.at("host") != "ma2") continue;
    EXPECT_NE(entry.at("class"), "data-key");
  }
}

// The CommServe loses power in the middle of an RSA operation: the private half and whatever else was there is lost and
// not held, and the restore is done after all.
TEST(HeldKeys, APowerCutWhileAnOperationRunsLeavesNoKeyHeld) {
  Scenario s = one_client();
  s.costs.rsa_private = 40ms;
  const Held held = held_in(s, {.prepare = [](sim::Fabric& fabric) {
                              fabric.listen([&fabric, done = false](const model::Event& event) mutable {
                                const auto* work = std::get_if<model::KeyWork>(&event.body);
                                if (done || work == nullptr || work->operation != crypto::KeyOperation::rsaPrivate)
                                  return;
                                done = true;
                                fabric.at(event.time + 10ms, [&fabric] {
                                  fabric.host("commserve").lose_power("while it opens a key", 5min);
                                });
                              });
                            }});
  EXPECT_NEAR(held.seconds("restore", "CommServe", "rsa-private-key"), 8e-6 + 10e-3 + 8e-6 + 40e-3, 1e-6);
  for (const auto& entry : held.details().at("custody")) {
    if (entry.at("where") != "CommServe" || entry.at("class") != "rsa-private-key") continue;
    EXPECT_EQ(entry.at("held_at_the_end"), 0);
    EXPECT_EQ(entry.at("lost_in_power_cuts"), 1);
  }
}

}  // namespace
}  // namespace keycell::properties
