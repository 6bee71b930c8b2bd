#pragma once
// Reads the event stream and copies what tests ask about. Every entry has the ordinal of its event, so that tests can
// say what came before what.

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "model/events.h"

namespace keycell::model::testing {

struct HeardCrossing {
  std::uint64_t ordinal;
  Place place;
  std::string from;
  std::string to;
  std::string what;
  Bytes bytes;
  std::vector<FieldSpan> fields;
  CallId call;
};

struct HeardStep {
  std::uint64_t ordinal;
  std::string flow;
  int step;
  std::string host;
  std::string subject;
};

struct HeardJobState {
  std::uint64_t ordinal;
  std::uint64_t job;
  std::string state;
  std::string reason;
  JobCause cause;
};

struct HeardKmsRequest {
  std::uint64_t ordinal;
  std::string kms;
  std::string operation;
  std::string outcome;
  CallId call;
  std::string master_key;
};

/// A message, as its sender sealed it.
struct HeardSealing {
  std::string from;
  std::string to;
  CallId call;
  bool is_reply;
  Bytes nonce;
};

/// A host began with a request, or with a key of it.
struct HeardWork {
  std::string host;
  CallId call;
  crypto::SecretId key;
};

struct HeardAcknowledgement {
  std::uint64_t ordinal;
  CallId call;
  std::string to;
  std::uint64_t archive_file;
  std::uint32_t chunk;
};

/// A chunk as it was read, or as it was restored.
struct HeardChunk {
  std::uint64_t archive_file;
  std::uint32_t chunk;
  bool opened;
  Bytes plain;
};

struct HeardSecret {
  crypto::KeyClass key_class;
  Bytes bytes;
  int holders;
};

inline bool contains(View bytes, View part) { return !std::ranges::search(bytes, part).empty(); }

class Recorder {
 public:
  void on(const Event& event) {
    std::visit([&](const auto& body) { hear(event, body); }, event.body);
  }

  std::vector<HeardCrossing> crossings;
  std::vector<HeardStep> steps;
  std::vector<HeardJobState> job_states;
  std::vector<CallId> kms_asked;
  std::vector<CallId> kms_arrived;
  std::vector<CallId> kms_served;
  std::vector<HeardKmsRequest> kms_requests;
  std::vector<HeardSealing> sealings;
  std::vector<HeardWork> work_began;
  std::vector<CallId> work_ended;
  std::vector<HeardAcknowledgement> acknowledged;
  std::vector<HeardChunk> chunks_read;
  std::vector<HeardChunk> chunks_restored;
  std::vector<crypto::Disclosure> disclosures;
  std::map<crypto::SecretId, HeardSecret> secrets;

  /// Forgets what happened, but not who holds which secret.
  void forget() {
    crossings.clear();
    steps.clear();
    job_states.clear();
    kms_asked.clear();
    kms_requests.clear();
    sealings.clear();
    work_began.clear();
    work_ended.clear();
    acknowledged.clear();
    chunks_read.clear();
    chunks_restored.clear();
    disclosures.clear();
  }

  std::vector<HeardCrossing> crossings_at(Place place) const {
    std::vector<HeardCrossing> found;
    std::ranges::copy_if(crossings, std::back_inserter(found), [&](const auto& c) { return c.place == place; });
    return found;
  }
  /// Payloads of this message type; replies are of type "... reply".
  std::vector<HeardCrossing> payloads(std::string_view what) const {
    std::vector<HeardCrossing> found;
    std::ranges::copy_if(crossings, std::back_inserter(found),
                         [&](const auto& c) { return c.place == Place::payload && c.what == what; });
    return found;
  }
  /// Whether these bytes were ever seen at this place.
  bool seen_at(Place place, View bytes) const {
    return std::ranges::any_of(crossings, [&](const auto& c) { return c.place == place && contains(c.bytes, bytes); });
  }
  std::vector<int> steps_of(std::string_view flow) const {
    std::vector<int> found;
    for (const HeardStep& step : steps)
      if (step.flow == flow) found.push_back(step.step);
    return found;
  }
  std::vector<std::string> states_of(std::uint64_t job) const {
    std::vector<std::string> found;
    for (const HeardJobState& state : job_states)
      if (state.job == job) found.push_back(state.state);
    return found;
  }
  /// E.g. "create", "wrap", in the order in which they were answered, whatever the answer.
  std::vector<std::string> kms_operations() const {
    std::vector<std::string> found;
    for (const HeardKmsRequest& request : kms_requests) found.push_back(request.operation);
    return found;
  }
  /// Every secret of this class that was ever held.
  std::vector<HeardSecret> secrets_of(crypto::KeyClass key_class) const {
    std::vector<HeardSecret> found;
    for (const auto& [id, secret] : secrets)
      if (secret.key_class == key_class) found.push_back(secret);
    return found;
  }
  /// How many places hold a secret of this class now.
  int holders_of(crypto::KeyClass key_class) const {
    int holders = 0;
    for (const HeardSecret& secret : secrets_of(key_class)) holders += secret.holders;
    return holders;
  }

 private:
  template <class Body>
  void hear(const Event&, const Body&) {}
  void hear(const Event& event, const Crossing& e) {
    crossings.push_back({event.ordinal, e.place, std::string(e.from), std::string(e.to), std::string(e.what),
                         bytes_of(e.bytes), std::vector<FieldSpan>(e.fields.begin(), e.fields.end()), e.call});
  }
  void hear(const Event& event, const FlowStep& e) {
    steps.push_back({event.ordinal, std::string(name_of(e.what->flow)), e.what->number, std::string(event.host),
                     std::string(e.subject)});
  }
  void hear(const Event& event, const JobState& e) {
    job_states.push_back({event.ordinal, e.job, std::string(name_of(e.state)), std::string(e.reason), e.cause});
  }
  void hear(const Event& event, const KmsRequest& e) {
    kms_requests.push_back({event.ordinal, std::string(e.kms), std::string(e.operation),
                            std::string(name_of(e.outcome)), e.call, std::string(e.master_key)});
  }
  void hear(const Event&, const KmsAsked& e) { kms_asked.push_back(e.call); }
  void hear(const Event&, const KmsArrival& e) { kms_arrived.push_back(e.call); }
  void hear(const Event&, const KmsServed& e) { kms_served.push_back(e.call); }
  void hear(const Event&, const MessageSealed& e) {
    sealings.push_back({std::string(e.from), std::string(e.to), e.call, e.is_reply, bytes_of(e.nonce)});
  }
  void hear(const Event& event, const WorkBegan& e) { work_began.push_back({std::string(event.host), e.call, e.key}); }
  void hear(const Event&, const WorkEnded& e) { work_ended.push_back(e.call); }
  void hear(const Event& event, const ChunkAcknowledged& e) {
    acknowledged.push_back({event.ordinal, e.call, std::string(e.to), e.archive_file, e.chunk});
  }
  void hear(const Event&, const ChunkRead& e) {
    chunks_read.push_back({e.archive_file, e.chunk, true, bytes_of(e.plain)});
  }
  void hear(const Event&, const ChunkRestored& e) {
    chunks_restored.push_back({e.archive_file, e.chunk, e.opened, bytes_of(e.plain)});
  }
  void hear(const Event&, const SecretDisclosed& e) { disclosures.push_back(e.why); }
  void hear(const Event&, const SecretHeld& e) {
    ++secrets.try_emplace(e.secret, HeardSecret{e.key_class, bytes_of(e.bytes.bytes), 0}).first->second.holders;
  }
  void hear(const Event&, const SecretWiped& e) { --secrets.at(e.secret).holders; }
};

}  // namespace keycell::model::testing
