#pragma once
// One event of each kind, for tests that go over all of them.

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "model/events.h"

namespace keycell::test {

using namespace std::chrono_literals;

/// What events look at; overwritten as soon as the event was heard, as the bytes of a run are.
struct Material {
  std::string host;
  std::string text;
  Bytes bytes;
  std::vector<model::FieldSpan> fields;

  void overwrite() {
    std::ranges::fill(host, '?');
    std::ranges::fill(text, '?');
    std::ranges::fill(bytes, std::uint8_t{0xee});
    std::ranges::fill(fields, model::FieldSpan{});
  }
};

/// One of each kind of event. There is no other way to make one: a kind that is added and has no example here does not
/// compile.
template <class Body>
struct Example;

#define KEYCELL_EXAMPLE(Body, ...)             \
  template <>                                  \
  struct Example<model::Body> {                \
    static model::Body of(const Material& m) { \
      static_cast<void>(m);                    \
      return model::Body __VA_ARGS__;          \
    }                                          \
  }

constexpr model::CallId call = model::nth_call_of(3, 7);

KEYCELL_EXAMPLE(FlowStep, {&model::step_of(model::Flow::restore, 4), m.host});
KEYCELL_EXAMPLE(JobState, {5, model::JobKind::auxCopy, m.host, model::JobStatus::pending, model::JobCause::kmsRefused,
                           m.text, m.text, 2, std::chrono::hours(22)});
KEYCELL_EXAMPLE(InstantMerged, {m.text, std::chrono::hours(22), 5});
KEYCELL_EXAMPLE(JobPhase, {5, m.text});
KEYCELL_EXAMPLE(Crossing, {model::Place::wire, m.host, m.text, m.text, m.bytes, m.fields, call});
KEYCELL_EXAMPLE(MessageSealed, {m.host, m.text, call, true, m.bytes});
KEYCELL_EXAMPLE(WorkBegan, {call, {4}, 6, 3, m.text, 2});
KEYCELL_EXAMPLE(WorkEnded, {call});
KEYCELL_EXAMPLE(SecretHeld,
                {{7}, crypto::KeyClass::dataKey, crypto::Arrival::generated, {View(m.bytes)}, model::KeyUse::backup});
KEYCELL_EXAMPLE(SecretWiped, {{7}, true, model::KeyUse::restore});
KEYCELL_EXAMPLE(KeyWork, {crypto::KeyOperation::rsaPrivate, {2}, 4ms, true, model::KeyUse::auxCopySource});
KEYCELL_EXAMPLE(KeyWrapped, {{1}, {2}, crypto::WrapForm::aesKeyWrap, m.bytes, 5us});
KEYCELL_EXAMPLE(KeyUnwrapped, {{1}, {2}, crypto::WrapForm::rsaOaep, m.bytes, 7us});
KEYCELL_EXAMPLE(SecretDisclosed, {{7}, crypto::Disclosure::masterKeyFetched});
KEYCELL_EXAMPLE(DataSealed, {{3}, View(m.bytes).first(m.bytes.size() / 2), m.bytes});
KEYCELL_EXAMPLE(DataOpened, {{3}, m.bytes, View(m.bytes).first(m.bytes.size() / 3)});
KEYCELL_EXAMPLE(KmsAsked, {call, m.host, m.text, model::CallId{4}, m.host});
KEYCELL_EXAMPLE(KmsRequest, {m.host, m.text, model::KmsOutcome::keyMissing, 5ms, call, m.text, true});
KEYCELL_EXAMPLE(StreamDoes, {{5, 6}, model::StreamPart::kms, m.text});
KEYCELL_EXAMPLE(KmsArrival, {call, 2});
KEYCELL_EXAMPLE(KmsServed, {call, 3ms, 2ms});
KEYCELL_EXAMPLE(KmsTurnedAway, {call, 2, model::TurnedAwayBy::fullQueue});
KEYCELL_EXAMPLE(MasterKeyAtKms, {m.host, m.text, m.text, m.host, m.text, m.text, {8}});
KEYCELL_EXAMPLE(DataMoved, {m.host, model::DataEnd::clientRead, m.text, model::DataEnd::libraryWrite, 9, 8, 5ms, call});
KEYCELL_EXAMPLE(ChunkRead, {6, 3, 1000, m.bytes});
KEYCELL_EXAMPLE(ChunkTakenOver, {6, 3, 5, 2, m.text});
KEYCELL_EXAMPLE(ChunkRestored, {6, 3, true, m.bytes});
KEYCELL_EXAMPLE(ChunkSent, {6, 2, 3, {4}, 1, call, {5}});
KEYCELL_EXAMPLE(ChunkAcknowledged, {call, m.host, 6, 2, 3});
KEYCELL_EXAMPLE(DiskOperation, {m.text, model::DiskAction::sync, 8, 9, 10, {model::ObjectKind::chunk, 2, 6, 3}});
KEYCELL_EXAMPLE(KeyRowMade, {m.text,
                             m.host,
                             m.text,
                             2,
                             crypto::KeyPurpose::encryptsData,
                             m.text,
                             m.host,
                             6,
                             {4},
                             m.bytes,
                             View(m.bytes).first(m.bytes.size() / 2)});
KEYCELL_EXAMPLE(AgeingRun, {true, 9, 3, 2, 1});
KEYCELL_EXAMPLE(ArchiveFileAged, {6, 2, m.text, m.host, model::BackupLevel::incremental, 1000, true});
KEYCELL_EXAMPLE(KeyRowDeleted, {4, m.text, m.bytes});
KEYCELL_EXAMPLE(ArchiveFilePruned, {6, 2, m.host, 1000});
KEYCELL_EXAMPLE(LibraryFill, {"ma1", 7, 9, 3});
KEYCELL_EXAMPLE(StorageHarmed, {m.text, {model::ObjectKind::chunk, 2, 6, 3}, m.host});
KEYCELL_EXAMPLE(ArchiveFileOfBefore, {6, 2, m.text, 1000});
KEYCELL_EXAMPLE(HostUp, {2});
KEYCELL_EXAMPLE(HostDown, {m.text});
KEYCELL_EXAMPLE(FaultActed, {m.text, m.host, 3, false});
KEYCELL_EXAMPLE(StandsStill, {3, model::StandsStill::What::actor, model::StandsStill::Now::goesOn});
KEYCELL_EXAMPLE(OperationState,
                {5, model::OperationKind::rotateMasterKey, m.host, model::OperationStatus::failed, m.text});
KEYCELL_EXAMPLE(WorkloadEnded, {true});

#undef KEYCELL_EXAMPLE

constexpr std::size_t kindCount = std::variant_size_v<model::EventBody>;

/// The example of the kind of this number.
inline model::EventBody body_of(std::size_t kind, const Material& of) {
  return [&]<std::size_t... kinds>(std::index_sequence<kinds...>) {
    using Make = model::EventBody (*)(const Material&);
    static constexpr std::array<Make, kindCount> make{[](const Material& m) -> model::EventBody {
      return Example<std::variant_alternative_t<kinds, model::EventBody>>::of(m);
    }...};
    return make.at(kind)(of);
  }
  (std::make_index_sequence<kindCount>());
}

}  // namespace keycell::test
