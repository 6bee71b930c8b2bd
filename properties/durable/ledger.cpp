#include "properties/durable/ledger.h"

#include <algorithm>

#include "model/path.h"
#include "sim/random.h"

namespace keycell::properties {

using crypto::KeyClass;
using crypto::SecretId;
using model::JobCause;
using model::JobKind;

namespace {

/// Whether somebody who reads this learns that a key or record is not as it should be.
bool names_a_loss(JobCause cause) {
  switch (cause) {
    case JobCause::keyUnrecoverable:
    case JobCause::dataUnreadable:
    case JobCause::kmsRefused:
    case JobCause::kmsKeyMissing:
    case JobCause::kmsWrongKey: return true;
    default: return false;
  }
}

bool writes(JobKind kind) { return kind != JobKind::restore; }

}  // namespace

void Ledger::on(const model::Event& event) {
  forms_->hear(event);
  now_ = event.time;
  const auto& body = event.body;
  if (const auto* read = std::get_if<model::ChunkRead>(&body)) {
    auto& chunks = read_[read->archive_file];
    if (chunks.size() <= read->chunk) chunks.resize(read->chunk + 1);
    chunks[read->chunk] = {sim::stable_hash(text_of(read->plain)), read->front_end_bytes};
  } else if (const auto* taken = std::get_if<model::ChunkTakenOver>(&body)) {
    const Read* from = this->read(taken->from_archive_file, taken->from_chunk);
    auto& chunks = read_[taken->archive_file];
    if (chunks.size() <= taken->chunk) chunks.resize(taken->chunk + 1);
    if (const Read* known = from) chunks[taken->chunk] = *known;
  } else if (const auto* sent = std::get_if<model::ChunkSent>(&body)) {
    File& file = files_[{sent->archive_file, sent->copy}];
    if (sent->source_copy == 0) {
      file.key = sent->key;
    } else if (const auto source = files_.find({sent->archive_file, sent->source_copy}); source != files_.end()) {
      file.key = source->second.key;  // the same records, so the same key, and what befell them
      if (source->second.harmed_since) {
        file.harmed = source->second.harmed;
        file.harmed_since = source->second.harmed_since;
      }
    }
    if (file.chunks.size() <= sent->chunk) file.chunks.resize(sent->chunk + 1);
    file.chunks[sent->chunk].is_acknowledged = false;  // it is sent again: what lies there is about to be replaced
  } else if (const auto* chunk = std::get_if<model::ChunkAcknowledged>(&body)) {
    acknowledge(*chunk, event.host);  // to whomever: a CommServe that goes down before it answers knows it all the same
  } else if (const auto* does = std::get_if<model::StreamDoes>(&body)) {
    if (does->stream.archive_file != 0) written_by_[does->stream.job].insert(does->stream.archive_file);
  } else if (const auto* job = std::get_if<model::JobState>(&body)) {
    hear(*job);
  } else if (const auto* before = std::get_if<model::ArchiveFileOfBefore>(&body)) {
    File& file = files_[{before->archive_file, before->copy}];
    file.is_complete = true;
    file.copy_name = before->copy_name;
    auto& chunks = read_[before->archive_file];
    if (before->front_end_bytes > 0 && !chunks.empty()) {
      for (Read& part : chunks) part.front_end_bytes = before->front_end_bytes / chunks.size();
      chunks.front().front_end_bytes += before->front_end_bytes % chunks.size();
    }
  } else if (const auto* aged = std::get_if<model::ArchiveFileAged>(&body)) {
    files_[{aged->archive_file, aged->copy}].has_aged = true;
  } else if (const auto* key = std::get_if<model::MasterKeyAtKms>(&body)) {
    change(*key);
  } else if (const auto* harm = std::get_if<model::StorageHarmed>(&body)) {
    hear(*harm);
  }
}

void Ledger::acknowledge(const model::ChunkAcknowledged& told, std::string_view media_agent) {
  File& file = files_[{told.archive_file, told.copy}];
  if (file.chunks.size() <= told.chunk) file.chunks.resize(told.chunk + 1);
  Chunk& chunk = file.chunks[told.chunk];
  file.media_agent = media_agent;
  const KeyFate fate = fate_of(file.key);
  chunk = {
      .is_acknowledged = true, .key_gone = fate.is == KeyFate::Is::gone ? fate.by : SecretId{}, .acknowledged = now_};
}

void Ledger::hear(const model::JobState& job) {
  if (names_a_loss(job.cause) && !losses_.empty()) {
    auto& told = notices_[job.copy_id];
    // The first after each loss is all that is ever asked for.
    if (told.empty() || told.back().when < losses_.back()) told.push_back({job.job, job.kind, now_});
  }
  if (!writes(job.kind) || !is_final(job.state)) return;
  const auto written = written_by_.find(job.job);
  if (written == written_by_.end()) return;
  for (const std::uint64_t archive_file : written->second) {
    const auto file = files_.find({archive_file, job.copy_id});
    if (file == files_.end()) continue;
    file->second.copy_name = job.copy;
    if (job.state == model::JobStatus::completed)
      file->second.is_complete = true;
    else if (!file->second.is_complete)
      file->second.is_withdrawn = true;
  }
}

void Ledger::hear(const model::StorageHarmed& harm) {
  losses_.push_back(now_);
  if (harm.object.kind == model::ObjectKind::chunk) {
    File& file = files_[{harm.object.archive_file, harm.object.copy}];
    file.harmed.emplace_back(harm.how);
    if (!file.harmed_since) file.harmed_since = now_;
    return;
  }
  if (!databases_harmed_since_) databases_harmed_since_ = now_;
  const bool is_whole_disk = harm.file.empty();
  if (is_whole_disk && !libraries_harmed_since_) libraries_harmed_since_ = now_;
}

void Ledger::change(const model::MasterKeyAtKms& key) {
  const std::pair<std::string, std::string> name(key.kms, key.id);
  if (key.secret != SecretId{}) {
    master_keys_[name] = key.secret;
    states_[key.secret].name = "master key " + name.second + " of " +
                               (key.copy.empty() ? model::path_of(std::string(key.policy))
                                                 : model::path_of(std::string(key.policy), std::string(key.copy)));
  }
  const auto known = master_keys_.find(name);
  if (known == master_keys_.end()) return;
  KeyState& state = states_[known->second];
  if (state.state == key.state) return;
  state.kms = key.kms;
  state.state = key.state;
  state.since = now_;
  if (state.is_gone()) losses_.push_back(now_);
}

const Ledger::Read* Ledger::read(std::uint64_t archive_file, std::uint32_t chunk) const {
  const auto found = read_.find(archive_file);
  return found == read_.end() || found->second.size() <= chunk ? nullptr : &found->second[chunk];
}

std::size_t Ledger::chunks_read(std::uint64_t archive_file) const {
  const auto found = read_.find(archive_file);
  return found == read_.end() ? 0 : found->second.size();
}

KeyFate Ledger::fate_of(SecretId key) const {
  using Is = KeyFate::Is;
  if (key == SecretId{}) return {};
  const SecretsSeen& secrets = forms_->secrets();
  if (secrets.is(key, KeyClass::kmsRoot)) return {.is = Is::there, .by = key};
  if (const auto state = states_.find(key); state != states_.end()) {
    if (state->second.is_gone()) return {.is = Is::gone, .by = key, .state = &state->second};
    if (state->second.state == "Disabled") return {.is = Is::notToBeUsed, .by = key, .state = &state->second};
  }
  const auto forms = forms_->durable_under(key);
  if (forms.empty()) return {.is = Is::onNoDisk, .by = key};
  // The row that counts is the latest: a rotation replaces the one before.
  const SecretId above = forms.back();
  if (above == SecretId{}) return {.is = Is::there, .by = key};  // scrambled in the CSDB
  return fate_of(above);
}

std::optional<Ledger::Notice> Ledger::noticed(std::uint64_t copy, model::Nanos since) const {
  const auto told = notices_.find(copy);
  if (told == notices_.end()) return std::nullopt;
  const auto first = std::ranges::find_if(told->second, [&](const Notice& notice) { return notice.when >= since; });
  return first == told->second.end() ? std::nullopt : std::optional(*first);
}

}  // namespace keycell::properties
