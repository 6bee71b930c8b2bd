// Every field of every event counts in the hash of a run: one that differs in anything is another event.

#include "sim/event_hash.h"

#include <gtest/gtest.h>

#include <bit>
#include <limits>
#include <set>

#include "model/event_fields.h"
#include "tests/sim/event_examples.h"

namespace keycell::sim {
namespace {

using namespace std::chrono_literals;

/// Longer than what is hashed as it is, and of no 8 equal bytes.
test::Material material() {
  Bytes bytes(200);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i);
  return {"host", "text", bytes, {model::FieldSpan{1, 2, model::FieldClass::secret}}};
}

/// Each makes another value of it; `how` is which of several.
constexpr int ways = 2;
void change(std::string_view& value, int how) { value = how == 0 ? "another" : value.substr(0, value.size() - 1); }
void change(View& value, int how) {
  static const Bytes other(200, 7);
  value = how == 0 ? View(other) : value.first(value.size() - 1);
}
void change(model::SecretView& value, int how) { change(value.bytes, how); }
void change(std::span<const model::FieldSpan>& value, int how) {
  static const std::array other{model::FieldSpan{1, 2, model::FieldClass::id}};
  value = how == 0 ? std::span<const model::FieldSpan>(other) : std::span<const model::FieldSpan>();
}
void change(model::Nanos& value, int how) { value += how == 0 ? 1ns : model::Nanos(std::int64_t{1} << 62); }
void change(model::CallId& value, int how) { value.value ^= std::uint64_t{1} << (how == 0 ? 0 : 63); }
void change(crypto::SecretId& value, int how) { value.ordinal ^= std::uint32_t{1} << (how == 0 ? 0 : 31); }
void change(bool& value, int) { value = !value; }
template <class Value>
requires std::is_integral_v<Value>
void change(Value& value, int how) {
  value = static_cast<Value>(value ^
                             static_cast<Value>(Value{1} << (how == 0 ? 0 : std::numeric_limits<Value>::digits - 1)));
}
template <class Value>
requires std::is_enum_v<Value>
void change(Value& value, int) { value = static_cast<Value>(static_cast<int>(value) + 1); }

std::uint64_t mark_of(const model::EventBody& body, std::string_view host = "host", model::Nanos time = 5s) {
  return EventHasher().mark({0, time, host, body});
}

/// The fields of a body that make no difference.
template <class Body>
void expect_each_field_counts(const Body& body) {
  const std::uint64_t mark = mark_of(body);
  std::size_t fields = 0;
  visit_fields(body, [&](std::string_view, const auto&) { ++fields; });
  for (std::size_t which = 0; which < fields; ++which)
    for (int how = 0; how < ways; ++how) {
      Body other = body;
      std::string_view name;
      std::size_t at = 0;
      visit_fields(other, [&]<class Value>(std::string_view field, const Value& value) {
        if (at++ != which) return;
        name = field;
        change(const_cast<Value&>(value), how);  // of `other`, which is not const
      });
      EXPECT_NE(mark_of(other), mark) << model::name_of(body) << " " << name;
    }
}

TEST(EventHash, EachFieldOfEachEventCounts) {
  const test::Material of = material();
  for (std::size_t kind = 0; kind < test::kindCount; ++kind)
    std::visit(
        [&]<class Body>(const Body& body) {
          // Its flow and number belong to a table of steps.
          if constexpr (!std::same_as<Body, model::FlowStep>) expect_each_field_counts(body);
        },
        test::body_of(kind, of));
}

TEST(EventHash, EachStepOfEachFlowCounts) {
  using model::Flow;
  using model::step_of;
  const auto mark = [](const model::Step& step, std::string_view subject = "pool-a") {
    return mark_of(model::FlowStep{&step, subject});
  };
  const std::set<std::uint64_t> marks{mark(step_of(Flow::restore, 1)), mark(step_of(Flow::restore, 2)),
                                      mark(step_of(Flow::backup, 1)), mark(step_of(Flow::backup, 2)),
                                      mark(step_of(Flow::restore, 1), "pool-b")};
  EXPECT_EQ(marks.size(), 5u);
}

TEST(EventHash, HostTimeAndKindCount) {
  const model::EventBody wiped = model::WorkEnded{model::CallId{1}};
  EXPECT_NE(mark_of(wiped), mark_of(wiped, "hosts"));
  EXPECT_NE(mark_of(wiped), mark_of(wiped, "host", 5s + 1ns));
  EXPECT_NE(mark_of(model::HostDown{"x"}), mark_of(model::JobPhase{0, "x"}));
  std::set<std::uint64_t> kinds;
  const test::Material of = material();
  for (std::size_t kind = 0; kind < test::kindCount; ++kind) kinds.insert(mark_of(test::body_of(kind, of)));
  EXPECT_EQ(kinds.size(), test::kindCount);
}

// Two events in another order are another run.
TEST(EventHash, TheOrderOfEventsCounts) {
  const std::uint64_t one = mark_of(model::WorkEnded{model::CallId{1}});
  const std::uint64_t other = mark_of(model::WorkEnded{model::CallId{2}});
  EXPECT_NE(EventHasher::roll(EventHasher::roll(0, one), other), EventHasher::roll(EventHasher::roll(0, other), one));
}

}  // namespace
}  // namespace keycell::sim
