#include "tests/documents/trace.h"

#include <algorithm>

#include "crypto/scramble.h"

namespace keycell::documents {
namespace {

constexpr std::size_t enoughBytes = 16;  // to recognise something by its beginning

Bytes beginning_of(View bytes) { return bytes_of(bytes.first(std::min(enoughBytes, bytes.size()))); }

bool holds(View bytes, const Bytes& part) { return !part.empty() && !std::ranges::search(bytes, part).empty(); }

}  // namespace

std::string Tracer::named(crypto::SecretId secret) const {
  const auto known = classes_.find(secret);
  return std::string(known == classes_.end() ? "unknown" : name_of(known->second)) + " #" +
         std::to_string(secret.ordinal);
}

void Tracer::hear(const model::Event& event, const model::SecretHeld& held) {
  const bool is_new = classes_.emplace(held.secret, held.key_class).second;
  static constexpr std::string_view words[]{"generated", "unwrapped", "derived", "received", "remembered", "installed"};
  mark(event.host, "held " + named(held.secret) + " " + std::string(words[static_cast<std::size_t>(held.how)]));
  const bool may_be_scrambled =
      held.key_class == crypto::KeyClass::masterKey || held.key_class == crypto::KeyClass::networkPassword;
  if (is_new && may_be_scrambled)
    stored_.push_back({beginning_of(crypto::unscramble(held.bytes.bytes).view()), named(held.secret) + " scrambled"});
}

void Tracer::hear(const model::Event& event, const model::Crossing& crossing) {
  std::string data;
  for (const Known& known : ciphertext_)
    if (holds(crossing.bytes, known.bytes)) data = " with data under " + known.text;
  switch (crossing.place) {
    case model::Place::payload:
      mark(event.host, "says " + std::string(crossing.what) + " to " + std::string(crossing.to) + data);
      break;
    case model::Place::media: mark(event.host, "media:" + data); break;
    case model::Place::csdbPage:
      for (const Known& known : stored_)
        if (holds(crossing.bytes, known.bytes)) mark(event.host, "csdb: " + known.text);
      break;
    default: break;
  }
}

void Tracer::on(const model::Event& event) {
  const auto& body = event.body;
  if (const auto* held = std::get_if<model::SecretHeld>(&body)) {
    hear(event, *held);
  } else if (const auto* wrapped = std::get_if<model::KeyWrapped>(&body)) {
    mark(event.host, "wrapped " + named(wrapped->what) + " under " + named(wrapped->by));
    stored_.push_back({beginning_of(wrapped->result), named(wrapped->what) + " wrapped"});
  } else if (const auto* unwrapped = std::get_if<model::KeyUnwrapped>(&body)) {
    mark(event.host, "unwrapped " + named(unwrapped->what) + " with " + named(unwrapped->by));
  } else if (const auto* sealed = std::get_if<model::DataSealed>(&body)) {
    mark(event.host, "encrypted data with " + named(sealed->key));
    ciphertext_.push_back({beginning_of(sealed->ciphertext), named(sealed->key)});
  } else if (const auto* key = std::get_if<model::MasterKeyAtKms>(&body)) {
    mark(event.host, "keeps " + std::string(key->id) + " for CommCell " + std::string(key->commcell_id) + ", policy " +
                         std::string(key->policy) + ", copy " + std::string(key->copy) + ": " +
                         std::string(key->state));
    stored_.push_back({bytes_of(view_of(key->id)), "id " + std::string(key->id)});
  } else if (const auto* step = std::get_if<model::FlowStep>(&body)) {
    mark(event.host, "step " + std::string(name_of(step->what->flow)) + " " + std::to_string(step->what->number));
  } else if (const auto* job = std::get_if<model::JobState>(&body)) {
    if (job->state == model::JobStatus::running) mark(event.host, std::string(name_of(job->kind)) + " is running");
  } else if (const auto* restored = std::get_if<model::ChunkRestored>(&body)) {
    mark(event.host, restored->opened ? "restored a chunk" : "could not restore a chunk");
  } else if (const auto* crossing = std::get_if<model::Crossing>(&body)) {
    hear(event, *crossing);
  }
}

std::string Tracer::result() const {
  std::string text;
  for (const Mark& mark : trace_) text += mark.host + "\t" + mark.text + "\n";
  return text;
}

Trace trace_of(std::string_view result) {
  Trace trace;
  while (!result.empty()) {
    const std::size_t tab = result.find('\t');
    const std::size_t end = result.find('\n');
    trace.push_back({std::string(result.substr(0, tab)), std::string(result.substr(tab + 1, end - tab - 1))});
    result.remove_prefix(end + 1);
  }
  return trace;
}

}  // namespace keycell::documents
