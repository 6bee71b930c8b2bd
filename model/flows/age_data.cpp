#include <algorithm>
#include <set>

#include "model/chunking.h"
#include "model/commserve.h"
#include "model/flows/flows.h"
#include "model/media_agent.h"

namespace keycell::model {
namespace {

/// A MediaAgent is asked for so many archive files at a time: a crash repeats no more.
constexpr std::size_t mostAtATime = 100;

std::uint64_t unsigned_of(std::int64_t number) { return static_cast<std::uint64_t>(number); }

void tell(World& world, CopyId copy, const std::string& name, const AgedRecord& file) {
  world.emit(ArchiveFileAged{.archive_file = unsigned_of(file.archive_file),
                             .copy = unsigned_of(copy.value),
                             .copy_name = name,
                             .client = file.client,
                             .level = file.level,
                             .stored_bytes = file.stored_bytes,
                             .was_complete = file.was_complete});
}

void tell(CommServe& commserve, const CopyRow& copy, const Aged& aged) {
  const std::string name = full_name(copy.name);
  if (!aged.files.empty()) commserve.step(step_of(Flow::ageData, 1), name);
  for (const AgedRecord& file : aged.files) tell(commserve.world(), copy.id, name, file);
  if (!aged.key_rows.empty()) commserve.step(step_of(Flow::ageData, 2), name);
  for (const DataKeyRecord& key : aged.key_rows)
    commserve.world().emit(KeyRowDeleted{.key_row = unsigned_of(key.id), .scope = key.scope, .row = key.row.bytes});
}

/// What a power cut may have kept from being told; what is told twice says nothing new. Of a row that is gone only its
/// number is known.
void tell_again(World& world, const std::vector<RecordToPrune>& records) {
  std::set<std::int64_t> gone;
  for (const RecordToPrune& record : records) {
    tell(world, record.copy, full_name(record.copy_name), record.file);
    if (record.key_row_is_gone && gone.insert(record.key_row).second)
      world.emit(KeyRowDeleted{.key_row = unsigned_of(record.key_row), .scope = {}, .row = {}});
  }
}

/// By one of the MediaAgents that reach the records' library. False when none answers. Those that do not are `silent`,
/// and asked last from then on.
bool prune(CommServe& commserve, std::span<const RecordToPrune> records, std::set<std::string>& silent) {
  protocol::Request request;
  for (const RecordToPrune& record : records) {
    const Chunking chunks{.bytes = record.file.stored_bytes, .chunk_bytes = commserve.settings().chunk_bytes};
    auto& file = *request.mutable_prune_media()->add_archive_file();
    file.set_copy(unsigned_of(record.copy.value));
    file.set_archive_file(unsigned_of(record.file.archive_file));
    file.set_chunks(chunks.count());
  }
  std::string why;
  const auto prunes = [&](const std::string& media_agent) {
    try {
      commserve.messenger().call(media_agent, request, commserve.settings().call_deadline);
      return true;
    } catch (const CallFailed& error) {
      why = error.what();
    } catch (const RemoteError& error) {
      why = error.what();
    }
    silent.insert(media_agent);
    return false;
  };
  std::vector<std::string> media_agents;
  for (const bool is_silent : {false, true})
    for (const std::string& name : records.front().media_agents)
      if (silent.contains(name) == is_silent) media_agents.push_back(name);
  const auto pruned_by = std::ranges::find_if(media_agents, prunes);
  if (pruned_by == media_agents.end()) {
    commserve.world().log(LogLevel::warning, "what is aged stays on the media until the next run: " + why);
    return false;
  }
  const std::string media_agent = *pruned_by;
  commserve.step(step_of(Flow::ageData, 3), media_agent);
  for (const RecordToPrune& record : records)
    commserve.world().emit(ArchiveFilePruned{.archive_file = unsigned_of(record.file.archive_file),
                                             .copy = unsigned_of(record.copy.value),
                                             .media_agent = media_agent,
                                             .stored_bytes = record.file.stored_bytes});
  commserve.for_sure([&] { commserve.csdb().pruned(records); });
  commserve.step(step_of(Flow::ageData, 4), media_agent);
  return true;
}

/// Returns how many are left.
std::uint64_t prune_all(CommServe& commserve, const std::vector<RecordToPrune>& records) {
  std::uint64_t left = 0;
  std::set<std::string> silent;
  for (auto begin = records.begin(); begin != records.end();) {
    const auto end = std::find_if(
        begin, records.end(), [&](const RecordToPrune& record) { return record.media_agents != begin->media_agents; });
    while (begin != end) {
      const auto next = begin + std::min<std::ptrdiff_t>(end - begin, mostAtATime);
      if (prune(commserve, {begin, next}, silent)) {
        begin = next;
        continue;
      }
      left += static_cast<std::uint64_t>(end - begin);
      begin = end;
    }
  }
  return left;
}

}  // namespace

void go_on_ageing(CommServe& commserve) {
  const std::vector<RecordToPrune> records = commserve.for_sure([&] { return commserve.csdb().records_to_prune(); });
  tell_again(commserve.world(), records);
  prune_all(commserve, records);
}

void age_data(CommServe& commserve) {
  World& world = commserve.world();
  Csdb& csdb = commserve.csdb();
  world.emit(AgeingRun{.is_done = false});
  AgeingRun run{.is_done = true};
  for (const auto& [name, retention] : commserve.settings().ageing.retention) {
    const auto copy = commserve.for_sure([&] { return csdb.copy(name); });
    if (!copy) continue;  // it is not made yet
    const Aged aged =
        commserve.for_sure([&] { return csdb.age(*copy, retention, world.now().count(), commserve.in_use()); });
    tell(commserve, *copy, aged);
    run.kept += aged.kept;
    run.aged += aged.files.size();
    run.key_rows += aged.key_rows.size();
  }
  run.left_on_media = prune_all(commserve, commserve.for_sure([&] { return csdb.records_to_prune(); }));
  world.emit(run);
}

void prune_media(MediaAgent& media_agent, const protocol::PruneMedia& request) {
  for (const auto& file : request.archive_file())
    for (std::uint32_t chunk = 0; chunk < file.chunks(); ++chunk)
      media_agent.library().remove({.copy = file.copy(), .archive_file = file.archive_file(), .chunk = chunk});
}

}  // namespace keycell::model
