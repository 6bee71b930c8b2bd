// What a receiver remembers of calls, and for how long.

#include "model/known_calls.h"

#include <gtest/gtest.h>

namespace keycell::model {
namespace {

using namespace std::chrono_literals;
using Standing = KnownCalls::Standing;

PacketHeader asked(std::uint64_t call, Nanos deadline) {
  return {.call = {call},
          .direction = Direction::request,
          .from = "alice",
          .to = "bob",
          .service = "post",
          .kind = "letter",
          .caller_epoch = 1,
          .callee_epoch = 1,
          .deadline = deadline};
}

TEST(KnownCalls, ACallIsInWorkAndThenAnswered) {
  KnownCalls known;
  EXPECT_EQ(known.standing_of({1}), Standing::unknown);
  known.begin(asked(1, 1min), 0s);
  EXPECT_EQ(known.standing_of({1}), Standing::inWork);
  known.finish({1}, {Bytes{1, 2, 3}, Keep::untilDeadline});
  EXPECT_EQ(known.standing_of({1}), Standing::answered);
  EXPECT_EQ(bytes_of(known.answer_to({1})), (Bytes{1, 2, 3}));
  EXPECT_EQ(known.standing_of({2}), Standing::unknown);
}

TEST(KnownCalls, AnAnswerThatMayNotBeKeptIsForgottenWithItsCall) {
  KnownCalls known;
  known.begin(asked(1, 1min), 0s);
  known.finish({1}, {Bytes{1, 2, 3}, Keep::never});
  EXPECT_EQ(known.standing_of({1}), Standing::unknown);
  EXPECT_EQ(known.size(), 0u);
}

TEST(KnownCalls, WhatIsKeptIsBoundedByTheDeadlines) {
  KnownCalls known;
  std::size_t most = 0;
  for (std::uint64_t call = 1; call <= 100'000; ++call) {
    const Nanos now = static_cast<std::int64_t>(call) * 10ms;
    known.begin(asked(call, now + 1s), now);
    known.finish({call}, {Bytes(100, 1), Keep::untilDeadline});
    most = std::max(most, known.size());
  }
  EXPECT_LE(most, 256u) << "100 calls are before their deadline at a time";
}

TEST(KnownCalls, WhatIsInWorkIsNeverForgotten) {
  KnownCalls known;
  known.begin(asked(1, 1s), 0s);
  for (std::uint64_t call = 2; call <= 1000; ++call) {
    known.begin(asked(call, 1h), 1h);
    known.finish({call}, {{}, Keep::untilDeadline});
  }
  EXPECT_EQ(known.standing_of({1}), Standing::inWork);
}

}  // namespace
}  // namespace keycell::model
