// Channels: what is seen on the wire, and what does not open.

#include "model/channel.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "crypto/errors.h"
#include "tests/crypto/damage.h"
#include "tests/model/page_world.h"

namespace keycell::model {
namespace {

using crypto::Refused;
using crypto::testing::CounterRng;
using crypto::testing::every_damage;
using testing::contains;
using testing::HeardSecret;
using testing::PageCell;

const Bytes payload = bytes_of(view_of("the payload of a message from alice to bob"));

/// The header of the first request from one host to another.
PacketHeader letter(std::string_view from, std::string_view to) {
  return {.call = {1},
          .direction = Direction::request,
          .from = from,
          .to = to,
          .service = "post",
          .kind = "letter",
          .caller_epoch = 1,
          .callee_epoch = 1,
          .deadline = std::chrono::minutes(1)};
}

/// Three hosts that were installed together.
struct Channelled {
  explicit Channelled(ChannelKind kind)
      : alice(cell.add("alice"), installation, kind),
        bob(cell.add("bob"), installation, kind),
        carol(cell.add("carol"), installation, kind) {}

  PageCell cell;
  CounterRng installer{"installation"};
  Installation installation{installer};
  Channels alice;
  Channels bob;
  Channels carol;
};

TEST(SealedChannel, OpensAtTheOtherEnd) {
  Channelled hosts(ChannelKind::sealed);
  const Bytes wire = hosts.alice.seal(letter("alice", "bob"), "letter", payload, {});
  EXPECT_EQ(bytes_of(hosts.bob.open(letter("alice", "bob"), wire).view()), payload);
}

TEST(SealedChannel, ThePayloadIsNotOnTheWire) {
  Channelled hosts(ChannelKind::sealed);
  EXPECT_FALSE(contains(hosts.alice.seal(letter("alice", "bob"), "letter", payload, {}), View(payload).first(8)));
}

// The twin: a tap on a plain channel reads everything.
TEST(PlainChannel, ThePayloadIsTheWire) {
  Channelled hosts(ChannelKind::plain);
  const Bytes wire = hosts.alice.seal(letter("alice", "bob"), "letter", payload, {});
  EXPECT_EQ(wire, payload);
  EXPECT_EQ(bytes_of(hosts.bob.open(letter("alice", "bob"), wire).view()), payload);
}

RC_GTEST_PROP(SealedChannel, OpensWhateverWasSealed, ()) {
  Channelled hosts(ChannelKind::sealed);
  const auto any = *rc::gen::arbitrary<Bytes>();
  RC_ASSERT(bytes_of(hosts.bob.open(letter("alice", "bob"), hosts.alice.seal(letter("alice", "bob"), "letter", any, {}))
                         .view()) == any);
}

TEST(Channels, ReportThePayloadWithItsMap) {
  for (const ChannelKind kind : {ChannelKind::sealed, ChannelKind::plain}) {
    SCOPED_TRACE(name_of(kind));
    Channelled hosts(kind);
    const std::vector<FieldSpan> fields{{.offset = 4, .length = 7, .field_class = FieldClass::id}};
    hosts.alice.seal(letter("alice", "bob"), "letter", payload, fields);
    const auto heard = hosts.cell.heard().crossings_at(Place::payload);
    ASSERT_EQ(heard.size(), 1u);
    EXPECT_EQ(heard[0].from, "alice");
    EXPECT_EQ(heard[0].to, "bob");
    EXPECT_EQ(heard[0].what, "letter");
    EXPECT_EQ(heard[0].bytes, payload);
    ASSERT_EQ(heard[0].fields.size(), 1u);
    EXPECT_EQ(heard[0].fields[0].offset, 4u);
    EXPECT_EQ(heard[0].fields[0].field_class, FieldClass::id);
  }
}

TEST(SealedChannel, EverySealingTellsTheNonceThatStandsOnTheWire) {
  Channelled hosts(ChannelKind::sealed);
  const PacketHeader asked = letter("alice", "bob");
  const Bytes request = hosts.alice.seal(asked, "letter", payload, {});
  const Bytes reply = hosts.bob.seal(asked.reply(), "letter reply", payload, {});
  const auto& told = hosts.cell.heard().sealings;
  ASSERT_EQ(told.size(), 2u);
  for (const auto& [sealing, wire] : {std::pair{told[0], request}, std::pair{told[1], reply}}) {
    EXPECT_EQ(sealing.call, asked.call);
    EXPECT_EQ(sealing.nonce, bytes_of(View(wire).first(12)));
  }
  EXPECT_EQ(told[0].from + " > " + told[0].to, "alice > bob");
  EXPECT_FALSE(told[0].is_reply);
  EXPECT_EQ(told[1].from + " > " + told[1].to, "bob > alice");
  EXPECT_TRUE(told[1].is_reply);
}

TEST(PlainChannel, SealsNothing) {
  Channelled hosts(ChannelKind::plain);
  hosts.alice.seal(letter("alice", "bob"), "letter", payload, {});
  EXPECT_TRUE(hosts.cell.heard().sealings.empty());
}

TEST(SealedChannel, AMessageForAnotherHostIsRefused) {
  Channelled hosts(ChannelKind::sealed);
  const Bytes wire = hosts.alice.seal(letter("alice", "bob"), "letter", payload, {});
  EXPECT_THROW(hosts.carol.open(letter("alice", "carol"), wire), Refused);
}

TEST(SealedChannel, AMessageInTheNameOfAnotherHostIsRefused) {
  Channelled hosts(ChannelKind::sealed);
  const Bytes wire = hosts.carol.seal(letter("carol", "bob"), "letter", payload, {});
  EXPECT_THROW(hosts.bob.open(letter("alice", "bob"), wire), Refused);
}

// Reflection: what alice said to bob is not what bob said to alice.
TEST(SealedChannel, AMessageThatIsSentBackIsRefused) {
  Channelled hosts(ChannelKind::sealed);
  const Bytes wire = hosts.alice.seal(letter("alice", "bob"), "letter", payload, {});
  EXPECT_THROW(hosts.alice.open(letter("bob", "alice"), wire), Refused);
}

TEST(SealedChannel, AMessageOfAnotherInstallationIsRefused) {
  Channelled here(ChannelKind::sealed);
  PageCell cell;
  CounterRng installer("another installation");
  const Installation installation(installer);
  Channels impostor(cell.add("alice"), installation, ChannelKind::sealed);
  EXPECT_THROW(here.bob.open(letter("alice", "bob"), impostor.seal(letter("alice", "bob"), "letter", payload, {})),
               Refused);
}

TEST(SealedChannel, EveryDamageIsRefused) {
  Channelled hosts(ChannelKind::sealed);
  for (const Bytes& damaged : every_damage(hosts.alice.seal(letter("alice", "bob"), "letter", payload, {})))
    EXPECT_THROW(hosts.bob.open(letter("alice", "bob"), damaged), Refused);
}

/// What a replay would change in the header, one thing at a time.
struct HeaderChange {
  const char* what;
  std::function<void(PacketHeader&)> change;
};

const std::vector<HeaderChange> headerChanges{
    {"the answer to another call", [](PacketHeader& h) { ++h.call.value; }},
    {"a request as a reply", [](PacketHeader& h) { h.direction = Direction::reply; }},
    {"another kind", [](PacketHeader& h) { h.kind = "lette"; }},
    {"another service", [](PacketHeader& h) { h.service = "pos"; }},
    {"a byte that moved from one name to the next",
     [](PacketHeader& h) {
       h.service = "pos";
       h.kind = "tletter";
     }},
    {"another boot of the caller", [](PacketHeader& h) { ++h.caller_epoch; }},
    {"another boot of the called host", [](PacketHeader& h) { ++h.callee_epoch; }},
    {"a longer life", [](PacketHeader& h) { ++h.deadline; }},
};

TEST(SealedChannel, WhatIsSealedOpensOnlyUnderItsHeader) {
  Channelled hosts(ChannelKind::sealed);
  const Bytes wire = hosts.alice.seal(letter("alice", "bob"), "letter", payload, {});
  for (const HeaderChange& replay : headerChanges) {
    PacketHeader header = letter("alice", "bob");
    replay.change(header);
    EXPECT_THROW(hosts.bob.open(header, wire), Refused) << replay.what;
  }
  EXPECT_EQ(bytes_of(hosts.bob.open(letter("alice", "bob"), wire).view()), payload);
}

// The twin: a plain channel binds nothing.
TEST(PlainChannel, AnyHeaderWillDo) {
  Channelled hosts(ChannelKind::plain);
  const Bytes wire = hosts.alice.seal(letter("alice", "bob"), "letter", payload, {});
  for (const HeaderChange& replay : headerChanges) {
    PacketHeader header = letter("alice", "bob");
    replay.change(header);
    EXPECT_EQ(bytes_of(hosts.bob.open(header, wire).view()), payload) << replay.what;
  }
}

// A host that talks to itself has one key for both directions, so the key does not tell a reply from its request.
TEST(SealedChannel, ARequestToOneselfIsNotItsOwnReply) {
  Channelled hosts(ChannelKind::sealed);
  const PacketHeader header = letter("alice", "alice");
  const Bytes wire = hosts.alice.seal(header, "note", payload, {});
  EXPECT_THROW(hosts.alice.open(header.reply(), wire), Refused);
}

// The twin: a plain channel does not notice.
TEST(PlainChannel, DamageGoesThrough) {
  Channelled hosts(ChannelKind::plain);
  const Bytes damaged = crypto::testing::flipped(hosts.alice.seal(letter("alice", "bob"), "letter", payload, {}), 0);
  EXPECT_NE(bytes_of(hosts.bob.open(letter("alice", "bob"), damaged).view()), payload);
}

TEST(SealedChannel, TheSameMessageTwiceLooksDifferent) {
  Channelled hosts(ChannelKind::sealed);
  const Bytes first = hosts.alice.seal(letter("alice", "bob"), "letter", payload, {});
  const Bytes second = hosts.alice.seal(letter("alice", "bob"), "letter", payload, {});
  EXPECT_NE(bytes_of(View(first).first(12)), bytes_of(View(second).first(12))) << "a nonce was used twice";
  EXPECT_NE(first, second);
}

TEST(SealedChannel, EachDirectionOfEachPairHasItsKey) {
  Channelled hosts(ChannelKind::sealed);
  hosts.alice.seal(letter("alice", "bob"), "letter", payload, {});
  hosts.bob.seal(letter("bob", "alice"), "letter", payload, {});
  hosts.alice.seal(letter("alice", "carol"), "letter", payload, {});
  EXPECT_EQ(hosts.cell.heard().secrets_of(crypto::KeyClass::channelKey).size(), 4u);
}

TEST(SealedChannel, BothEndsDeriveTheSameKey) {
  Channelled hosts(ChannelKind::sealed);
  hosts.bob.open(letter("alice", "bob"), hosts.alice.seal(letter("alice", "bob"), "letter", payload, {}));
  const std::vector<HeardSecret> keys = hosts.cell.heard().secrets_of(crypto::KeyClass::channelKey);
  ASSERT_EQ(keys.size(), 2u) << "one a direction";
  for (const HeardSecret& key : keys) EXPECT_EQ(key.holders, 2);
}

// The credential is looked at once a peer and never kept.
TEST(SealedChannel, OnlyTheDerivedKeysAreKept) {
  Channelled hosts(ChannelKind::sealed);
  hosts.alice.seal(letter("alice", "bob"), "letter", payload, {});
  EXPECT_EQ(hosts.cell.heard().secrets_of(crypto::KeyClass::channelCredential).size(), 1u);
  EXPECT_EQ(hosts.cell.heard().holders_of(crypto::KeyClass::channelCredential), 0);
  EXPECT_EQ(hosts.cell.heard().holders_of(crypto::KeyClass::channelKey), 2);
}

TEST(SealedChannel, AHostUnderstandsItself) {
  Channelled hosts(ChannelKind::sealed);
  EXPECT_EQ(
      bytes_of(
          hosts.alice.open(letter("alice", "alice"), hosts.alice.seal(letter("alice", "alice"), "note", payload, {}))
              .view()),
      payload);
}

}  // namespace
}  // namespace keycell::model
