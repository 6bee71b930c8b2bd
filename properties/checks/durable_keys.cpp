#include "properties/checks/durable_keys.h"

namespace keycell::properties {

using crypto::SecretId;

void DurableKeys::on(const model::Event& event) {
  forms_->hear(event);
  if (const auto* sent = std::get_if<model::ChunkSent>(&event.body))
    send(*sent);
  else if (const auto* chunk = std::get_if<model::ChunkAcknowledged>(&event.body))
    acknowledge(event, *chunk);
}

void DurableKeys::send(const model::ChunkSent& sent) {
  const FileInCopy file{sent.archive_file, sent.copy};
  if (sent.source_copy == 0) {
    keys_[file] = sent.key;
  } else if (const auto source = keys_.find({sent.archive_file, sent.source_copy}); source != keys_.end()) {
    keys_[file] = source->second;  // the same records, so the same key
  }
}

void DurableKeys::acknowledge(const model::Event& event, const model::ChunkAcknowledged& chunk) {
  const FileInCopy file{chunk.archive_file, chunk.copy};
  const auto found = keys_.find(file);
  if (found == keys_.end()) return;  // under no key that anybody was seen to use: other properties judge that
  const SecretId key = found->second;
  mark_exercised();
  if (forms_->is_durable(key)) return;
  if (!blamed_.insert(chunk.call).second) return;  // it was told to the CommServe before, and now to the sender
  violated(event, forms_->secrets().about(key),
           "chunk " + std::to_string(chunk.chunk) + " of archive file " + std::to_string(file.first) + " in copy " +
               std::to_string(file.second) + " is acknowledged while " + forms_->secrets().name_of(key) +
               " or a key above it is on no disk");
}

}  // namespace keycell::properties
