#include "model/chunk_stream.h"
#include "model/chunking.h"
#include "model/commserve.h"
#include "model/flows/flows.h"
#include "model/media_agent.h"
#include "model/synthetic_plan.h"

namespace keycell::model {
namespace {

std::uint32_t chunks_of(std::uint64_t stored_bytes, const CommServe& commserve) {
  return Chunking{.bytes = stored_bytes, .chunk_bytes = commserve.settings().chunk_bytes}.count();
}

/// The archive files that a restore of the client would read; those of one backup stand one after the other.
class Chain {
 public:
  Chain(CommServe& commserve, const StreamWork& work) {
    Csdb& csdb = commserve.csdb();
    for (const std::int64_t file :
         csdb.archive_files_to_restore(work.client, work.copy.id, work.request.submitted_ns)) {
      KeyRows rows = csdb.key_rows_of(file, work.copy.id);
      const std::uint32_t chunks = chunks_of(rows.stored_bytes, commserve);
      if (rows.stream == 0) backups_.push_back({.first_file = files_.size(), .chunks = 0});
      backups_.back().chunks += chunks;
      files_.push_back({.id = file, .chunks = chunks, .rows = std::move(rows)});
    }
    if (files_.empty()) throw RequestRefused("no completed backup of " + work.client + " in this copy");
  }

  struct Run {
    std::int64_t archive_file;
    const KeyRows* rows;
    std::uint32_t first_chunk;
    std::uint32_t chunks;
  };
  /// What a full backup of so many chunks takes over, in its order.
  std::vector<Run> runs_for(std::uint32_t chunks) const {
    std::vector<std::uint32_t> chunks_of_backups;
    for (const Backup& backup : backups_) chunks_of_backups.push_back(backup.chunks);
    std::vector<Run> runs;
    for (const TakenOver& taken : synthetic_plan(chunks, chunks_of_backups)) {
      std::uint32_t first = taken.first_chunk;
      std::uint32_t left = taken.chunks;
      for (std::size_t i = backups_[taken.backup].first_file; left > 0; ++i) {
        const File& file = files_[i];
        const std::uint32_t here = std::min(left, file.chunks - std::min(first, file.chunks));
        if (here > 0) runs.push_back({file.id, &file.rows, first, here});
        first -= std::min(first, file.chunks);
        left -= here;
      }
    }
    return runs;
  }

 private:
  struct Backup {
    std::size_t first_file;
    std::uint32_t chunks;
  };
  struct File {
    std::int64_t id;
    std::uint32_t chunks;
    KeyRows rows;
  };
  std::vector<Backup> backups_;
  std::vector<File> files_;
};

/// The keys that a request brings, each once.
class KeysToBring {
 public:
  KeysToBring(CommServe& commserve, const StreamWork& work, protocol::RunSyntheticFull& request)
      : commserve_(commserve), work_(work), request_(request) {}

  /// The place of the key that an archive file of the copy is under.
  std::uint32_t place_of(const KeyRows& rows) {
    if (const auto known = places_.find(rows.data_key.id); known != places_.end()) return known->second;
    return bring(rows.data_key.id, commserve_.open_data_key(Flow::syntheticFull, rows, work_.stream()),  // 1-3
                 rows.backup);
  }
  /// The place of the key that the new archive file is to be under.
  std::uint32_t place_of(const CommServe::DataKeyInUse& own, const BackupName& backup) {
    const auto known = places_.find(own.id);
    return known != places_.end() ? known->second : bring(own.id, own.key, backup);
  }

 private:
  std::uint32_t bring(std::int64_t data_key, const crypto::DataKey& key, const BackupName& backup) {
    const crypto::DeliveredKey delivered = commserve_.deliverable(
        key,
        {.to = work_.media_agent, .backup = backup, .copy = work_.copy.name, .request = work_.request.what.request});
    request_.add_key(delivered.bytes.data(), delivered.bytes.size());
    return places_[data_key] = static_cast<std::uint32_t>(request_.key_size() - 1);
  }

  CommServe& commserve_;
  const StreamWork& work_;
  protocol::RunSyntheticFull& request_;
  std::map<std::int64_t, std::uint32_t> places_;  // by data key
};

}  // namespace

void synthetic_full(CommServe& commserve, const StreamWork& work) {
  Csdb& csdb = commserve.csdb();
  const CopyRow& copy = work.copy;
  const auto begun_as = csdb.level_of(work.archive_file);
  const bool has_a_base = csdb.has_full_backup(work.client, copy.id);
  if (begun_as == BackupLevel::full || (!begun_as && !has_a_base)) return backup(commserve, work);

  const World::UsingKeys use(commserve.world(), KeyUse::syntheticFull);
  const BackupName name{.client = work.client, .request = work.request.what.request};
  protocol::Request request;
  auto& body = *request.mutable_run_synthetic_full();
  body.set_job(static_cast<std::uint64_t>(work.job));
  body.set_copy(static_cast<std::uint64_t>(copy.id.value));
  body.set_archive_file(static_cast<std::uint64_t>(work.archive_file));
  body.set_copy_name(full_name(copy.name));
  body.set_client(work.client);
  body.set_request(name.request);
  body.set_chunk_bytes(commserve.settings().chunk_bytes);
  body.set_tell_sizes(commserve.settings().limited_libraries.contains(work.media_agent));

  const Chain chain(commserve, work);
  KeysToBring keys(commserve, work, body);
  std::uint64_t stored_bytes = 0;
  {
    const auto own = commserve.data_key_for(Flow::syntheticFull, copy, name, work.stream());  // 4, 5
    const Csdb::BegunBackup begun = csdb.begin_backup({.id = work.archive_file,
                                                       .client = work.client,
                                                       .request = work.request.id,
                                                       .level = BackupLevel::syntheticFull,
                                                       .size = sizes_of(csdb, work).full,
                                                       .begun_ns = work.request.submitted_ns},
                                                      copy.id, own.id);
    stored_bytes = begun.size.stored_bytes;
    body.set_first_chunk(begun.complete_chunks);
    body.set_own_key(keys.place_of(own, name));
  }
  body.set_stored_bytes(stored_bytes);
  std::uint32_t complete = body.first_chunk();  // they need no key any more
  for (const Chain::Run& run : chain.runs_for(chunks_of(stored_bytes, commserve))) {
    const std::uint32_t done = std::min(complete, run.chunks);
    complete -= done;
    if (done == run.chunks) continue;
    auto& part = *body.add_part();
    part.set_archive_file(static_cast<std::uint64_t>(run.archive_file));
    part.set_first_chunk(run.first_chunk + done);
    part.set_chunks(run.chunks - done);
    part.set_key(keys.place_of(*run.rows));
  }
  commserve.step(step_of(Flow::syntheticFull, 6), work.client);
  work.begins_at(work.media_agent);
  commserve.messenger().call(work.media_agent, request, data_deadline(stored_bytes));
  commserve.world().emit(StreamDoes{work.stream(), StreamPart::commserve});
  csdb.complete_backup(work.client, {.archive_file = work.archive_file, .job = work.job}, copy.id);
}

namespace {

/// Where each chunk is taken from, one after the other.
class PartsInOrder {
 public:
  explicit PartsInOrder(const protocol::RunSyntheticFull& request) : request_(request) {}

  struct Chunk {
    std::uint64_t archive_file;
    std::uint32_t number;
    std::uint32_t key;
  };
  Chunk next() {
    while (taken_ == request_.part(part_).chunks()) {
      ++part_;
      taken_ = 0;
    }
    const protocol::TakenOver& part = request_.part(part_);
    return {part.archive_file(), part.first_chunk() + taken_++, part.key()};
  }

 private:
  const protocol::RunSyntheticFull& request_;
  int part_ = 0;
  std::uint32_t taken_ = 0;
};

bool is_possible(const protocol::RunSyntheticFull& request, const Chunking& chunks) {
  if (!chunks.is_possible() || request.own_key() >= static_cast<std::uint32_t>(request.key_size())) return false;
  std::uint64_t chunks_there = request.first_chunk();
  for (const auto& part : request.part()) {
    if (part.key() >= static_cast<std::uint32_t>(request.key_size())) return false;
    chunks_there += part.chunks();
  }
  return chunks_there == chunks.count();
}

/// The keys that a request brings, each until the last chunk that it opens or seals has left.
class BroughtKeys {
 public:
  BroughtKeys(MediaAgent& media_agent, CallId call, const protocol::RunSyntheticFull& request, std::uint32_t chunks)
      : own_(request.own_key()), uses_(static_cast<std::size_t>(request.key_size())) {
    PartsInOrder parts(request);
    for (std::uint32_t chunk = request.first_chunk(); chunk < chunks; ++chunk) {
      ++uses_[parts.next().key];
      ++uses_[own_];
    }
    media_agent.messenger().begin_work({.call = call, .keys_to_come = static_cast<std::uint32_t>(uses_.size())});
    for (const std::string& delivered : request.key()) keys_.push_back(media_agent.open(delivered));
    for (std::size_t i = 0; i < keys_.size(); ++i)
      media_agent.messenger().begin_work({.call = call,
                                          .key = keys_[i].id(),
                                          .archive_file = request.archive_file(),
                                          .chunks = uses_[i],
                                          .client = request.client()});
  }

  const crypto::DataKey& own() const { return keys_[own_]; }
  const crypto::DataKey& source(std::uint32_t key) const { return keys_[key]; }
  /// A chunk that was opened with this key, and sealed with the own one, has left.
  void used(std::uint32_t key) {
    for (const std::uint32_t one : {key, own_})
      if (--uses_[one] == 0) keys_[one].wipe();
  }

 private:
  std::uint32_t own_;
  std::vector<std::uint32_t> uses_;
  std::vector<crypto::DataKey> keys_;
};

}  // namespace

void run_synthetic_full(MediaAgent& media_agent, CallId call, const protocol::RunSyntheticFull& request) {
  const Chunking chunks{.bytes = request.stored_bytes(), .chunk_bytes = request.chunk_bytes()};
  if (!is_possible(request, chunks)) throw RequestRefused("a synthetic full backup that cannot be");
  World& world = media_agent.world();
  BroughtKeys keys(media_agent, call, request, chunks.count());
  const WorkInHand::Work work(media_agent.work_in_hand(), request.job(), request.archive_file());
  world.emit(JobPhase{request.job(), "Synthetic full"});
  world.emit(StreamDoes{{request.job(), request.archive_file()}, StreamPart::data});
  ChunkStream stream(
      media_agent.messenger(), work,
      {.to = std::string(world.self()), .from_end = DataEnd::librarySynthetic, .to_end = DataEnd::libraryWrite},
      media_agent.settings().chunks_in_flight);
  const auto ivs =
      world.random(Stream::cryptoOpen, {"records", {request.client(), request.copy_name(), request.request()}});
  PartsInOrder parts(request);
  for (std::uint32_t chunk = request.first_chunk(); chunk < chunks.count(); ++chunk) {
    stream.await_turn();
    const PartsInOrder::Chunk from = parts.next();
    const crypto::DataKey& source = keys.source(from.key);
    const Bytes sealed =
        media_agent.library().read({.copy = request.copy(), .archive_file = from.archive_file, .chunk = from.number});
    const Bytes plain = media_agent.open_chunk(source, sealed, from.archive_file, from.number);
    const Bytes record = media_agent.cipher().seal(keys.own(), plain, ivs->part(chunk));
    world.emit(FlowStep{&step_of(Flow::syntheticFull, 7), world.self()});
    world.emit(ChunkTakenOver{request.archive_file(), chunk, from.archive_file, from.number, request.client()});
    protocol::Request message;
    auto& body = *message.mutable_write_chunk();
    body.set_copy(request.copy());
    body.set_archive_file(request.archive_file());
    body.set_chunk(chunk);
    body.set_record(record.data(), record.size());
    body.set_more(chunk + 1 < chunks.count());
    if (request.tell_sizes()) body.set_stored_bytes(chunks.size_of(chunk));
    const PacketHeader call_of_chunk = stream.begin(message, chunks.size_of(chunk));
    world.emit(
        ChunkSent{request.archive_file(), request.copy(), chunk, keys.own().id(), 0, call_of_chunk.call, source.id()});
    stream.send(call_of_chunk, message, chunks.size_of(chunk));
    keys.used(from.key);
  }
  stream.finish();
}

}  // namespace keycell::model
