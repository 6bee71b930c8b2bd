#pragma once
// A cell of one CommServe, one KMS node, one MediaAgent and two clients, and the verbs of the stories told about it.

#include <memory>
#include <string>

#include "crypto/record_cipher.h"
#include "model/client.h"
#include "model/commserve.h"
#include "model/console.h"
#include "model/kms/third_party.h"
#include "model/media_agent.h"
#include "tests/crypto/published_rsa_pairs.h"
#include "tests/model/page_world.h"

namespace keycell::model::testing {

/// Three chunks an archive file; the last is shorter.
inline constexpr std::uint64_t frontEndBytes = 2500;
inline constexpr std::uint64_t chunkBytes = 1000;
inline constexpr std::uint32_t chunkCount = 3;
inline constexpr std::uint32_t recordBytes = 64;

inline constexpr Nanos callDeadline = std::chrono::minutes(2);
inline constexpr Nanos restartInterval = std::chrono::minutes(20);
inline constexpr std::uint32_t backupMaxRestarts = 3;
inline constexpr std::uint32_t restoreMaxRestarts = 2;
inline constexpr std::uint32_t chunksInFlight = 4;
inline constexpr ClientSettings clientSettings{
    .scan = Nanos::zero(), .archive_index = Nanos::zero(), .chunks_in_flight = chunksInFlight};

class SmallCell {
 public:
  SmallCell(crypto::Unwrap unwrap, ChannelKind channel)
      : installer_("installation"),
        installation_(installer_),
        hierarchy_(crypto::make_profile("pool-kek", {.unwrap = unwrap})),
        channel_(channel),
        console_(page.add("console"), installation_,
                 {.commserve = "commserve",
                  .channel = channel,
                  .call_deadline = callDeadline,
                  .ask_again_after = std::chrono::minutes(1)}) {
    page.add("kms1", [this](World& world) {
      return run_third_party({.world = world,
                              .installation = installation_,
                              .channel = channel_,
                              .usual_service_time = std::chrono::milliseconds(2),
                              .values = no_values_});
    });
    page.add("ma1", [this](World& world) {
      return std::make_shared<MediaAgent>(
          world, installation_, cipher_, delivery_, channel_,
          MediaAgentSettings{
              .commserve = "commserve", .call_deadline = callDeadline, .chunks_in_flight = chunksInFlight});
    });
    for (const char* client : {"fs1", "fs2"}) {
      page.add(client, [this](World& world) {
        return std::make_shared<Client>(world, installation_, cipher_, delivery_, channel_, clientSettings);
      });
    }
    page.add("commserve", [this](World& world) {
      auto commserve =
          std::make_shared<CommServe>(world, installation_, *hierarchy_, delivery_, rsa_, commserve_settings());
      commserve_ = commserve;
      return commserve;
    });
  }

  /// What the CommServe is set to from its next boot on.
  JobSettings job_settings{.backup = {.max_restarts = backupMaxRestarts, .total_running_time = unlimitedTime},
                           .restore = {.max_restarts = restoreMaxRestarts, .total_running_time = unlimitedTime},
                           .aux_copy = {.max_restarts = backupMaxRestarts, .total_running_time = unlimitedTime},
                           .restart_interval = restartInterval,
                           .streams = {.of_cell = 100, .of_media_agent = {}},
                           .aux_copy_streams = 2,
                           .preemption = Preemption::on};

  Recorder& heard() { return page.heard(); }
  PageWorld& host(std::string_view name) { return page.host(name); }
  /// The one that runs now: a restart makes another.
  CommServe& commserve() { return *commserve_.lock(); }
  Console& console() { return console_; }

  /// The pool, and a policy of its name with a primary copy on it.
  void create_pool(const std::string& name) {
    protocol::CreateStoragePool pool;
    pool.set_name(name);
    pool.set_media_agent("ma1");
    pool.set_kms("kms1");
    console_.create_storage_pool(pool);
    protocol::CreateCopy copy;
    copy.set_policy(name);
    copy.set_copy("Primary");
    copy.set_pool(name);
    console_.create_copy(copy);
  }
  CopyRow primary_copy() { return *commserve().csdb().copy(CopyName{.policy = "pool-a", .copy = "Primary"}); }
  std::optional<DataKeyRecord> data_key_of(const std::string& client) {
    return commserve().csdb().data_key("client " + client + ", protection 1");
  }
  /// Of the client's latest completed backup.
  std::optional<std::int64_t> latest_archive_file(const std::string& client) {
    const auto files = commserve().csdb().archive_files_to_restore(client, primary_copy().id, Nanos::max().count());
    return files.empty() ? std::nullopt : std::optional(files.back());
  }
  crypto::ProtectionRow protection_of(const std::string& name) { return commserve().csdb().protection(name)->row; }

  std::uint64_t submit(const std::string& request, protocol::JobKind kind, const std::string& client) {
    protocol::SubmitJob job;
    job.set_request(request);
    job.set_kind(kind);
    job.add_client(client);
    job.set_policy("pool-a");
    job.set_copy("Primary");
    job.set_front_end_bytes(frontEndBytes);
    return console_.submit(job);
  }
  /// The state in which the job ends.
  std::string back_up(const std::string& request, const std::string& client) {
    return console_.wait_for(submit(request, protocol::BACKUP, client));
  }
  std::string restore(const std::string& request, const std::string& client) {
    return console_.wait_for(submit(request, protocol::RESTORE, client));
  }

  /// From now on, and again as before after a while.
  void let_be(std::string_view name, Reach reach, Nanos duration) {
    host(name).reach = reach;
    page.after(duration, [this, name = std::string(name)] { host(name).reach = Reach::up; });
  }

  /// Whether every chunk that was restored opened and is what was read for its archive file.
  bool restored_what_was_read() {
    const auto was_read = [&](const HeardChunk& restored) {
      return std::ranges::any_of(heard().chunks_read, [&](const HeardChunk& read) {
        return read.archive_file == restored.archive_file && read.chunk == restored.chunk &&
               read.plain == restored.plain;
      });
    };
    const auto& restored = heard().chunks_restored;
    return restored.size() == chunkCount &&
           std::ranges::all_of(restored, [&](const HeardChunk& chunk) { return chunk.opened && was_read(chunk); });
  }

 private:
  CommServeSettings commserve_settings() const {
    return {.commcell_id = "F00D",
            .kms = {{"kms1", reach_third_party}},
            .readings = {},
            .channel = channel_,
            .chunk_bytes = chunkBytes,
            .record_bytes = recordBytes,
            .call_deadline = callDeadline,
            .kms_retry = kms_retry,
            .jobs = job_settings};
  }

  crypto::testing::CounterRng installer_;
  Installation installation_;
  std::unique_ptr<crypto::Hierarchy> hierarchy_;
  crypto::testing::PublishedRsaPairs rsa_;
  crypto::CbcCrc32Records cipher_;
  crypto::NetworkPasswordDelivery delivery_;
  ChannelKind channel_;
  Values no_values_;

 public:
  PageCell page;

 private:
  Console console_;
  std::weak_ptr<CommServe> commserve_;
};

/// The default of the product: sealed channels, and a master key that is fetched.
class UsualCell : public SmallCell {
 public:
  UsualCell() : SmallCell(crypto::Unwrap::fetch, ChannelKind::sealed) {}
};

}  // namespace keycell::model::testing
