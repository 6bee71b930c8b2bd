// Requests and replies between two hosts: what arrives, how each known failure comes back, and what malformed bytes do.

#include "model/messenger.h"

#include <gtest/gtest.h>

#include "crypto/aead.h"
#include "tests/crypto/damage.h"
#include "tests/model/page_world.h"
#include "tests/model/raw_messages.h"

namespace keycell::model {
namespace {

using crypto::Disclosed;
using crypto::KeyClass;
using crypto::WipedBuffer;
using crypto::testing::CounterRng;
using crypto::testing::every_truncation;
using namespace std::chrono_literals;
using testing::commcell;
using testing::HeardCrossing;
using testing::PageCell;
using testing::PageWorld;
using testing::Reach;

/// Alice asks, bob answers.
struct Pair {
  explicit Pair(ChannelKind kind)
      : alice_host(cell.add("alice")),
        bob_host(cell.add("bob")),
        alice(alice_host, installation, kind),
        bob(bob_host, installation, kind) {}

  void bob_answers(RequestHandler handler) { bob.serve(std::move(handler), {}); }
  void bob_fails_with(std::function<void()> failure) {
    bob_answers([failure = std::move(failure)](const Incoming&) -> Answer {
      failure();
      return {};
    });
  }
  Answer alice_asks(const protocol::Request& request) { return alice.call("bob", request, 1min); }

  PageCell cell;
  CounterRng installer{"installation"};
  Installation installation{installer};
  PageWorld& alice_host;
  PageWorld& bob_host;
  Messenger alice;
  Messenger bob;
};

struct SealedPair : Pair {
  SealedPair() : Pair(ChannelKind::sealed) {}
};

protocol::Request fetch_request() {
  protocol::Request request;
  request.mutable_kms_fetch()->set_master_key("kms1-mk-1");
  return request;
}

Disclosed key_of_bytes(std::uint8_t value) {
  return {KeyClass::kek, WipedBuffer::copy_of(Bytes(crypto::keySizeBytes, value))};
}

Bytes look(const Disclosed& disclosed) {
  return bytes_of(disclosed.bytes(crypto::SecretAccess::because("a test compares")));
}

// --- round trips -----------------------------------------------------------------------------------------------------

TEST(Messenger, ARequestArrivesAndItsReplyComesBack) {
  for (const ChannelKind kind : {ChannelKind::sealed, ChannelKind::plain}) {
    SCOPED_TRACE(name_of(kind));
    Pair pair(kind);
    pair.bob_answers([](const Incoming& incoming) {
      EXPECT_EQ(incoming.from, "alice");
      EXPECT_EQ(incoming.request.kms_fetch().master_key(), "kms1-mk-1");
      EXPECT_FALSE(incoming.attachment);
      Answer answer;
      answer.reply.set_job(42);
      return answer;
    });
    const Answer answer = pair.alice_asks(fetch_request());
    EXPECT_EQ(answer.reply.status(), protocol::OK);
    EXPECT_EQ(answer.reply.job(), 42u);
    EXPECT_FALSE(answer.attachment);
  }
}

TEST(Messenger, AReplyWithAKeyIsMadeAnewAndAnyOtherIsKept) {
  for (const bool has_key : {true, false}) {
    SealedPair pair;
    int handled = 0;
    pair.bob_answers([&](const Incoming&) {
      ++handled;
      Answer answer;
      if (has_key) answer.attachment = key_of_bytes(7);
      return answer;
    });
    Channels channels(pair.alice_host, pair.installation, ChannelKind::sealed);
    const PacketHeader header =
        pair.alice_host.begin_call({.to = "bob", .service = commcell, .kind = "kms_fetch", .deadline = 1min});
    const Bytes wire = channels.seal(header, header.kind, testing::payload_of(fetch_request()), {});
    const Bytes first = pair.alice_host.call(header, wire);
    const Bytes again = pair.alice_host.call(header, wire);
    EXPECT_EQ(handled, has_key ? 2 : 1);
    EXPECT_EQ(first == again, !has_key);
  }
}

// Whoever can send a packet cannot have the call refused that its header names.
TEST(Messenger, WhatDoesNotOpenDoesNotStandInTheWayOfWhatDoes) {
  SealedPair pair;
  pair.bob_answers([](const Incoming&) { return Answer{}; });
  Channels channels(pair.alice_host, pair.installation, ChannelKind::sealed);
  const PacketHeader header =
      pair.alice_host.begin_call({.to = "bob", .service = commcell, .kind = "kms_fetch", .deadline = 1min});
  const Bytes wire = channels.seal(header, header.kind, testing::payload_of(fetch_request()), {});
  Bytes damaged = wire;
  damaged.back() ^= 1;
  const Bytes refused = pair.alice_host.call(header, damaged);
  EXPECT_NE(pair.alice_host.call(header, wire), refused);
  EXPECT_EQ(pair.alice_asks(fetch_request()).reply.status(), protocol::OK);
}

TEST(Messenger, ADataFlowIsARequestToo) {
  SealedPair pair;
  std::string record;
  pair.bob_answers([&](const Incoming& incoming) {
    record = incoming.request.write_chunk().record();
    return Answer{};
  });
  protocol::Request request;
  request.mutable_write_chunk()->set_record("ciphertext");
  const PacketHeader header = pair.alice.begin_call("bob", request, 1min);
  pair.alice.transfer(header, request, DataEnd::clientRead, DataEnd::libraryWrite, 1000).answer();
  EXPECT_EQ(record, "ciphertext");
}

TEST(Messenger, PayloadsAreNamedAfterTheRequest) {
  SealedPair pair;
  pair.bob_fails_with([] {});
  pair.alice_asks(fetch_request());
  EXPECT_EQ(pair.cell.heard().payloads("kms_fetch").size(), 1u);
  EXPECT_EQ(pair.cell.heard().payloads("kms_fetch reply").size(), 1u);
}

// --- attachments -----------------------------------------------------------------------------------------------------

TEST(Messenger, AnAttachmentArrivesWithItsClassOnBothWays) {
  SealedPair pair;
  pair.bob_answers([](Incoming incoming) {
    EXPECT_TRUE(incoming.attachment);
    EXPECT_EQ(incoming.attachment->key_class(), KeyClass::kek);
    EXPECT_EQ(look(*incoming.attachment), Bytes(crypto::keySizeBytes, 0x11));
    return Answer{{}, Disclosed(KeyClass::masterKey, WipedBuffer::copy_of(Bytes(crypto::keySizeBytes, 0x22)))};
  });
  const Answer answer = pair.alice.call("bob", fetch_request(), 1min, key_of_bytes(0x11));
  ASSERT_TRUE(answer.attachment);
  EXPECT_EQ(answer.attachment->key_class(), KeyClass::masterKey);
  EXPECT_EQ(look(*answer.attachment), Bytes(crypto::keySizeBytes, 0x22));
}

TEST(Messenger, AnAttachmentIsReportedAsSecretAndNothingElseIs) {
  SealedPair pair;
  pair.bob_fails_with([] {});
  pair.alice.call("bob", fetch_request(), 1min, key_of_bytes(0x11));
  const HeardCrossing payload = pair.cell.heard().payloads("kms_fetch").at(0);
  std::vector<Bytes> secrets;
  for (const FieldSpan& span : payload.fields) {
    if (span.field_class == FieldClass::secret)
      secrets.push_back(bytes_of(View(payload.bytes).subspan(span.offset, span.length)));
  }
  EXPECT_EQ(secrets, std::vector<Bytes>{Bytes(crypto::keySizeBytes, 0x11)});
}

TEST(Messenger, TheMapOfAPayloadSaysWhereItsFieldsLie) {
  SealedPair pair;
  pair.bob_fails_with([] {});
  pair.alice_asks(fetch_request());
  const HeardCrossing payload = pair.cell.heard().payloads("kms_fetch").at(0);
  ASSERT_EQ(payload.fields.size(), 1u);
  EXPECT_EQ(payload.fields[0].field_class, FieldClass::id);
  EXPECT_EQ(text_of(View(payload.bytes).subspan(payload.fields[0].offset, payload.fields[0].length)), "kms1-mk-1");
}

// --- failures --------------------------------------------------------------------------------------------------------

struct KnownFailure {
  std::function<void()> failure;
  protocol::Status status;
  const char* text = "why";
};

template <class Error>
std::function<void()> throws(const std::string& text) {
  return [text] { throw Error(text); };
}

const std::vector<KnownFailure> knownFailures{
    {throws<crypto::KmsUnavailable>("why"), protocol::KMS_UNAVAILABLE},
    {throws<StorageFailed>("why"), protocol::STORAGE_FAILED},
    {throws<crypto::KmsRefused>("why"), protocol::KMS_REFUSED},
    {throws<crypto::KeyUnrecoverable>("why"), protocol::KEY_UNRECOVERABLE},
    {throws<RequestRefused>("why"), protocol::REFUSED},
    {[] { throw crypto::Refused(); }, protocol::REFUSED, "does not open"},
    {throws<PeerDown>("why"), protocol::DOWNSTREAM_FAILED},
    {throws<DeadlinePassed>("why"), protocol::DOWNSTREAM_FAILED},
    {throws<Busy>("why"), protocol::DOWNSTREAM_FAILED},
    {[] { throw RemoteError(protocol::KMS_REFUSED, "why"); }, protocol::KMS_REFUSED},
    {[] { throw RemoteError(protocol::DOWNSTREAM_FAILED, "why"); }, protocol::DOWNSTREAM_FAILED},
};

TEST(Messenger, EachKnownFailureComesBackWithItsStatusAndText) {
  for (const KnownFailure& known : knownFailures) {
    SCOPED_TRACE(protocol::Status_Name(known.status));
    SealedPair pair;
    pair.bob_fails_with(known.failure);
    try {
      pair.alice_asks(fetch_request());
      ADD_FAILURE() << "no error came back";
    } catch (const RemoteError& error) {
      EXPECT_EQ(error.status(), known.status);
      EXPECT_STREQ(error.what(), known.text);
    }
  }
}

TEST(Messenger, TheTextOfAnErrorCrossesOnItsWayOut) {
  SealedPair pair;
  pair.bob_fails_with(throws<RequestRefused>("no storage pool pool-a"));
  EXPECT_THROW(pair.alice_asks(fetch_request()), RemoteError);
  const auto texts = pair.cell.heard().crossings_at(Place::errorText);
  ASSERT_EQ(texts.size(), 1u);
  EXPECT_EQ(texts[0].from, "bob");
  EXPECT_EQ(texts[0].to, "alice");
  EXPECT_EQ(texts[0].what, "kms_fetch");
  EXPECT_EQ(text_of(texts[0].bytes), "no storage pool pool-a");
}

TEST(Messenger, NoErrorNoText) {
  SealedPair pair;
  pair.bob_fails_with([] {});
  pair.alice_asks(fetch_request());
  EXPECT_TRUE(pair.cell.heard().crossings_at(Place::errorText).empty());
}

// A bug must not look like an answer: the run ends.
TEST(Messenger, AnUnknownFailureLeavesTheHandler) {
  SealedPair pair;
  pair.bob_fails_with(throws<std::logic_error>("a bug"));
  EXPECT_THROW(pair.alice_asks(fetch_request()), std::logic_error);
}

TEST(Messenger, AHostThatIsGoneIsNoRemoteError) {
  SealedPair pair;
  pair.bob_fails_with([] {});
  pair.bob_host.reach = Reach::down;
  EXPECT_THROW(pair.alice_asks(fetch_request()), PeerDown);
  pair.bob_host.reach = Reach::silent;
  EXPECT_THROW(pair.alice_asks(fetch_request()), DeadlinePassed);
}

// --- work ------------------------------------------------------------------------------------------------------------

// Whoever watches which host holds which key goes by these: work that ends with an error has ended.
TEST(Messenger, WorkThatBeganEndsOnceWhateverCameOfIt) {
  std::vector<KnownFailure> ends = knownFailures;
  ends.push_back({[] {}, protocol::OK});
  for (const KnownFailure& known : ends) {
    SCOPED_TRACE(protocol::Status_Name(known.status));
    SealedPair pair;
    CallId asked;
    pair.bob_answers([&](const Incoming& incoming) {
      asked = incoming.call;
      for (const std::uint32_t key : {0U, 3U, 4U}) pair.bob.begin_work({.call = incoming.call, .key = {key}});
      known.failure();
      return Answer{};
    });
    if (known.status == protocol::OK) {
      pair.alice_asks(fetch_request());
    } else {
      EXPECT_THROW(pair.alice_asks(fetch_request()), RemoteError);
    }
    EXPECT_EQ(pair.cell.heard().work_began.size(), 3u);
    EXPECT_EQ(pair.cell.heard().work_ended, std::vector{asked});
    EXPECT_NE(asked, CallId{});
  }
}

// The twin.
TEST(Messenger, WhatToldOfNoWorkEndsNone) {
  SealedPair pair;
  pair.bob_fails_with([] {});
  pair.alice_asks(fetch_request());
  EXPECT_TRUE(pair.cell.heard().work_ended.empty());
}

TEST(Messenger, EverythingThatCrossesForACallCarriesIt) {
  SealedPair pair;
  pair.bob_fails_with(throws<RequestRefused>("why"));
  EXPECT_THROW(pair.alice_asks(fetch_request()), RemoteError);
  auto crossings = pair.cell.heard().crossings;
  std::erase_if(crossings, [](const HeardCrossing& crossing) { return crossing.place == Place::logLine; });
  ASSERT_EQ(crossings.size(), 5u) << "request and reply, as payload and on the wire, and the text of the error";
  for (const HeardCrossing& crossing : crossings) EXPECT_EQ(crossing.call, nth_call_of(1, 1)) << crossing.what;
}

// --- malformed bytes -------------------------------------------------------------------------------------------------

/// A pair whose bob counts the requests that reached his handler.
struct CountingPair : Pair {
  explicit CountingPair(ChannelKind kind) : Pair(kind) {
    bob_answers([this](const Incoming&) {
      ++handled;
      return Answer{};
    });
  }
  int handled = 0;
};

TEST(Messenger, APayloadCutToAnyLengthIsUnreadable) {
  CountingPair pair(ChannelKind::plain);
  const Bytes whole = testing::payload_of(fetch_request());
  EXPECT_EQ(testing::ask_plainly(pair.alice_host, "bob", whole).status(), protocol::OK);
  EXPECT_EQ(pair.handled, 1);
  for (const Bytes& cut : every_truncation(whole))
    EXPECT_EQ(testing::ask_plainly(pair.alice_host, "bob", cut).status(), protocol::UNREADABLE) << cut.size();
  EXPECT_EQ(pair.handled, 1);
}

TEST(Messenger, AWireCutToAnyLengthIsUnreadable) {
  CountingPair pair(ChannelKind::sealed);
  Channels alice_wire(pair.alice_host, pair.installation, ChannelKind::sealed);
  const Bytes payload = testing::payload_of(fetch_request());
  const auto answer_to = [&](std::size_t size) {
    const PacketHeader header =
        pair.alice_host.begin_call({.to = "bob", .service = commcell, .kind = "kms_fetch", .deadline = 1min});
    const Bytes wire = alice_wire.seal(header, header.kind, payload, {});
    const Bytes reply = pair.alice_host.call(header, View(wire).first(size));
    return testing::reply_in(alice_wire.open(header.reply(), reply).view());
  };
  const std::size_t whole = payload.size() + crypto::gcmOverheadBytes;
  EXPECT_EQ(answer_to(whole).status(), protocol::OK);
  for (std::size_t size = 0; size < whole; ++size) EXPECT_EQ(answer_to(size).status(), protocol::UNREADABLE) << size;
  EXPECT_EQ(pair.handled, 1);
}

TEST(Messenger, AnAttachmentOfAnUnknownClassIsUnreadable) {
  CountingPair pair(ChannelKind::plain);
  const auto with_class = [](std::size_t key_class) {
    Bytes payload = testing::payload_of(fetch_request());
    payload.push_back(static_cast<std::uint8_t>(key_class));
    append(payload, Bytes(crypto::keySizeBytes, 1));
    return payload;
  };
  const std::size_t classes = crypto::allKeyClasses.size();
  EXPECT_EQ(testing::ask_plainly(pair.alice_host, "bob", with_class(classes - 1)).status(), protocol::OK);
  EXPECT_EQ(testing::ask_plainly(pair.alice_host, "bob", with_class(classes)).status(), protocol::UNREADABLE);
  EXPECT_EQ(testing::ask_plainly(pair.alice_host, "bob", with_class(255)).status(), protocol::UNREADABLE);
}

TEST(Messenger, WhatIsNoMessageIsUnreadable) {
  CountingPair pair(ChannelKind::plain);
  EXPECT_EQ(testing::ask_plainly(pair.alice_host, "bob", Bytes{0, 0, 0, 1, 0x80}).status(), protocol::UNREADABLE);
  EXPECT_EQ(testing::ask_plainly(pair.alice_host, "bob", Bytes{0xff, 0xff, 0xff, 0xff}).status(), protocol::UNREADABLE);
  EXPECT_EQ(pair.handled, 0);
}

TEST(Messenger, AReplyThatDoesNotOpenIsNone) {
  SealedPair pair;
  pair.bob_host.serve(std::string(commcell), [](const Request&) {
    return Reply{Bytes(100, 0x5a), Keep::untilDeadline};
  });
  EXPECT_THROW(pair.alice_asks(fetch_request()), Unreadable) << "as from a connection that broke: try again";
}

TEST(Messenger, AReplyOfAnotherRequestInClearIsRefusedToo) {
  Pair pair(ChannelKind::plain);
  pair.bob_host.serve(std::string(commcell), [](const Request&) {
    return Reply{{0, 0, 0, 9, 8, 1}, Keep::untilDeadline};
  });
  EXPECT_THROW(pair.alice_asks(fetch_request()), Unreadable) << "as from a connection that broke: try again";
}

// --- replays ---------------------------------------------------------------------------------------------------------

/// Bob answers once; from then on somebody answers for him with what was recorded.
void replay_bobs_answer(CountingPair& pair) {
  pair.alice_asks(fetch_request());
  const auto wire = pair.cell.heard().crossings_at(Place::wire);
  const Bytes recorded = wire.back().bytes;
  EXPECT_EQ(wire.back().what, "reply");
  pair.bob_host.serve(std::string(commcell), [recorded](const Request&) {
    return Reply{recorded, Keep::untilDeadline};
  });
}

TEST(Messenger, ARecordedReplyIsNoAnswerToTheNextRequest) {
  CountingPair pair(ChannelKind::sealed);
  replay_bobs_answer(pair);
  EXPECT_THROW(pair.alice_asks(fetch_request()), Unreadable) << "as from a connection that broke: try again";
}

// The twin: in clear the caller cannot tell.
TEST(Messenger, OnAPlainChannelARecordedReplyIsTaken) {
  CountingPair pair(ChannelKind::plain);
  replay_bobs_answer(pair);
  EXPECT_EQ(pair.alice_asks(fetch_request()).reply.status(), protocol::OK);
  EXPECT_EQ(pair.handled, 1);
}

// Somebody recorded a request that never arrived and sends it after a reboot, in a header of the boots that are up now.
TEST(Messenger, ARecordedRequestIsRefusedAfterARebootOfEitherEnd) {
  for (const char* rebooted : {"nobody", "alice", "bob"}) {
    CountingPair pair(ChannelKind::sealed);
    Channels alice_wire(pair.alice_host, pair.installation, ChannelKind::sealed);
    const Call call{.to = "bob", .service = commcell, .kind = "kms_fetch", .deadline = 1min};
    const PacketHeader recorded = pair.alice_host.begin_call(call);
    const Bytes wire = alice_wire.seal(recorded, recorded.kind, testing::payload_of(fetch_request()), {});
    const bool none = std::string_view(rebooted) == "nobody";
    if (!none) pair.cell.restart(rebooted);
    pair.bob_answers([&](const Incoming&) {
      ++pair.handled;
      return Answer{};
    });
    PacketHeader replayed = pair.alice_host.begin_call(call);
    replayed.call = recorded.call;
    replayed.deadline = recorded.deadline;
    const Bytes reply = pair.alice_host.call(replayed, wire);
    EXPECT_EQ(testing::reply_in(alice_wire.open(replayed.reply(), reply).view()).status(),
              none ? protocol::OK : protocol::UNREADABLE)
        << rebooted;
    EXPECT_EQ(pair.handled, none ? 1 : 0) << rebooted;
  }
}

}  // namespace
}  // namespace keycell::model
