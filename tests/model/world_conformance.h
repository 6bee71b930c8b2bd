#pragma once
// What every model::World promises, as cases that each implementation plays: instantiate the suite with a type that has
//   static std::vector<std::string> play(const Tale&)   the notes of a tale, played on hosts a and b
//   static void die(const Tale&)                        plays a tale in which the process ends
// A tale notes what happened and asserts afterwards, because a world may live in another process.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <map>
#include <memory>
#include <set>

#include "model/world.h"

namespace keycell::model::testing {

/// Starts what runs on a host, at every boot; what it returns lives until the host goes down.
using BootProgram = std::function<std::shared_ptr<void>(World&)>;

/// Hosts a and b, before they boot.
class Stage {
 public:
  virtual ~Stage() = default;
  virtual void on_boot(std::string_view host, BootProgram program) = 0;
  /// The tale's own course, on host a; the tale is over when it returns.
  virtual void main(std::function<void(World&)> body) = 0;
  /// From then on the host makes no further step; it has booted again `rebootWithin` later at most.
  virtual void cut_power(std::string_view host) = 0;

  virtual void note(const std::string& what) = 0;
};

inline constexpr Nanos rebootWithin = std::chrono::minutes(10);

using Tale = std::function<void(Stage&)>;

inline Bytes words(std::string_view text) { return bytes_of(view_of(text)); }
inline Reply kept(std::string_view text) { return {words(text), Keep::untilDeadline}; }

/// What a call brought, or what kind of failure it met.
inline std::string outcome_of(const std::function<Bytes()>& call) {
  try {
    return std::string(text_of(call()));
  } catch (const PeerDown&) {
    return "peer down";
  } catch (const DeadlinePassed&) {
    return "deadline passed";
  } catch (const ConnectionRefused&) {
    return "connection refused";
  } catch (const Busy&) {
    return "busy";
  }
}

template <class Implementation>
class WorldConformance : public ::testing::Test {
 protected:
  using Second = std::chrono::seconds;

  static std::vector<std::string> play(const Tale& tale) { return Implementation::play(tale); }
  static void die(const Tale& tale) { Implementation::die(tale); }

  /// Host b answers every request with the number of requests that it has acted on since it booted.
  static BootProgram counting(Keep keep) {
    return [keep](World& world) {
      auto count = std::make_shared<int>(0);
      world.serve("count", [count = count.get(), keep](const Request&) {
        return Reply{words(std::to_string(++*count)), keep};
      });
      return count;
    };
  }
  static PacketHeader to_count(World& world, Nanos deadline) {
    return world.begin_call({.to = "b", .service = "count", .kind = "number", .deadline = deadline});
  }
};

TYPED_TEST_SUITE_P(WorldConformance);

// --- calls -----------------------------------------------------------------------------------------------------------

TYPED_TEST_P(WorldConformance, AHandlerGetsTheHeaderAndTheBytes) {
  const auto notes = this->play([](Stage& stage) {
    stage.on_boot("b", [&stage](World& world) {
      world.serve("post", [&stage](const Request& request) {
        const PacketHeader& header = request.header;
        stage.note(std::string(header.from) + " to " + std::string(header.to) + ", " + std::string(header.service) +
                   ", " + std::string(header.kind) + ": " + std::string(text_of(request.bytes)));
        stage.note(header.direction == Direction::request ? "a request" : "a reply");
        stage.note("boots " + std::to_string(header.caller_epoch) + " and " + std::to_string(header.callee_epoch));
        return kept("thanks");
      });
      return nullptr;
    });
    stage.main([&](World& world) {
      world.sleep(std::chrono::seconds(1));
      const Nanos deadline = std::chrono::seconds(10);
      const PacketHeader header =
          world.begin_call({.to = "b", .service = "post", .kind = "letter", .deadline = deadline});
      stage.note(header.deadline == world.now() + deadline ? "deadline is a moment" : "deadline is something else");
      stage.note(outcome_of([&] { return world.call(header, view_of("hello")); }));
    });
  });
  EXPECT_THAT(notes, ::testing::ElementsAre("deadline is a moment", "a to b, post, letter: hello", "a request",
                                            "boots 1 and 1", "thanks"));
}

TYPED_TEST_P(WorldConformance, ADataFlowIsACallThatTakesItsTime) {
  const auto notes = this->play([](Stage& stage) {
    stage.on_boot("b", [](World& world) {
      world.serve("take", [](const Request& request) { return kept("took " + std::string(text_of(request.bytes))); });
      return nullptr;
    });
    stage.main([&](World& world) {
      world.sleep(std::chrono::seconds(1));
      const Nanos started = world.now();
      const PacketHeader header =
          world.begin_call({.to = "b", .service = "take", .kind = "data", .deadline = std::chrono::hours(1)});
      const Bytes record = words("a record");
      stage.note(outcome_of([&] {
        return world
            .transfer(header, {.from_end = DataEnd::clientRead,
                               .to_end = DataEnd::libraryWrite,
                               .wire_bytes = 100'000'000,
                               .payload = record})
            ->answer();
      }));
      stage.note(world.now() - started >= std::chrono::seconds(1) ? "after a while" : "at once");
    });
  });
  EXPECT_THAT(notes, ::testing::ElementsAre("took a record", "after a while"));
}

TYPED_TEST_P(WorldConformance, WhatBecameOfDataIsAskedForInAnyOrder) {
  const auto notes = this->play([](Stage& stage) {
    stage.on_boot("b", [](World& world) {
      world.serve("take", [](const Request& request) { return kept("took " + std::string(text_of(request.bytes))); });
      return nullptr;
    });
    stage.main([&](World& world) {
      world.sleep(std::chrono::seconds(1));
      const auto send = [&world](std::string_view service, std::string_view what) {
        const Bytes record = words(what);
        return world.transfer(
            world.begin_call({.to = "b", .service = service, .kind = "data", .deadline = std::chrono::hours(1)}),
            {.from_end = DataEnd::clientRead,
             .to_end = DataEnd::libraryWrite,
             .wire_bytes = 1'000'000,
             .payload = record});
      };
      const auto one = send("take", "one");
      const auto refused = send("no such service", "two");
      const auto three = send("take", "three");
      send("take", "four");  // nobody asks
      stage.note(outcome_of([&] { return three->answer(); }));
      stage.note(outcome_of([&] { return refused->answer(); }));
      stage.note(one->is_answered() ? "answered" : "not answered");
      stage.note(outcome_of([&] { return one->answer(); }));
    });
  });
  EXPECT_THAT(notes, ::testing::ElementsAre("took three", "connection refused", "answered", "took one"));
}

TYPED_TEST_P(WorldConformance, WhoIsNotThereIsDownAndWhoDoesNotServeSaysSo) {
  const auto notes = this->play([](Stage& stage) {
    stage.main([&](World& world) {
      world.sleep(std::chrono::seconds(1));
      stage.note(outcome_of([&] { return world.ask("nobody", "post", {}, std::chrono::seconds(1)); }));
      stage.note(outcome_of([&] { return world.ask("b", "no such service", {}, std::chrono::seconds(1)); }));
    });
  });
  EXPECT_THAT(notes, ::testing::ElementsAre("peer down", "connection refused"));
}

TYPED_TEST_P(WorldConformance, WhatAServiceTurnsAwayItNeverSees) {
  const auto notes = this->play([](Stage& stage) {
    stage.on_boot("b", [&stage](World& world) {
      auto asked = std::make_shared<int>(0);
      const auto every_second_one = [asked = asked.get()](const NewRequest&) {
        return ++*asked % 2 == 0 ? Admission::turnedAway : Admission::taken;
      };
      world.serve("post",
                  [&stage](const Request& request) {
                    stage.note("saw " + std::string(text_of(request.bytes)));
                    return kept("thanks");
                  },
                  {.workers = 1, .admit = every_second_one});
      return asked;
    });
    stage.main([&](World& world) {
      world.sleep(std::chrono::seconds(1));
      for (const char* letter : {"one", "two", "three"})
        stage.note(outcome_of([&] { return world.ask("b", "post", view_of(letter), std::chrono::minutes(1)); }));
    });
  });
  EXPECT_THAT(notes, ::testing::ElementsAre("saw one", "thanks", "busy", "saw three", "thanks"));
}

TYPED_TEST_P(WorldConformance, ADeadlinePassesAndTheLateAnswerIsDropped) {
  const auto notes = this->play([](Stage& stage) {
    stage.on_boot("b", [](World& world) {
      world.serve("slow", [&world](const Request&) {
        world.sleep(std::chrono::seconds(5));
        return kept("late");
      });
      return nullptr;
    });
    stage.main([&](World& world) {
      world.sleep(std::chrono::seconds(1));
      stage.note(outcome_of([&] { return world.ask("b", "slow", {}, std::chrono::seconds(2)); }));
      stage.note(world.now() >= std::chrono::seconds(3) ? "not before" : "too early");
      world.sleep(std::chrono::seconds(10));
      stage.note(outcome_of([&] { return world.ask("b", "slow", {}, std::chrono::seconds(20)); }));
    });
  });
  EXPECT_THAT(notes, ::testing::ElementsAre("deadline passed", "not before", "late"));
}

TYPED_TEST_P(WorldConformance, HandlersCallOthersAndWait) {
  const auto notes = this->play([](Stage& stage) {
    stage.on_boot("a", [](World& world) {
      world.serve("inner", [&world](const Request& request) {
        world.sleep(std::chrono::seconds(1));
        return kept("a says " + std::string(text_of(request.bytes)));
      });
      return nullptr;
    });
    stage.on_boot("b", [](World& world) {
      world.serve("outer", [&world](const Request& request) {
        return Reply{world.ask("a", "inner", request.bytes, std::chrono::minutes(1)), Keep::untilDeadline};
      });
      return nullptr;
    });
    stage.main([&](World& world) {
      world.sleep(std::chrono::seconds(1));
      stage.note(outcome_of([&] { return world.ask("b", "outer", view_of("hello"), std::chrono::minutes(1)); }));
    });
  });
  EXPECT_THAT(notes, ::testing::ElementsAre("a says hello"));
}

// --- calls that come twice -------------------------------------------------------------------------------------------

TYPED_TEST_P(WorldConformance, CallIdsAreNeverUsedTwice) {
  const auto notes = this->play([](Stage& stage) {
    const auto ids = std::make_shared<std::map<CallId, int>>();
    const auto begin_three = [ids](World& world) {
      for (int i = 0; i < 3; ++i) {
        const Call call{.to = "b", .service = "post", .kind = {}, .deadline = std::chrono::seconds(1)};
        ++(*ids)[world.begin_call(call).call];
      }
    };
    stage.on_boot("b", [begin_three](World& world) {
      begin_three(world);
      return nullptr;
    });
    stage.main([&stage, ids, begin_three](World& world) {
      begin_three(world);
      world.sleep(std::chrono::seconds(1));
      stage.cut_power("b");
      world.sleep(rebootWithin);
      stage.note(std::to_string(ids->size()) + " ids");
      stage.note(ids->contains(CallId{}) ? "one is none" : "all are ids");
    });
  });
  EXPECT_THAT(notes, ::testing::ElementsAre("9 ids", "all are ids"));
}

TYPED_TEST_P(WorldConformance, ARequestThatComesAgainGetsTheSameAnswer) {
  const auto notes = this->play([this](Stage& stage) {
    stage.on_boot("b", this->counting(Keep::untilDeadline));
    stage.main([&](World& world) {
      world.sleep(std::chrono::seconds(1));
      const PacketHeader first = this->to_count(world, std::chrono::minutes(5));
      stage.note(outcome_of([&] { return world.call(first, {}); }));
      stage.note(outcome_of([&] { return world.call(this->to_count(world, std::chrono::minutes(5)), {}); }));
      world.sleep(std::chrono::minutes(1));
      stage.note(outcome_of([&] { return world.call(first, {}); }));
    });
  });
  EXPECT_THAT(notes, ::testing::ElementsAre("1", "2", "1"));
}

// The twin: what carries a secret lies in no table, so the request is done again.
TYPED_TEST_P(WorldConformance, ASecretIsNotKeptForARequestThatComesAgain) {
  const auto notes = this->play([this](Stage& stage) {
    stage.on_boot("b", this->counting(Keep::never));
    stage.main([&](World& world) {
      world.sleep(std::chrono::seconds(1));
      const PacketHeader first = this->to_count(world, std::chrono::minutes(5));
      stage.note(outcome_of([&] { return world.call(first, {}); }));
      stage.note(outcome_of([&] { return world.call(first, {}); }));
    });
  });
  EXPECT_THAT(notes, ::testing::ElementsAre("1", "2"));
}

TYPED_TEST_P(WorldConformance, ARequestAfterItsDeadlineIsDropped) {
  const auto notes = this->play([this](Stage& stage) {
    stage.on_boot("b", this->counting(Keep::untilDeadline));
    stage.main([&](World& world) {
      world.sleep(std::chrono::seconds(1));
      const PacketHeader never_sent = this->to_count(world, std::chrono::seconds(5));
      const PacketHeader sent = this->to_count(world, std::chrono::seconds(5));
      stage.note(outcome_of([&] { return world.call(sent, {}); }));
      world.sleep(std::chrono::seconds(10));
      stage.note(outcome_of([&] { return world.call(never_sent, {}); }));
      stage.note(outcome_of([&] { return world.call(sent, {}); }));
      stage.note(outcome_of([&] { return world.call(this->to_count(world, std::chrono::seconds(5)), {}); }));
    });
  });
  EXPECT_THAT(notes, ::testing::ElementsAre("1", "deadline passed", "deadline passed", "2"));
}

TYPED_TEST_P(WorldConformance, ARequestThatComesAgainWhileInWorkIsActedOnOnce) {
  const auto notes = this->play([](Stage& stage) {
    const auto in_work = std::make_shared<PacketHeader>();
    stage.on_boot("a", [in_work](World& world) {
      world.serve("knock", [&world, in_work](const Request&) {
        PacketHeader again = *in_work;
        again.deadline = world.now() + std::chrono::seconds(5);
        return kept(outcome_of([&] { return world.call(again, {}); }));
      });
      return nullptr;
    });
    stage.on_boot("b", [&stage](World& world) {
      world.serve("work", [&](const Request&) {
        stage.note("in work");
        return Reply{world.ask("a", "knock", {}, std::chrono::seconds(30)), Keep::untilDeadline};
      });
      return nullptr;
    });
    stage.main([&stage, in_work](World& world) {
      world.sleep(std::chrono::seconds(1));
      *in_work = world.begin_call({.to = "b", .service = "work", .kind = {}, .deadline = std::chrono::minutes(1)});
      stage.note(outcome_of([&] { return world.call(*in_work, {}); }));
    });
  });
  EXPECT_THAT(notes, ::testing::ElementsAre("in work", "deadline passed"));
}

// --- power -----------------------------------------------------------------------------------------------------------

TYPED_TEST_P(WorldConformance, WhoeverWaitsForAHostThatLosesPowerLearnsIt) {
  const auto notes = this->play([](Stage& stage) {
    stage.on_boot("b", [&stage](World& world) {
      world.serve("die", [&](const Request&) {
        stage.cut_power("b");
        world.sleep(std::chrono::seconds(1));
        stage.note("a dead host went on");
        return kept("never");
      });
      world.serve("post", [](const Request&) { return kept("back again"); });
      return nullptr;
    });
    stage.main([&](World& world) {
      world.sleep(std::chrono::seconds(1));
      stage.note(outcome_of([&] { return world.ask("b", "die", {}, std::chrono::hours(1)); }));
      stage.note(world.now() < std::chrono::minutes(1) ? "at once" : "late");
      world.sleep(rebootWithin);
      stage.note(outcome_of([&] { return world.ask("b", "post", {}, std::chrono::minutes(1)); }));
    });
  });
  EXPECT_THAT(notes, ::testing::ElementsAre("peer down", "at once", "back again"));
}

TYPED_TEST_P(WorldConformance, ARequestToAnEarlierBootIsNotActedOn) {
  const auto notes = this->play([this](Stage& stage) {
    stage.on_boot("b", this->counting(Keep::untilDeadline));
    stage.main([&](World& world) {
      world.sleep(std::chrono::seconds(1));
      const PacketHeader first = this->to_count(world, std::chrono::hours(1));
      stage.note(outcome_of([&] { return world.call(first, {}); }));
      stage.cut_power("b");
      world.sleep(rebootWithin);
      stage.note(outcome_of([&] { return world.call(first, {}); }));
      stage.note(outcome_of([&] { return world.call(this->to_count(world, std::chrono::seconds(5)), {}); }));
    });
  });
  EXPECT_THAT(notes, ::testing::ElementsAre("1", "peer down", "1"));
}

TYPED_TEST_P(WorldConformance, WhatWasSpawnedRunsWhileOthersSleepAndDiesWithItsHost) {
  const auto notes = this->play([](Stage& stage) {
    const auto boots = std::make_shared<int>(0);
    stage.on_boot("b", [&stage, boots](World& world) {
      if (++*boots == 1) {
        world.spawn("quick", [&stage] { stage.note("quick"); });
        world.serve("spawn and die", [&](const Request&) {
          world.spawn("never", [&] {
            world.sleep(std::chrono::seconds(1));
            stage.note("never");
          });
          stage.cut_power("b");
          world.sleep(std::chrono::seconds(1));
          return kept("never");
        });
      }
      return nullptr;
    });
    stage.main([&](World& world) {
      world.sleep(std::chrono::seconds(1));
      stage.note(outcome_of([&] { return world.ask("b", "spawn and die", {}, std::chrono::minutes(1)); }));
      world.sleep(2 * rebootWithin);
    });
  });
  EXPECT_THAT(notes, ::testing::ElementsAre("quick", "peer down"));
}

// --- time ------------------------------------------------------------------------------------------------------------

TYPED_TEST_P(WorldConformance, SleepAndComputeTakeTheirTime) {
  const auto notes = this->play([](Stage& stage) {
    stage.main([&](World& world) {
      const Nanos started = world.now();
      world.sleep(std::chrono::seconds(2));
      world.compute(std::chrono::seconds(1));
      stage.note(std::to_string((world.now() - started) / std::chrono::milliseconds(1)) + " ms");
    });
  });
  EXPECT_THAT(notes, ::testing::ElementsAre("3000 ms"));
}

TYPED_TEST_P(WorldConformance, WhatMayWaitEndsTheProcessWhereNothingMay) {
  const std::vector<std::function<void(World&)>> waits{
      [](World& world) { world.sleep(std::chrono::seconds(1)); },
      [](World& world) { world.compute(std::chrono::seconds(1)); },
      [](World& world) { world.settle(); },
      [](World& world) { world.begin_key_operation(crypto::KeyOperation::aesWrap, {}); },
      [](World& world) { world.settle_key_operations(); },
      [](World& world) { world.ask("b", "post", {}, std::chrono::seconds(1)); },
      [](World& world) {
        const Call call{.to = "b", .service = "post", .kind = {}, .deadline = std::chrono::seconds(1)};
        world.transfer(
            world.begin_call(call),
            {.from_end = DataEnd::clientRead, .to_end = DataEnd::libraryWrite, .wire_bytes = 1, .payload = {}});
      }};
  for (const auto& wait : waits) {
    this->die([&wait](Stage& stage) {
      stage.main([&wait](World& world) {
        const World::NoWaiting in_transaction(world);
        wait(world);
      });
    });
  }
}

// The twin: what does not wait may be done there, and when it is over everything may.
TYPED_TEST_P(WorldConformance, WhatDoesNotWaitMayBeDoneWhereNothingMayWait) {
  const auto notes = this->play([](Stage& stage) {
    stage.main([&](World& world) {
      {
        const World::NoWaiting in_transaction(world);
        world.begin_call({.to = "b", .service = "post", .kind = {}, .deadline = std::chrono::seconds(1)});
        world.log(LogLevel::info, "in a transaction");
        stage.note("at " + std::to_string(world.now().count()));
      }
      world.sleep(std::chrono::seconds(1));
      stage.note("slept");
    });
  });
  EXPECT_THAT(notes, ::testing::ElementsAre("at 0", "slept"));
}

// --- what keys are used for ------------------------------------------------------------------------------------------

TYPED_TEST_P(WorldConformance, WhoIsCalledUsesKeysForWhatItsCallerUsesThem) {
  const auto notes = this->play([](Stage& stage) {
    const auto note_use = [&stage](std::string_view where, World& world) {
      stage.note(std::string(where) + " " + std::string(name_of(world.key_use())));
    };
    stage.on_boot("b", [note_use](World& world) {
      world.serve("use", [note_use, &world](const Request&) {
        note_use("b", world);
        const World::UsingKeys own(world, KeyUse::rotateMasterKey);  // is over with the request
        world.sleep(std::chrono::seconds(1));
        return kept("");
      });
      return nullptr;
    });
    stage.main([note_use](World& world) {
      world.sleep(std::chrono::seconds(1));
      const auto ask = [&world] { world.ask("b", "use", {}, std::chrono::hours(1)); };
      ask();
      {
        const World::UsingKeys backup(world, KeyUse::backup);
        ask();
        {
          const World::UsingKeys restore(world, KeyUse::restore);
          ask();
        }
        world.spawn("other", [note_use, &world] { note_use("spawned", world); });
        world.sleep(std::chrono::seconds(1));
        note_use("a", world);
      }
      ask();
      note_use("a", world);
    });
  });
  EXPECT_THAT(
      notes, ::testing::ElementsAre("b none", "b backup", "b restore", "spawned none", "a backup", "b none", "a none"));
}

// --- randomness ------------------------------------------------------------------------------------------------------

inline std::string drawn(crypto::Rng& random) {
  std::array<std::uint8_t, 8> bytes;
  random.fill(bytes);
  std::string text;
  for (const std::uint8_t byte : bytes) text += std::to_string(byte) + " ";
  return text;
}

// A nonce that came again after a crash would be the end of what it protects.
TYPED_TEST_P(WorldConformance, ANameThatIsDrawnAgainIsAnotherDrawAfterARebootToo) {
  const auto notes = this->play([](Stage& stage) {
    stage.on_boot("b", [&stage](World& world) {
      for (int i = 0; i < 2; ++i) stage.note(drawn(*world.random(Stream::cryptoOpen, {"nonce", {"a"}})));
      return nullptr;
    });
    stage.main([&](World& world) {
      world.sleep(std::chrono::seconds(1));
      stage.cut_power("b");
      world.sleep(2 * rebootWithin);
    });
  });
  EXPECT_EQ(notes.size(), 4u);
  EXPECT_EQ(std::set<std::string>(notes.begin(), notes.end()).size(), 4u);
}

TYPED_TEST_P(WorldConformance, WhatIsDrawnUnderANameDependsOnNoOther) {
  const auto play_with = [&](int others) {
    return this->play([others](Stage& stage) {
      stage.main([&](World& world) {
        for (int i = 0; i < others; ++i) drawn(*world.random(Stream::cryptoSecret, {"key", {"x" + std::to_string(i)}}));
        const auto draws = world.random(Stream::cryptoSecret, {"key", {"a"}});
        for (int i = 0; i < others; ++i) drawn(draws->part(static_cast<std::uint32_t>(i)));
        stage.note(drawn(draws->part(7)));
      });
    });
  };
  EXPECT_EQ(play_with(0), play_with(5));
}

REGISTER_TYPED_TEST_SUITE_P(WorldConformance, AHandlerGetsTheHeaderAndTheBytes, ADataFlowIsACallThatTakesItsTime,
                            WhatBecameOfDataIsAskedForInAnyOrder, WhoIsNotThereIsDownAndWhoDoesNotServeSaysSo,
                            WhatAServiceTurnsAwayItNeverSees, ADeadlinePassesAndTheLateAnswerIsDropped,
                            HandlersCallOthersAndWait, CallIdsAreNeverUsedTwice,
                            ARequestThatComesAgainGetsTheSameAnswer, ASecretIsNotKeptForARequestThatComesAgain,
                            ARequestAfterItsDeadlineIsDropped, ARequestThatComesAgainWhileInWorkIsActedOnOnce,
                            WhoeverWaitsForAHostThatLosesPowerLearnsIt, ARequestToAnEarlierBootIsNotActedOn,
                            WhatWasSpawnedRunsWhileOthersSleepAndDiesWithItsHost, SleepAndComputeTakeTheirTime,
                            WhoIsCalledUsesKeysForWhatItsCallerUsesThem, WhatMayWaitEndsTheProcessWhereNothingMay,
                            WhatDoesNotWaitMayBeDoneWhereNothingMayWait,
                            ANameThatIsDrawnAgainIsAnotherDrawAfterARebootToo, WhatIsDrawnUnderANameDependsOnNoOther);

}  // namespace keycell::model::testing
