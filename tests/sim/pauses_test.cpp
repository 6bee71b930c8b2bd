// A host that stands still keeps its memory and does nothing; what comes meanwhile waits, and it goes on late.

#include <gmock/gmock.h>

#include "tests/sim/job_histories.h"
#include "tests/sim/small_scenario.h"
#include "tests/sim/small_world.h"

namespace keycell {
namespace {

using namespace test;
using model::World;
using testing::ElementsAre;

Bytes bytes(std::string_view text) { return bytes_of(view_of(text)); }

std::string seconds_text(Nanos time) { return std::to_string(time / 1s) + " s"; }

void pause(Story& story, const char* host, Nanos from, Nanos until) {
  story.fabric.at(from, [&story, host] { story.host(host).pause(); });
  story.fabric.at(until, [&story, host] { story.host(host).go_on(); });
}

sim::Program answering() {
  return [](World& world) {
    world.serve("echo", [&world](const model::Request& request) {
      world.sleep(2s);
      return model::Reply{bytes_of(request.bytes), model::Keep::untilDeadline};
    });
    return nullptr;
  };
}

TEST(Pauses, TimersFireLateAndMemoryStays) {
  const Told told = tell([](Story& story) {
    pause(story, "a", 10s, 100s);
    story.main("a", [&story](World& world) {
      const std::string kept = "kept";
      world.sleep(9s);
      story.note(seconds_text(world.now()));
      world.sleep(5s);
      story.note(kept + " until " + seconds_text(world.now()));
      world.sleep(5s);
      story.note(seconds_text(world.now()));
    });
  });
  EXPECT_EQ(told.run.ending, sim::Ending::ended) << told.run.detail;
  EXPECT_THAT(told.notes, ElementsAre("9 s", "kept until 100 s", "105 s"));
}

TEST(Pauses, WhatIsSentToAPausedHostWaits) {
  const Told told = tell([](Story& story) {
    pause(story, "b", 10s, 40s);
    story.host("b").install(answering());
    story.main("a", [&story](World& world) {
      world.sleep(20s);
      const auto ask = [&](Nanos deadline) {
        try {
          world.ask("b", "echo", bytes("x"), deadline);
          story.note("answered at " + seconds_text(world.now()));
        } catch (const model::DeadlinePassed&) {
          story.note("none until " + seconds_text(world.now()));
        }
      };
      ask(5s);
      ask(1min);
    });
  });
  EXPECT_EQ(told.run.ending, sim::Ending::ended) << told.run.detail;
  EXPECT_THAT(told.notes, ElementsAre("none until 25 s", "answered at 42 s"));
}

TEST(Pauses, AnAnswerThatComesMeanwhileIsTooLateWhereTheDeadlineIs) {
  const Told told = tell([](Story& story) {
    pause(story, "a", 1s, 100s);
    story.host("b").install(answering());
    story.main("a", [&story](World& world) {
      for (const Nanos deadline : {Nanos(5s), Nanos(1h)}) {
        try {
          world.ask("b", "echo", bytes("x"), deadline);
          story.note("answered at " + seconds_text(world.now()));
        } catch (const model::DeadlinePassed&) {
          story.note("none until " + seconds_text(world.now()));
        }
      }
    });
  });
  EXPECT_THAT(told.notes, ElementsAre("none until 100 s", "answered at 102 s"));
}

TEST(Pauses, DataStandsStillWithEitherEnd) {
  for (const char* paused : {"a", "b"}) {
    SCOPED_TRACE(paused);
    const Told told = tell([paused](Story& story) {
      pause(story, paused, 4s, 64s);
      story.host("b").install([](World& world) {
        world.serve("take", [](const model::Request&) { return model::Reply{{}, model::Keep::untilDeadline}; });
        return nullptr;
      });
      story.main("a", [&story](World& world) {
        const auto send = [&] {
          world.transfer(world.begin_call({.to = "b", .service = "take", .kind = {}, .deadline = 1h}),
                         {.from_end = model::DataEnd::clientRead,
                          .to_end = model::DataEnd::libraryWrite,
                          .wire_bytes = 1'000'000'000,
                          .payload = {}});
          story.note(seconds_text(world.now()));
        };
        send();  // 10 s at 100 MB/s, and a minute of nothing
      });
    });
    EXPECT_EQ(told.run.ending, sim::Ending::ended) << told.run.detail;
    EXPECT_THAT(told.notes, ElementsAre("70 s"));
  }
}

TEST(Pauses, APowerCutEndsAPause) {
  const Told told = tell([](Story& story) {
    story.fabric.at(10s, [&story] { story.host("b").pause(); });
    story.fabric.at(20s, [&story] { story.host("b").lose_power("test", 30s); });
    story.host("b").install(answering());
    story.main("a", [&story](World& world) {
      world.sleep(60s);
      world.ask("b", "echo", bytes("x"), 5s);
      story.note("answered at " + seconds_text(world.now()));
    });
  });
  EXPECT_THAT(told.notes, ElementsAre("answered at 62 s"));
}

// Whoever stands still, in whatever part of the night: what was asked for is done.
TEST(Pauses, OfAnyHostOfACellKeepNoJobFromItsEnd) {
  for (const char* host : {"commserve", "kms1", "ma1", "fs1"})
    for (const Nanos at : {Nanos(1h + 1ms), Nanos(1h + 5s), Nanos(3h + 1ms), Nanos(3h + 5s)}) {
      SCOPED_TRACE(std::string(host) + " at " + std::to_string(at / 1ms) + " ms");
      scenarios::Scenario s = small_scenario();
      s.faults = {{.kind = "host-paused", .values = {{"target", host}, {"at", at}, {"lasts", Nanos(10min)}}}};
      const Night night = live(s);
      EXPECT_EQ(night.jobs.size(), 4u);
      for (const auto& [number, job] : night.jobs) EXPECT_EQ(job.end(), "Completed") << number;
    }
}

}  // namespace
}  // namespace keycell
