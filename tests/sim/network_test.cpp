// Packets between simulated hosts: what is sent, and what becomes of one that comes when nobody expects it.

#include <gmock/gmock.h>

#include "model/messenger.h"
#include "tests/sim/small_world.h"

namespace keycell {
namespace {

using namespace test;
using model::Direction;
using model::Packet;
using model::World;
using testing::ElementsAre;

/// Every packet that the hosts of a story send.
std::vector<Packet>& record(Story& story) {
  auto& sent = *new std::vector<Packet>;
  story.fabric.network().tap = [&sent](const Packet& packet) { sent.push_back(packet); };
  return sent;
}

/// Answers after a second, with the number of requests that it acted on.
void serve_slowly(Story& story, std::string_view host) {
  auto& count = *new int(0);
  story.host(host).install([&](World& world) {
    world.serve("count", [&](const model::Request&) {
      const std::string number = std::to_string(++count);
      world.sleep(1s);
      return model::Reply{bytes_of(view_of(number)), model::Keep::untilDeadline};
    });
    return nullptr;
  });
}

/// Notes each request that it acts on, and remembers none: nothing but the network keeps a second one away.
void serve_and_forget(Story& story, std::string_view host) {
  story.host(host).install([&story](World& world) {
    world.serve("count", [&story, &world](const model::Request&) {
      story.note("acted on");
      world.sleep(1s);
      return model::Reply{bytes_of(view_of("1")), model::Keep::never};
    });
    return nullptr;
  });
}

std::string ask(World& world, Nanos deadline) {
  try {
    const auto header = world.begin_call({.to = "b", .service = "count", .kind = "number", .deadline = deadline});
    return std::string(text_of(world.call(header, view_of("how many?"))));
  } catch (const model::DeadlinePassed&) {
    return "deadline passed";
  }
}

std::string described(const Packet& packet) {
  const auto& header = packet.header;
  return std::string(header.direction == Direction::request ? "request " : "reply ") + std::string(header.from) + ">" +
         std::string(header.to) + " " + std::string(header.kind) + " '" + std::string(text_of(packet.bytes)) + "'";
}

TEST(Network, ACallIsARequestAndAReplyOfOneId) {
  const Told told = tell([](Story& story) {
    auto& sent = record(story);
    serve_slowly(story, "b");
    story.main("a", [&](World& world) {
      world.sleep(1s);
      ask(world, 10s);
      for (const Packet& packet : sent) story.note(described(packet));
      story.note(sent[0].header.call == sent[1].header.call ? "one call" : "two calls");
    });
  });
  EXPECT_THAT(told.notes, ElementsAre("request a>b number 'how many?'", "reply b>a number '1'", "one call"));
}

TEST(Network, ADataFlowIsAPacketToo) {
  const Told told = tell([](Story& story) {
    auto& sent = record(story);
    serve_slowly(story, "b");
    story.main("a", [&](World& world) {
      world.sleep(1s);
      const Bytes record = bytes_of(view_of("record"));
      world
          .transfer(world.begin_call({.to = "b", .service = "count", .kind = "data", .deadline = 1h}),
                    {.from_end = model::DataEnd::clientRead,
                     .to_end = model::DataEnd::libraryWrite,
                     .wire_bytes = 1000,
                     .payload = record})
          ->answer();
      for (const Packet& packet : sent) story.note(described(packet));
    });
  });
  EXPECT_THAT(told.notes, ElementsAre("request a>b data 'record'", "reply b>a data '1'"));
}

TEST(Network, ARecordedRequestIsAnsweredWithTheBytesOfTheFirstTime) {
  const Told told = tell([](Story& story) {
    auto& sent = record(story);
    serve_slowly(story, "b");
    story.main("a", [&](World& world) {
      world.sleep(1s);
      story.note(ask(world, 1min));
      story.fabric.network().inject(Packet(sent.at(0)));
      world.sleep(10s);
      story.note(described(sent.at(2)));
      story.note(sent.size() == 3 ? "one more answer" : "something else");
      story.note(ask(world, 1min));
    });
  });
  EXPECT_THAT(told.notes, ElementsAre("1", "reply b>a number '1'", "one more answer", "2"));
}

TEST(Network, ARequestThatIsInWorkIsAnsweredOnce) {
  const Told told = tell([](Story& story) {
    auto& sent = record(story);
    serve_slowly(story, "b");
    story.fabric.at(1500ms, [&] { story.fabric.network().inject(Packet(sent.at(0))); });
    story.main("a", [&](World& world) {
      world.sleep(1s);
      story.note(ask(world, 1min));
      world.sleep(10s);
      story.note(std::to_string(sent.size()) + " packets");
      story.note(ask(world, 1min));
    });
  });
  EXPECT_THAT(told.notes, ElementsAre("1", "2 packets", "2"));
}

TEST(Network, ARequestPastItsDeadlineIsDropped) {
  const Told told = tell([](Story& story) {
    auto& sent = record(story);
    serve_and_forget(story, "b");
    story.main("a", [&](World& world) {
      world.sleep(1s);
      story.note(ask(world, 5s));
      world.sleep(10s);
      story.fabric.network().inject(Packet(sent.at(0)));
      world.sleep(10s);
      story.note(std::to_string(sent.size()) + " packets");
    });
  });
  EXPECT_THAT(told.notes, ElementsAre("acted on", "1", "2 packets"));
}

TEST(Network, AnAnswerPastTheDeadlineIsNotEvenSent) {
  const Told told = tell([](Story& story) {
    auto& sent = record(story);
    serve_slowly(story, "b");
    story.main("a", [&](World& world) {
      world.sleep(1s);
      story.note(ask(world, 500ms));
      world.sleep(10s);
      story.note(std::to_string(sent.size()) + " packets");
    });
  });
  EXPECT_THAT(told.notes, ElementsAre("deadline passed", "1 packets"));
}

TEST(Network, AReplyThatNobodyWaitsForIsDropped) {
  const Told told = tell([](Story& story) {
    auto& sent = record(story);
    serve_slowly(story, "b");
    story.main("a", [&](World& world) {
      world.sleep(1s);
      story.note(ask(world, 1min));
      const Packet recorded = sent.at(1);
      story.fabric.network().inject(recorded);
      story.fabric.at(2500ms, [&, recorded] { story.fabric.network().inject(recorded); });  // a waits for another
      story.note(ask(world, 1min));
    });
  });
  EXPECT_THAT(told.notes, ElementsAre("1", "2"));
}

TEST(Network, ARequestOfOrToAnEarlierBootIsDropped) {
  for (const char* host : {"a", "b"}) {
    const Told told = tell([host](Story& story) {
      auto& sent = record(story);
      serve_and_forget(story, "b");
      story.host("a").install([&story](World& world) {
        if (story.host("a").boot_epoch() == 1) {
          world.spawn("ask", [&] {
            world.sleep(1s);
            ask(world, 1h);
          });
        }
        return nullptr;
      });
      story.main("c", [&](World& world) {
        world.sleep(10s);
        story.host(host).lose_power("test", 1min);
        world.sleep(2min);
        for (const Packet& packet : std::vector(sent)) story.fabric.network().inject(packet);
        world.sleep(1min);
        story.note(std::to_string(sent.size()) + " packets");
      });
    });
    EXPECT_THAT(told.notes, ElementsAre("acted on", "2 packets")) << host;
  }
}

// --- sealed packets --------------------------------------------------------------------------------------------------

/// Host b answers over a channel, a second late; a asks twice, and meanwhile somebody sends the first reply again, in a
/// header that says it is the answer to the second call.
Told replay_a_reply(model::ChannelKind kind) {
  return tell([kind](Story& story) {
    auto& sent = record(story);
    auto& installer =
        *new sim::PhiloxStream(sim::Seed{1}, static_cast<std::uint32_t>(model::Stream::cryptoSecret), "installation");
    auto& installation = *new model::Installation(installer);
    story.host("b").install([&installation, kind](World& world) {
      auto messenger = std::make_shared<model::Messenger>(world, installation, kind);
      messenger->serve(
          [&world, count = 0](const model::Incoming&) mutable {
            world.sleep(1s);
            model::Answer answer;
            answer.reply.set_job(static_cast<std::uint64_t>(++count));
            return answer;
          },
          {});
      return messenger;
    });
    story.fabric.at(3s, [&] { story.fabric.network().inject({sent.at(2).header.reply(), sent.at(1).bytes}); });
    story.main("a", [&, kind](World& world) {
      world.sleep(1s);
      model::Messenger messenger(world, installation, kind);
      protocol::Request request;
      request.mutable_job_status()->set_job(1);
      for (const Nanos when : {Nanos(1s), Nanos(2500ms)}) {
        world.sleep(when - world.now());
        try {
          story.note("answer " + std::to_string(messenger.call("b", request, 1min).reply.job()));
        } catch (const model::Unreadable&) {
          story.note("does not open");
        }
      }
    });
  });
}

TEST(Network, ARecordedReplyDoesNotOpenAsTheAnswerToAnotherCall) {
  EXPECT_THAT(replay_a_reply(model::ChannelKind::sealed).notes, ElementsAre("answer 1", "does not open"));
}

// The twin: in clear it is taken for the answer.
TEST(Network, InClearARecordedReplyIsTakenForTheAnswerToAnotherCall) {
  EXPECT_THAT(replay_a_reply(model::ChannelKind::plain).notes, ElementsAre("answer 1", "answer 1"));
}

}  // namespace
}  // namespace keycell
