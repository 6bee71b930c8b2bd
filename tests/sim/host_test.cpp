// The port over SimGrid: what a part may rely on, and what it must live with.

#include <gmock/gmock.h>

#include "crypto/key_wrap.h"
#include "sim/sanitizers.h"
#include "tests/sim/small_world.h"

namespace keycell {
namespace {

using namespace test;
using model::World;
using sim::Ending;
using testing::ElementsAre;

Bytes bytes(std::string_view text) { return bytes_of(view_of(text)); }

/// What kind of failure a call met, in a word.
std::string outcome_of(const std::function<Bytes()>& call) {
  try {
    return std::string(text_of(call()));
  } catch (const model::PeerDown&) {
    return "peer down";
  } catch (const model::DeadlinePassed&) {
    return "deadline passed";
  } catch (const model::ConnectionRefused&) {
    return "connection refused";
  } catch (const model::Busy&) {
    return "busy";
  }
}

sim::Program serving(const std::string& service, const std::function<Bytes(World&, const model::Request&)>& handler) {
  return [service, handler](World& world) {
    world.serve(service, [&world, handler](const model::Request& request) {
      return model::Reply{handler(world, request), model::Keep::untilDeadline};
    });
    return nullptr;
  };
}

/// A data flow to what host b serves as "take"; its last byte has left.
std::unique_ptr<model::Transfer> send(World& world, std::uint64_t wire_bytes) {
  return world.transfer(world.begin_call({.to = "b", .service = "take", .kind = {}, .deadline = 1h}),
                        {.from_end = model::DataEnd::clientRead,
                         .to_end = model::DataEnd::libraryWrite,
                         .wire_bytes = wire_bytes,
                         .payload = {}});
}

/// The same, acknowledged.
Bytes move(World& world, std::uint64_t wire_bytes) { return send(world, wire_bytes)->answer(); }

std::string milliseconds(Nanos time) { return std::to_string(time / 1ms) + " ms"; }

TEST(SimHost, ACallIsAnsweredAndTakesTwoLatencies) {
  const Told told = tell([](Story& story) {
    story.host("b").install(serving("echo", [](World&, const model::Request& request) {
      return bytes(std::string(request.header.from) + " said " + std::string(text_of(request.bytes)));
    }));
    story.main("a", [&](World& world) {
      world.sleep(1s);
      const Nanos asked = world.now();
      story.note(outcome_of([&] { return world.ask("b", "echo", view_of("hello"), 10s); }));
      story.note(milliseconds(world.now() - asked));
    });
  });
  EXPECT_EQ(told.run.ending, Ending::ended);
  EXPECT_THAT(told.notes, ElementsAre("a said hello", "2 ms"));
}

// Each site has its own way to the rest: between two of them both count, within one neither.
TEST(SimHost, AWayBetweenSitesTakesTheLatencyOfBoth) {
  constexpr auto at = [](Nanos latency) {
    return sim::DataPaths::Place{.is_remote = true, .wan_up = 0, .wan_down = 0, .wan_latency = latency};
  };
  using Places = std::array<sim::DataPaths::Place, 3>;
  const auto takes = [](const Places& places) {
    return tell(
               [](Story& story) {
                 story.host("b").install(serving("echo", [](World&, const model::Request&) { return bytes("x"); }));
                 story.main("a", [&](World& world) {
                   const Nanos asked = world.now();
                   world.ask("b", "echo", view_of("hello"), 10s);
                   story.note(milliseconds(world.now() - asked));
                 });
               },
               24h, places)
        .notes;
  };
  EXPECT_THAT(takes(Places{at(30ms), at(50ms), {}}), ElementsAre("162 ms")) << "1 ms, 30 ms and 50 ms, there and back";
  EXPECT_THAT(takes(Places{at(30ms), {}, {}}), ElementsAre("62 ms")) << "from a site to the data centre";
  EXPECT_THAT(takes(Places{sim::DataPaths::Place{}, at(50ms), {}}), ElementsAre("102 ms"));
  EXPECT_THAT(takes(Places{at(30ms), at(30ms), {}}), ElementsAre("2 ms")) << "the same site";
}

TEST(SimHost, ADeadlinePassesAndTheLateAnswerIsDropped) {
  const Told told = tell([](Story& story) {
    story.host("b").install(serving("slow", [](World& world, const model::Request&) {
      world.sleep(5s);
      return bytes("late");
    }));
    story.main("a", [&](World& world) {
      world.sleep(1s);
      story.note(outcome_of([&] { return world.ask("b", "slow", {}, 2s); }));
      world.sleep(10s);  // the answer to the first call comes meanwhile
      story.note(outcome_of([&] { return world.ask("b", "slow", {}, 20s); }));
    });
  });
  EXPECT_EQ(told.run.ending, Ending::ended);
  EXPECT_THAT(told.notes, ElementsAre("deadline passed", "late"));
}

TEST(SimHost, NestedCallsNeverRunOutOfWorkers) {
  // Each of 100 requests to b asks a, whose handler asks b again: a fixed pool of workers would wait for itself.
  const Told told = tell([](Story& story) {
    story.host("b").install([](World& world) {
      world.serve("outer", [&world](const model::Request&) {
        return model::Reply{world.ask("a", "middle", {}, 60s), model::Keep::untilDeadline};
      });
      world.serve("inner", [](const model::Request&) {
        return model::Reply{bytes("done"), model::Keep::untilDeadline};
      });
      return nullptr;
    });
    story.host("a").install(
        serving("middle", [](World& world, const model::Request&) { return world.ask("b", "inner", {}, 60s); }));
    auto& done = *new int(0);
    story.main("c", [&](World& world) {
      world.sleep(1s);
      for (int i = 0; i < 100; ++i)
        world.spawn("asker", [&] { done += outcome_of([&] { return world.ask("b", "outer", {}, 60s); }) == "done"; });
      world.sleep(60s);
      story.note(std::to_string(done));
    });
  });
  EXPECT_THAT(told.notes, ElementsAre("100"));
}

/// What a service notes of each request: its number and, in ms, when a worker took it.
sim::Program noting(Story& story, const model::Capacity& capacity) {
  return [&story, capacity](World& world) {
    world.serve(
        "work",
        [&story, &world](const model::Request& request) {
          story.note(std::string(text_of(request.bytes)) + " after " + milliseconds(world.now() - request.came));
          world.sleep(10s);
          return model::Reply{{}, model::Keep::untilDeadline};
        },
        capacity);
    return nullptr;
  };
}

void ask_at_once(World& world, int requests) {
  world.sleep(1s);
  for (int i = 1; i <= requests; ++i)
    world.spawn("asker", [&world, i] { world.ask("b", "work", view_of(std::to_string(i)), 1h); });
  world.sleep(1h);
}

TEST(SimHost, RequestsBeyondTheWorkersWaitFirstComeFirstServed) {
  const Told told = tell([](Story& story) {
    story.host("b").install(noting(story, {.workers = 2}));
    story.main("a", [](World& world) { ask_at_once(world, 5); });
  });
  EXPECT_THAT(told.notes,
              ElementsAre("1 after 0 ms", "2 after 0 ms", "3 after 10000 ms", "4 after 10000 ms", "5 after 20000 ms"));
}

// A worker is free when its answer is ready, however long that is on its way: else latency would be capacity.
TEST(SimHost, NodesGetRequestsInTurnAndHaveQueuesOfTheirOwn) {
  const Told told = tell([](Story& story) {
    story.host("b").install(noting(story, {.nodes = 2, .workers = 1}));
    story.main("a", [](World& world) { ask_at_once(world, 5); });
  });
  EXPECT_THAT(told.notes,
              ElementsAre("1 after 0 ms", "2 after 0 ms", "3 after 10000 ms", "4 after 10000 ms", "5 after 20000 ms"));
}

TEST(SimHost, WithoutACapacityEveryRequestIsWorkedOnAtOnce) {
  // More than any number that a simulator would find large; fewer where each is a thread.
  constexpr int asked = sim::addressSanitizer ? 500 : 5000;
  const Told told = tell([](Story& story) {
    auto& at_work = *new int(0);
    story.host("b").install([&](World& world) {
      world.serve("work", [&](const model::Request&) {
        if (++at_work == asked) story.note("all at once");
        world.sleep(10s);
        return model::Reply{{}, model::Keep::untilDeadline};
      });
      return nullptr;
    });
    story.main("a", [](World& world) { ask_at_once(world, asked); });
  });
  EXPECT_THAT(told.notes, ElementsAre("all at once"));
}

TEST(SimHost, WhatIsApartDoesNotWaitForAWorker) {
  const Told told = tell([](Story& story) {
    const auto third_is_apart = [seen = 0](const model::NewRequest& request) mutable {
      if (++seen == 3) return model::Admission::apart;
      return request.must_wait && request.waiting >= 1 ? model::Admission::turnedAway : model::Admission::taken;
    };
    story.host("b").install(noting(story, {.workers = 1, .admit = third_is_apart}));
    story.main("a", [](World& world) {
      world.sleep(1s);
      for (int i = 1; i <= 4; ++i)
        world.spawn("asker", [&world, i] {
          outcome_of([&] { return world.ask("b", "work", view_of(std::to_string(i)), 1h); });
        });
      world.sleep(1h);
    });
  });
  EXPECT_THAT(told.notes, ElementsAre("1 after 0 ms", "3 after 0 ms", "2 after 10000 ms"));  // 4 was one too many
}

// Twenty callers, one worker: those who have waited for as long as they may give up in the order in which they began.
TEST(SimHost, DeadlinesOfOneMomentPassInTheOrderInWhichCallersBegan) {
  const Told told = tell([](Story& story) {
    story.host("b").install(serving("stuck", [](World& world, const model::Request&) {
      world.sleep(1h);
      return Bytes{};
    }));
    story.main("a", [&](World& world) {
      world.sleep(1s);
      for (int i = 1; i <= 20; ++i)
        world.spawn("asker", [&world, &story, i] {
          story.note(outcome_of([&] { return world.ask("b", "stuck", {}, 30s); }) + " " + std::to_string(i));
        });
      world.sleep(1min);
    });
  });
  std::vector<std::string> in_order;
  for (int i = 1; i <= 20; ++i) in_order.push_back("deadline passed " + std::to_string(i));
  EXPECT_EQ(told.notes, in_order);
}

// However short an outage is, what the host was is buried before it boots.
TEST(SimHost, AnOutageOfAMomentIsABootLikeAnyOther) {
  const Told told = tell([](Story& story) {
    story.host("b").install(serving("echo", [](World&, const model::Request&) { return bytes("here"); }));
    story.main("a", [&](World& world) {
      world.sleep(1s);
      story.note(outcome_of([&] { return world.ask("b", "echo", {}, 10s); }));
      story.host("b").lose_power("test", 1ns);
      world.sleep(1s);
      story.note(outcome_of([&] { return world.ask("b", "echo", {}, 10s); }));
    });
  });
  EXPECT_THAT(told.notes, ElementsAre("here", "here"));
}

TEST(SimHost, AHostThatRefusesConnectionsSaysSoAtOnce) {
  const Told told = tell([](Story& story) {
    story.host("b").install(serving("echo", [](World&, const model::Request&) { return bytes("here"); }));
    story.main("a", [&](World& world) {
      world.sleep(1s);
      story.host("b").refuse_connections();
      story.host("b").refuse_connections();
      const Nanos asked = world.now();
      story.note(outcome_of([&] { return world.ask("b", "echo", {}, 10min); }));
      story.note(milliseconds(world.now() - asked));  // there and back
      story.note(story.host("b").take_connections() ? "takes them" : "one is not taken back");
      story.note(story.host("b").take_connections() ? "takes them" : "one is not taken back");
      story.note(outcome_of([&] { return world.ask("b", "echo", {}, 10min); }));
    });
  });
  EXPECT_THAT(told.notes, ElementsAre("connection refused", "2 ms", "one is not taken back", "takes them", "here"));
}

TEST(SimHost, AHostThatIsDownGivesPeerDownAfterTheConnectTimeout) {
  const Told told = tell([](Story& story) {
    story.host("b").install(serving("echo", [](World&, const model::Request&) { return bytes("up"); }));
    story.main("a", [&](World& world) {
      world.sleep(1s);
      story.host("b").lose_power("test", 1min);
      world.sleep(1s);
      const Nanos asked = world.now();
      story.note(outcome_of([&] { return world.ask("b", "echo", {}, 10min); }));
      story.note(milliseconds(world.now() - asked));
      world.sleep(1min);
      story.note(outcome_of([&] { return world.ask("b", "echo", {}, 10min); }));  // it has booted again
    });
  });
  EXPECT_THAT(told.notes, ElementsAre("peer down", "30000 ms", "up"));
}

TEST(SimHost, AHostThatDoesNotExistIsLikeOneThatIsDown) {
  const Told told = tell([](Story& story) {
    story.main("a", [&](World& world) {
      story.note(outcome_of([&] { return world.ask("nobody", "echo", {}, 10s); }));
      story.note(milliseconds(world.now()));
    });
  });
  EXPECT_EQ(told.run.ending, Ending::ended);
  EXPECT_THAT(told.notes, ElementsAre("peer down", "10000 ms"));
}

TEST(SimHost, ACallerLearnsAtOnceWhenThePeerLosesPower) {
  const Told told = tell([](Story& story) {
    story.host("b").install(serving("slow", [](World& world, const model::Request&) {
      world.sleep(1h);
      return bytes("never");
    }));
    story.fabric.at(5s, [&] { story.host("b").lose_power("test", 1min); });
    story.main("a", [&](World& world) {
      world.sleep(1s);
      story.note(outcome_of([&] { return world.ask("b", "slow", {}, 1h); }));
      story.note(milliseconds(world.now()));
    });
  });
  EXPECT_THAT(told.notes, ElementsAre("peer down", "5000 ms"));
}

TEST(SimHost, ARequestToAnEarlierBootIsNeverAnswered) {
  const Told told = tell([](Story& story) {
    story.host("b").install(serving("count", [&story](World& world, const model::Request&) {
      story.note("asked in boot " + std::to_string(story.host("b").boot_epoch()));
      world.sleep(10s);
      return bytes("answer");
    }));
    story.fabric.at(5s, [&] { story.host("b").lose_power("test", 1min); });
    story.main("a", [&](World& world) {
      world.sleep(1s);
      story.note(outcome_of([&] { return world.ask("b", "count", {}, 1h); }));
      world.sleep(2min);
      story.note("still there");
    });
  });
  EXPECT_THAT(told.notes, ElementsAre("asked in boot 1", "peer down", "still there"));
}

TEST(SimHost, ADeadHostMakesNoFurtherStep) {
  // b's disk loses power in an operation; another actor of b that could run at the same instant must not get to do so.
  const Told told = tell([](Story& story) {
    story.host("b").sim_disk().cut_power_before = [&](std::uint64_t ordinal) {
      if (ordinal == 2) story.host("b").lose_power("test", 1min);
      return ordinal == 2;
    };
    story.host("b").install([&story](World& world) {
      if (story.host("b").boot_epoch() > 1) return nullptr;
      world.spawn("other", [&] {
        for (int i = 0; i < 100; ++i) {
          world.sleep(100us);
          story.note("other stepped at " + std::to_string(world.now() / 1us));
        }
      });
      world.spawn("writer", [&] {
        world.disk().write("f", 0, view_of("x"));
        world.settle();
        world.sleep(190us);
        world.disk().write("f", 0, view_of("y"));  // at 200 us, when `other` is due as well
        world.log(model::LogLevel::error, "a dead host logs nothing");
        story.note("the writer went on");
      });
      return nullptr;
    });
    story.main("a", [&](World& world) { world.sleep(10s); });
  });
  EXPECT_EQ(told.run.ending, Ending::ended);
  EXPECT_THAT(told.notes, testing::Each(testing::HasSubstr("stepped at 100")));
  EXPECT_LE(told.notes.size(), 1U);
}

// Writes and syncs between two waits are charged together, and each of them.
TEST(SimHost, EachSyncOfADiskTakesItsTime) {
  const Told told = tell([](Story& story) {
    story.main("a", [&](World& world) {
      for (const int syncs : {1, 3, 7}) {
        const Nanos began = world.now();
        world.disk().write("file", 0, bytes("x"));
        for (int i = 0; i < syncs; ++i) world.disk().sync("file");
        world.settle();
        const Nanos of_syncs = world.now() - began - (syncs + 1) * 10us;
        story.note(std::to_string((of_syncs + 500ns) / 1us) + " us");
      }
    });
  });
  EXPECT_THAT(told.notes, ElementsAre("100 us", "300 us", "700 us"));
}

// --- operations with keys --------------------------------------------------------------------------------------------

using crypto::KeyOperation;

/// Ten microseconds each: wraps that are said before they are done, or not.
void wrap(World& world, int times, bool said) {
  sim::PhiloxStream draws(sim::Seed{1}, 1, "keys");
  const auto kek = crypto::Kek::generate(crypto::keySizeBytes, draws, &world.witness());
  const auto key = crypto::DataKey::generate(crypto::keySizeBytes, draws, &world.witness());
  for (int i = 0; i < times; ++i) {
    if (said) world.begin_key_operation(KeyOperation::aesWrap, kek.id());
    crypto::wrap(key, kek);
  }
}

/// Rounded: the engine counts in seconds.
std::string microseconds(Nanos time) { return std::to_string((time + 500ns) / 1us) + " us"; }

TEST(SimHost, ALongKeyOperationTakesItsTimeAndShortOnesAreChargedTogether) {
  const Told told = tell([](Story& story) {
    story.main("a", [&](World& world) {
      Nanos before = world.now();
      const auto note = [&](const std::string& what) {
        story.note(what + " " + microseconds(world.now() - std::exchange(before, world.now())));
      };
      world.begin_key_operation(KeyOperation::rsaPrivate, {});
      note("long");
      wrap(world, 9, /*said=*/true);
      world.settle_key_operations();
      note("nine short ones");
      wrap(world, 1, /*said=*/true);
      note("the tenth");
      world.settle_key_operations();
      note("together");
      world.settle_key_operations();
      note("nothing is left");
    });
  });
  EXPECT_THAT(told.notes, ElementsAre("long 2000 us", "nine short ones 0 us", "the tenth 0 us", "together 100 us",
                                      "nothing is left 0 us"));
}

// Key code of somebody else may say nothing. What it does is charged later, once.
TEST(SimHost, AnOperationThatNobodySaidIsOwed) {
  const Told told = tell([](Story& story) {
    story.main("a", [&](World& world) {
      wrap(world, 6, /*said=*/true);
      wrap(world, 4, /*said=*/false);
      // One that was said and failed pays for no other, once somebody has waited.
      world.begin_key_operation(KeyOperation::rsaPublic, {});
      world.sleep(1s);
      const Nanos before = world.now();
      wrap(world, 5, /*said=*/false);
      world.settle_key_operations();
      story.note(microseconds(world.now() - before));
    });
  });
  EXPECT_THAT(told.notes, ElementsAre("200 us"));
}

// What was owed before a power cut nobody owes after it.
TEST(SimHost, APowerCutLeavesNothingOwed) {
  const Told told = tell([](Story& story) {
    story.host("b").install([&story](World& world) {
      if (story.host("b").boot_epoch() == 1) wrap(world, 9, /*said=*/true);
      world.serve("wrap", [&world](const model::Request&) {
        wrap(world, 1, /*said=*/true);
        const Nanos before = world.now();
        world.settle_key_operations();
        return model::Reply{bytes(microseconds(world.now() - before)), model::Keep::untilDeadline};
      });
      return nullptr;
    });
    story.fabric.at(5s, [&] { story.host("b").lose_power("test", 1min); });
    story.main("a", [&](World& world) {
      world.sleep(2min);
      story.note(outcome_of([&] { return world.ask("b", "wrap", {}, 1h); }));
    });
  });
  EXPECT_THAT(told.notes, ElementsAre("0 us"));
}

// --- data ------------------------------------------------------------------------------------------------------------

TEST(SimHost, WhatIsLeftOfABrokenDataFlowIsKnown) {
  const Told told = tell([](Story& story) {
    story.host("b").install(serving("take", [](World&, const model::Request&) { return bytes("taken"); }));
    story.fabric.at(4s, [&] { story.host("b").lose_power("test", 1min); });
    story.main("a", [&](World& world) {
      world.sleep(1s);
      story.note(outcome_of([&] { return move(world, 1'000'000'000); }));
      story.note(std::to_string(story.moved.bytes.at(0) / 1'000'000) + " MB moved");
    });
  });
  // 100 MB/s from 1 s to 4 s.
  EXPECT_THAT(told.notes, ElementsAre("peer down", "300 MB moved"));
}

TEST(SimHost, DataFlowsShareALinkFairlyWhateverTheirDistance) {
  // Two flows of 100 MB into one 100 MB/s library: 2 s each, not 1 s for one and 2 s for the other.
  const Told told = tell([](Story& story) {
    story.host("b").install(serving("take", [](World&, const model::Request&) { return bytes("taken"); }));
    const auto send = [&story](World& world) {
      move(world, 100'000'000);
      story.note(std::string(world.self()) + " after " + std::to_string((world.now() - 1s) / 1s) + " s");
    };
    story.host("c").install([send](World& world) {
      world.spawn("send", [&world, send] {
        world.sleep(1s);
        send(world);
      });
      return nullptr;
    });
    story.main("a", [&story, send](World& world) {
      world.sleep(1s);
      send(world);
      world.sleep(1s);
    });
  });
  EXPECT_THAT(told.notes, testing::UnorderedElementsAre("a after 2 s", "c after 2 s"));
}

// 100 MB leave in a second. What follows is the way (1 ms each) and what the receiver takes (5 s).
TEST(SimHost, DataHasLeftBeforeItIsAcknowledged) {
  const Told told = tell([](Story& story) {
    story.host("b").install(serving("take", [&story](World& world, const model::Request&) {
      story.note("came after " + milliseconds(world.now() - 1s));
      world.sleep(5s);
      return bytes("taken");
    }));
    story.main("a", [&](World& world) {
      world.sleep(1s);
      const auto first = send(world, 100'000'000);
      story.note("left after " + milliseconds(world.now() - 1s));
      const auto second = send(world, 100'000'000);
      story.note("left after " + milliseconds(world.now() - 1s));
      story.note(first->is_answered() ? "answered" : "not answered");
      story.note(outcome_of([&] { return first->answer(); }));
      story.note("after " + milliseconds(world.now() - 1s));
      world.sleep(5s);
      story.note(second->is_answered() ? "answered" : "not answered");
      story.note(outcome_of([&] { return second->answer(); }));
      story.note("after " + milliseconds(world.now() - 1s));
    });
  });
  EXPECT_THAT(told.notes,
              ElementsAre("left after 1000 ms", "came after 1001 ms", "left after 2000 ms", "not answered",
                          "came after 2001 ms", "taken", "after 6002 ms", "answered", "taken", "after 11002 ms"));
}

TEST(SimHost, DataThatHasLeftIsLostWithItsReceiver) {
  const Told told = tell([](Story& story) {
    story.host("b").install(serving("take", [&story](World&, const model::Request&) {
      story.note("a dead host took it");
      return bytes("taken");
    }));
    story.fabric.at(2s + 500us, [&] { story.host("b").lose_power("test", 1min); });
    story.main("a", [&](World& world) {
      world.sleep(1s);
      const auto moving = send(world, 100'000'000);
      story.note("left");
      story.note(outcome_of([&] { return moving->answer(); }));
      story.note("after " + milliseconds(world.now() - 2s));
    });
  });
  EXPECT_THAT(told.notes, ElementsAre("left", "peer down", "after 0 ms"));
}

// The twin: the receiver is up again when the data comes, but in another boot than the one that was to get it.
TEST(SimHost, DataForAnEarlierBootIsRefused) {
  const Told told = tell([](Story& story) {
    story.host("b").install(serving("take", [&story](World&, const model::Request&) {
      story.note("taken in boot " + std::to_string(story.host("b").boot_epoch()));
      return bytes("taken");
    }));
    story.fabric.at(2s + 100us, [&] { story.host("b").lose_power("test", 500us); });
    story.main("a", [&](World& world) {
      world.sleep(1s);
      const auto moving = send(world, 100'000'000);
      world.sleep(1s);
      story.note(outcome_of([&] { return moving->answer(); }));
      story.note(outcome_of([&] { return move(world, 100'000'000); }));
    });
  });
  EXPECT_THAT(told.notes, ElementsAre("peer down", "taken in boot 2", "taken"));
}

TEST(SimHost, AnAcknowledgementThatComesTooLateIsDropped) {
  const Told told = tell([](Story& story) {
    story.host("b").install(serving("take", [](World& world, const model::Request&) {
      world.sleep(2h);
      return bytes("taken");
    }));
    story.main("a", [&](World& world) {
      world.sleep(1s);
      const auto moving = send(world, 100'000'000);
      world.sleep(90min);
      story.note(moving->is_answered() ? "over" : "waits");
      story.note(outcome_of([&] { return moving->answer(); }));
      story.note("after " + std::to_string(world.now() / 1min) + " min");
    });
  });
  EXPECT_THAT(told.notes, ElementsAre("over", "deadline passed", "after 90 min"));
}

// Whoever follows a chunk until it has left is told also when it never will.
TEST(SimHost, DataForAHostThatIsDownIsAFlowThatMovesNothing) {
  const Told told = tell([](Story& story) {
    story.fabric.at(500ms, [&] { story.host("b").lose_power("test", 1min); });
    story.main("a", [&](World& world) {
      world.sleep(1s);
      story.note(outcome_of([&] { return move(world, 1'000); }));
      story.note(std::to_string(story.moved.bytes.size()) + " flow of " + std::to_string(story.moved.bytes.at(0)));
    });
  });
  EXPECT_THAT(told.notes, ElementsAre("peer down", "1 flow of 0"));
}

// 300 flows of 1 MB share 100 MB/s: all are over after three seconds. A limit would let the first be over before.
TEST(SimHost, AsManyFlowsShareAWayAsThereAre) {
  const Told told = tell([](Story& story) {
    story.host("b").install(serving("take", [](World&, const model::Request&) { return bytes("taken"); }));
    story.main("a", [&](World& world) {
      world.sleep(1s);
      auto& over = *new std::map<std::string, int>;
      for (int i = 0; i < 300; ++i) {
        world.spawn("sender", [&] {
          send(world, 1'000'000);
          ++over["after " + milliseconds(world.now() - 1s)];
        });
      }
      world.sleep(1min);
      for (const auto& [when, count] : over) story.note(std::to_string(count) + " " + when);
    });
  });
  EXPECT_THAT(told.notes, ElementsAre("300 after 3000 ms"));
}

TEST(SimHost, EveryoneWaitingForSomebodyIsADeadlock) {
  const Told told =
      tell([](Story& story) { story.main("a", [](World&) { simgrid::s4u::Semaphore::create(0)->acquire(); }); });
  EXPECT_EQ(told.run.ending, Ending::deadlocked);
}

TEST(SimHost, AnExceptionNobodyExpectsIsAnInternalErrorWithItsText) {
  const Told told = tell([](Story& story) {
    story.host("b").install(
        serving("buggy", [](World&, const model::Request&) -> Bytes { throw std::logic_error("a bug of ours"); }));
    story.main("a", [](World& world) {
      world.sleep(1s);
      world.ask("b", "buggy", {}, 1h);
    });
  });
  EXPECT_EQ(told.run.ending, Ending::internalError);
  EXPECT_EQ(told.run.detail, "a bug of ours");
}

TEST(SimHost, ARunThatGoesOnAtTheHorizonDidNotEnd) {
  const Told told = tell([](Story& story) { story.main("a", [](World& world) { world.sleep(48h); }); }, 24h);
  EXPECT_EQ(told.run.ending, Ending::horizonPassed);
  EXPECT_EQ(told.run.simulated, Nanos(24h));
}

TEST(SimHost, WaitingInsideATransactionEndsTheProcess) {
  const Told told = tell([](Story& story) {
    story.main("a", [](World& world) {
      const World::NoWaiting in_transaction(world);
      world.sleep(1s);
    });
  });
  EXPECT_EQ(told.run.ending, Ending::crashed);
}

}  // namespace
}  // namespace keycell
