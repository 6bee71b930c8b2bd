// What the events of whole runs say fits together: properties judge by events that the code tells of itself, so each of
// those is compared here with something that nobody can leave out or make up.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "model/csdb/database.h"
#include "sim/fork_server.h"
#include "tests/sim/small_scenario.h"
#include "tests/sim/small_world.h"

namespace keycell::sim {
namespace {

using namespace std::chrono_literals;
using model::CallId;
using model::StoredObject;
using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::IsEmpty;

/// Counts what it looks at, and puts into words what does not fit.
class Look : public model::Fold {
 public:
  std::string_view name() const final { return "look"; }
  std::string result() const final { return nlohmann::json{{"seen", seen_}, {"wrong", wrong_}}.dump(); }

 protected:
  void see(const std::string& what) { ++seen_[what]; }
  void wrong(const model::Event& event, const std::string& what) {
    if (wrong_.size() < 10) wrong_.push_back("event " + std::to_string(event.ordinal) + ": " + what);
  }

 private:
  std::map<std::string, std::uint64_t> seen_;
  std::vector<std::string> wrong_;
};

struct Looked {
  std::map<std::string, std::uint64_t> seen;
  std::vector<std::string> wrong;
};

template <class Of>
Looked look_at(const scenarios::Scenario& scenario) {
  const Run run = run_forked(scenario, Seed{1},
                             [] {
                               Folds folds;
                               folds.push_back(std::make_unique<Of>());
                               return folds;
                             },
                             {.deadline = 120s});
  EXPECT_EQ(run.ending, Ending::ended) << run.detail;
  const auto json = nlohmann::json::parse(run.result_of("look"));
  return {json.at("seen"), json.at("wrong")};
}

/// Backups, a copy that is encrypted again and one that is not, a rotation, restores; while a MediaAgent, the CommServe
/// and the KMS lose power, the first in the middle of its work.
scenarios::Scenario a_hard_night() {
  auto scenario = test::small_scenario();
  scenario.clients[0].front_end_bytes = 50'000'000'000;
  scenario.media_agents.push_back({.name = "ma2"});
  scenario.pools.push_back({.name = "pool-b", .media_agent = "ma2", .kms = "kms1"});
  const auto copy = [](const char* name, scenarios::CopyEncryption encryption) {
    return scenarios::Copy{
        .policy = "pool-a", .name = name, .pool = "pool-b", .source = "Primary", .encryption = encryption};
  };
  scenario.copies = {copy("Again", scenarios::CopyEncryption::reEncrypt),
                     copy("AsItIs", scenarios::CopyEncryption::preserve)};
  scenario.aux_copies = {{.at = 5h, .policy = "pool-a", .copy = "Again"},
                         {.at = 5h, .policy = "pool-a", .copy = "AsItIs"}};
  scenario.rotations = {{.at = 150min, .of = "pool-a"}};
  scenario.restores = {{.at = 8h, .clients = "fs"}, {.at = 8h, .clients = "fs", .copy = "Again"}};
  scenario.faults = {{.kind = "kms-down", .values = {{"target", "kms1"}, {"at", 59min}, {"lasts", 10min}}},
                     {.kind = "media-agent-crash", .values = {{"target", "ma1"}, {"at", 83min}, {"lasts", 10min}}},
                     {.kind = "media-agent-crash", .values = {{"target", "ma1"}, {"at", 5h + 100s}, {"lasts", 10min}}},
                     {.kind = "power-cut", .values = {{"target", "commserve"}, {"io", std::uint64_t{150}}}}};
  return scenario;
}

// --- calls and work --------------------------------------------------------------------------------------------------

/// Requests with which keys come, or that a KMS works on.
bool brings_keys(std::string_view what) {
  return what.starts_with("kms_") || what.starts_with("run_backup") || what.starts_with("run_restore") ||
         what.starts_with("make_data_key");
}

class Work final : public Look {
 public:
  void on(const model::Event& event) override {
    const std::string host(event.host);
    if (const auto* began = std::get_if<model::WorkBegan>(&event.body)) {
      see("began");
      if (began->call == CallId{}) wrong(event, "work on no call");
      if (ended_.contains({host, began->call})) wrong(event, "began after its end");
      open_.insert({host, began->call});
    } else if (const auto* ended = std::get_if<model::WorkEnded>(&event.body)) {
      see("ended");
      if (open_.erase({host, ended->call}) != 1) wrong(event, "ended, and was not begun, or twice");
      ended_.insert({host, ended->call});
    } else if (std::holds_alternative<model::HostDown>(event.body)) {
      const auto lost = std::erase_if(open_, [&](const auto& work) { return work.first == host; });
      if (lost > 0) see("lost with the power");
    } else if (const auto* crossing = std::get_if<model::Crossing>(&event.body)) {
      // Nothing that brings keys is answered without having told of its work.
      if (crossing->place != model::Place::payload || !brings_keys(crossing->what)) return;
      if (!crossing->what.ends_with(" reply")) return;
      see("answered");
      if (!ended_.contains({host, crossing->call}))
        wrong(event, std::string(crossing->what) + " to no work that ended");
    } else if (std::holds_alternative<model::WorkloadEnded>(event.body)) {
      for (const auto& [where, call] : open_) wrong(event, where + " never ended its work");
    }
  }

 private:
  using Call = std::pair<std::string, CallId>;
  std::set<Call> open_;
  std::set<Call> ended_;
};

TEST(Events, WorkThatBeganEndsOnceUnlessItsHostLosesPower) {
  for (const auto& scenario : {test::small_scenario(), a_hard_night()}) {
    const Looked looked = look_at<Work>(scenario);
    EXPECT_THAT(looked.wrong, IsEmpty());
    EXPECT_GT(looked.seen.at("began"), looked.seen.at("ended")) << "each key is told of";
    EXPECT_GE(looked.seen.at("answered"), 10U);
    EXPECT_EQ(looked.seen.contains("lost with the power"), !scenario.faults.empty());
  }
}

/// Every packet of a sealed channel.
class Sealings final : public Look {
 public:
  void on(const model::Event& event) override {
    if (const auto* sealed = std::get_if<model::MessageSealed>(&event.body)) {
      see("sealed");
      if (sealed->from != event.host) wrong(event, "sealed in the name of another host");
      nonces_[{sealed->call, sealed->is_reply}] = bytes_of(sealed->nonce);
      --payloads_[{sealed->call, sealed->is_reply}];
    } else if (const auto* crossing = std::get_if<model::Crossing>(&event.body)) {
      const bool is_reply = crossing->what.ends_with("reply");
      if (crossing->place == model::Place::payload) {
        if (++payloads_[{crossing->call, is_reply}] > 1) wrong(event, "a message that was not sealed");
      } else if (crossing->place == model::Place::wire) {
        see("on the wire");
        const auto nonce = nonces_.find({crossing->call, is_reply});
        if (nonce == nonces_.end() || !std::ranges::equal(nonce->second, crossing->bytes.first(12)))
          wrong(event, "a packet under a nonce that nobody told of");
      }
    } else if (const auto* moved = std::get_if<model::DataMoved>(&event.body)) {
      see("moved");
      if (!nonces_.contains({moved->call, false})) wrong(event, "data moved for no call");
    }
  }

 private:
  using Message = std::pair<CallId, bool>;
  std::map<Message, Bytes> nonces_;
  std::map<Message, int> payloads_;  // and not sealed yet
};

// SEC-6 counts nonces where they are drawn; this is where they are used.
TEST(Events, EveryPacketStandsUnderTheNonceThatItsSealingTold) {
  const Looked looked = look_at<Sealings>(a_hard_night());
  EXPECT_THAT(looked.wrong, IsEmpty());
  EXPECT_GT(looked.seen.at("sealed"), 500U);
  EXPECT_GT(looked.seen.at("on the wire"), 500U);
  EXPECT_GT(looked.seen.at("moved"), 100U);
}

// --- what lies on disks ----------------------------------------------------------------------------------------------

class Labels final : public Look {
 public:
  void on(const model::Event& event) override {
    const auto* disk = std::get_if<model::DiskOperation>(&event.body);
    if (disk == nullptr) return;
    const StoredObject& object = disk->object;
    const std::string file(disk->file);
    if (file.starts_with("library/")) {
      see(std::string(name_of(disk->operation)) + " of a chunk");
      const std::string named = "library/" + std::to_string(object.copy) + "/" + std::to_string(object.archive_file) +
                                "/" + std::to_string(object.chunk);
      if (object.kind != model::ObjectKind::chunk || named != file) wrong(event, file + " is told to be " + named);
    } else {
      const auto expected = file.starts_with("csdb.db") ? model::ObjectKind::csdb : model::ObjectKind::kmsStore;
      see(file);
      if (object != StoredObject{.kind = expected}) wrong(event, file + " is told to be " + text_of_kind(object));
    }
  }

 private:
  static std::string text_of_kind(const StoredObject& object) { return std::string(name_of(object.kind)); }
};

TEST(Events, EveryOperationOfADiskTellsWhatItsFileStandsFor) {
  const Looked looked = look_at<Labels>(a_hard_night());
  EXPECT_THAT(looked.wrong, IsEmpty());
  EXPECT_GE(looked.seen.at("sync of a chunk"), 2 * 3 * 50U) << "two clients, three copies";
  for (const char* file : {"csdb.db-wal", "kms.db-wal"}) EXPECT_TRUE(looked.seen.contains(file)) << file;
}

// Those cells are installed with their databases, and too little is stored in a night for the log to be written into
// them: one that is made anew, whose log goes into it at once.
TEST(Events, ADatabaseTellsOfItsFileAndOfItsLog) {
  for (const auto& [place, kind] : {std::pair{model::Place::csdbPage, model::ObjectKind::csdb},
                                    std::pair{model::Place::kmsStore, model::ObjectKind::kmsStore}}) {
    const test::Told told = test::tell([&](test::Story& story) {
      story.main("a", [&](model::World& world) {
        SimDisk& disk = story.host("a").sim_disk();
        const auto others = std::exchange(disk.done, [&](const model::DiskOperation& operation) {
          story.note(std::string(operation.file) + ": " + std::string(name_of(operation.object.kind)));
        });
        {
          model::Database database(world, "notes.db", "CREATE TABLE note(text);", place);
          database.transact([](model::Database::Tx& tx) { tx.run("INSERT INTO note VALUES('a')"); });
          database.transact([](model::Database::Tx& tx) { tx.run("PRAGMA user_version=1"); });
        }
        disk.done = others;
      });
    });
    ASSERT_EQ(told.run.ending, Ending::ended) << told.run.detail;
    const std::string is = ": " + std::string(name_of(kind));
    // The journal is there while the file is still empty, and never again.
    EXPECT_THAT(told.notes, Each(AnyOf("notes.db" + is, "notes.db-wal" + is, "notes.db-journal: none")));
    EXPECT_THAT(told.notes, Contains("notes.db" + is));
    EXPECT_THAT(told.notes, Contains("notes.db-wal" + is));
  }
}

/// Chunks: under which key each record on the media really is, and what was told of it.
class Chunks final : public Look {
 public:
  void on(const model::Event& event) override {
    if (const auto* sealed = std::get_if<model::DataSealed>(&event.body)) {
      keys_[bytes_of(sealed->nonce)] = sealed->key;
    } else if (const auto* sent = std::get_if<model::ChunkSent>(&event.body)) {
      told_[{sent->archive_file, sent->copy, sent->chunk}] = {sent->key, sent->source_copy};
    } else if (const auto* disk = std::get_if<model::DiskOperation>(&event.body)) {
      if (disk->object.kind == model::ObjectKind::chunk) objects_[std::string(disk->file)] = disk->object;
    } else if (const auto* crossing = std::get_if<model::Crossing>(&event.body)) {
      if (crossing->place == model::Place::media) look(event, *crossing);
    } else if (const auto* chunk = std::get_if<model::ChunkAcknowledged>(&event.body)) {
      see("acknowledged");
      if (!on_media_.contains({chunk->archive_file, chunk->copy, chunk->chunk}))
        wrong(event, "acknowledged and not there");
    }
  }

 private:
  using Chunk = std::tuple<std::uint64_t, std::uint64_t, std::uint32_t>;
  struct Told {
    crypto::SecretId key;
    std::uint64_t source_copy;
  };

  void look(const model::Event& event, const model::Crossing& media) {
    const StoredObject& object = objects_[std::string(media.to)];
    const Chunk chunk{object.archive_file, object.copy, object.chunk};
    const auto key = keys_.find(bytes_of(media.bytes.first(ivBytes)));
    const auto told = told_.find(chunk);
    if (key == keys_.end() || told == told_.end()) return wrong(event, "a record that nobody sealed or sent");
    on_media_[chunk] = key->second;
    if (told->second.source_copy == 0) {
      see("sealed for its copy");
      if (told->second.key != key->second) wrong(event, "under another key than was told");
    } else {
      see("copied as it is");
      const Chunk source{object.archive_file, told->second.source_copy, object.chunk};
      if (told->second.key != crypto::SecretId{} || on_media_[source] != key->second)
        wrong(event, "not under the key of its source");
    }
  }

  static constexpr std::size_t ivBytes = 16;
  std::map<Bytes, crypto::SecretId> keys_;  // by IV
  std::map<std::string, StoredObject> objects_;
  std::map<Chunk, Told> told_;
  std::map<Chunk, crypto::SecretId> on_media_;
};

// AVL-2 takes a sender's word for the key of a chunk; the records show whether that was true.
TEST(Events, AChunkIsUnderTheKeyThatItsSenderTold) {
  const Looked looked = look_at<Chunks>(a_hard_night());
  EXPECT_THAT(looked.wrong, IsEmpty());
  EXPECT_GE(looked.seen.at("sealed for its copy"), 2 * 2 * 50U);
  EXPECT_GE(looked.seen.at("copied as it is"), 2 * 50U);
  EXPECT_GE(looked.seen.at("acknowledged"), 2 * 3 * 50U);
}

}  // namespace
}  // namespace keycell::sim
