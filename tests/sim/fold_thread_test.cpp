// Folds on a thread of their own: they hear what was emitted, whatever becomes of the bytes meanwhile, and change
// nothing of the run.

#include "sim/fold_thread.h"

#include <gmock/gmock.h>
#include <openssl/rand.h>

#include <rapidcheck/gtest.h>

#include <array>
#include <variant>

#include "model/event_fields.h"
#include "properties/catalogue.h"
#include "sim/event_hash.h"
#include "sim/fork_server.h"
#include "tests/sim/event_examples.h"
#include "tests/sim/small_scenario.h"

namespace keycell::sim {
namespace {

using namespace std::chrono_literals;
using model::Event;

/// A mark of each event, over every byte of it.
class Marks final : public model::Fold {
 public:
  std::string_view name() const override { return "marks"; }
  void on(const Event& event) override { values.push_back(hasher_.mark(event)); }
  std::string result() const override { return {}; }
  std::vector<std::uint64_t> values;

 private:
  EventHasher hasher_;
};

using test::body_of;
using test::kindCount;
using test::Material;

Material material(std::uint64_t number, std::size_t size) {
  const auto filling = static_cast<std::uint8_t>(number);
  return {"host" + std::to_string(number), std::string(size % 40, static_cast<char>('a' + number % 26)),
          Bytes(size, filling), std::vector<model::FieldSpan>(size % 5, {1, 2, model::FieldClass::secret})};
}

TEST(FoldThread, HearsEachKindOfEventAsItWas) {
  Marks direct;
  Marks beside;
  Marks of_garbage;
  FoldThread thread({&beside}, Seed{1});
  for (std::size_t kind = 0; kind < kindCount; ++kind) {
    Material of = material(kind, 99);
    const Event event{kind, model::Nanos(kind), of.host, body_of(kind, of)};
    ASSERT_EQ(event.body.index(), kind);
    direct.on(event);
    thread.on(event);
    of.overwrite();
    of_garbage.on(event);
  }
  thread.finish();
  EXPECT_EQ(beside.values, direct.values);
  for (std::size_t kind = 0; kind < kindCount; ++kind)
    EXPECT_NE(of_garbage.values[kind], direct.values[kind]) << "nothing of kind " << kind << " was overwritten";
}

/// What two copies of an event must have in common beside its mark: the hash leaves the numbers of a stored chunk out.
class Objects final : public model::Fold {
 public:
  std::string_view name() const override { return "objects"; }
  void on(const Event& event) override {
    if (const auto* disk = std::get_if<model::DiskOperation>(&event.body)) values.push_back(disk->object);
  }
  std::string result() const override { return {}; }
  std::vector<model::StoredObject> values;
};

TEST(FoldThread, TellsWhatAFileStandsForInFull) {
  Objects beside;
  FoldThread thread({&beside}, Seed{1});
  const model::StoredObject chunk{.kind = model::ObjectKind::chunk, .copy = 2, .archive_file = 6, .chunk = 3};
  thread.on({0, model::Nanos(0), "ma1", model::DiskOperation{"file", model::DiskAction::sync, 1, 0, 0, chunk}});
  thread.finish();
  EXPECT_EQ(beside.values, std::vector{chunk});
}

RC_GTEST_PROP(FoldThread, HearsEveryEventAsItWas, ()) {
  const auto count = *rc::gen::inRange(0, 300);
  Marks direct;
  Marks beside;
  Marks second;
  FoldThread thread({&beside, &second}, Seed{1});
  for (int i = 0; i < count; ++i) {
    // Mostly small, now and then so large that a batch is full after one, or too small for it.
    const std::size_t size = *rc::gen::weightedOneOf<std::size_t>(
        {{200, rc::gen::inRange<std::size_t>(0, 700)}, {2, rc::gen::inRange<std::size_t>(400'000, 1'200'000)}});
    const auto number = static_cast<std::uint64_t>(i);
    Material of = material(number, size);
    const Event event{number, model::Nanos(i), of.host, body_of(*rc::gen::inRange<std::size_t>(0, kindCount), of)};
    direct.on(event);
    thread.on(event);
    of.overwrite();
  }
  thread.finish();
  RC_ASSERT(beside.values == direct.values);
  RC_ASSERT(second.values == direct.values);
}

/// Fails at its third event.
class Failing final : public model::Fold {
 public:
  std::string_view name() const override { return "failing"; }
  void on(const Event&) override {
    if (++heard == 3) throw std::runtime_error("no more");
  }
  std::string result() const override { return {}; }
  int heard = 0;
};

TEST(FoldThread, AFoldThatFailsIsToldAtTheEndAndHearsNothingMore) {
  Failing failing;
  FoldThread thread({&failing}, Seed{1});
  const Bytes large(600'000, 1);
  for (std::uint64_t i = 0; i < 20; ++i)  // many batches
    thread.on({i, model::Nanos(0), "h", model::KeyWrapped{{1}, {2}, crypto::WrapForm::aesKeyWrap, large}});
  EXPECT_THROW(thread.finish(), std::runtime_error);
  EXPECT_EQ(failing.heard, 3);
}

Folds every_property(const scenarios::Scenario& scenario) {
  Folds folds;
  for (auto& property : properties::properties_of(scenario)) folds.push_back(std::move(property));
  return folds;
}

sim::Run simulated(const scenarios::Scenario& scenario, const FoldFactory& folds, bool beside) {
  return run_forked(scenario, Seed{1}, folds, {.deadline = 60s}, {.folds_beside = beside});
}

scenarios::Scenario cell_under(const std::string& profile) {
  auto scenario = test::small_scenario();
  scenario.keys.profile = profile;
  return scenario;
}

TEST(FoldThread, ARunSaysTheSameWithAndWithoutOne) {
  for (const std::string profile : {"pool-kek", "per-copy-rsa", "pool-rsa-kek"}) {
    const auto scenario = cell_under(profile);
    const auto folds = [&] { return every_property(scenario); };
    const sim::Run inside = simulated(scenario, folds, false);
    const sim::Run beside = simulated(scenario, folds, true);
    ASSERT_EQ(inside.ending, Ending::ended) << inside.detail;
    EXPECT_EQ(beside.ending, Ending::ended) << beside.detail;
    EXPECT_EQ(beside.event_hash, inside.event_hash) << profile;
    EXPECT_EQ(beside.events, inside.events);
    EXPECT_EQ(beside.results, inside.results) << profile;
  }
}

/// Fails when a job's state changes.
class FailingAtJobs final : public model::Fold {
 public:
  std::string_view name() const override { return "failing-at-jobs"; }
  void on(const Event& event) override {
    if (std::holds_alternative<model::JobState>(event.body)) throw std::runtime_error("no more");
  }
  std::string result() const override { return {}; }
};

/// Tells whether it hears where it was made.
class Locating final : public model::Fold {
 public:
  std::string_view name() const override { return "locating"; }
  void on(const Event&) override { heard_elsewhere_ = heard_elsewhere_ || std::this_thread::get_id() != made_on_; }
  std::string result() const override { return heard_elsewhere_ ? "elsewhere" : "here"; }

 private:
  std::thread::id made_on_ = std::this_thread::get_id();
  bool heard_elsewhere_ = false;
};

TEST(FoldThread, ARunThatIsAskedToUsesOne) {
  const auto folds = [] {
    Folds made;
    made.push_back(std::make_unique<Locating>());
    return made;
  };
  EXPECT_EQ(simulated(test::small_scenario(), folds, true).result_of("locating"), "elsewhere");
}

TEST(FoldThread, AFoldThatFailsInARunEndsItAsAnInternalError) {
  const auto folds = [] {
    Folds made;
    made.push_back(std::make_unique<FailingAtJobs>());
    return made;
  };
  for (const bool on_a_thread : {false, true}) {
    const sim::Run run = simulated(test::small_scenario(), folds, on_a_thread);
    EXPECT_EQ(run.ending, Ending::internalError);
    EXPECT_EQ(run.detail, "no more");
  }
}

/// Draws from OpenSSL whenever it hears something, as a fold does that opens a wrap under an RSA key.
class Drawing final : public model::Fold {
 public:
  std::string_view name() const override { return "drawing"; }
  void on(const Event&) override {
    unsigned char drawn = 0;
    RAND_bytes(&drawn, 1);
    drawn_ = drawn_ * 31 + drawn;
  }
  std::string result() const override { return std::to_string(drawn_); }

 private:
  std::uint64_t drawn_ = 0;
};

TEST(FoldThread, WhatAFoldDrawsMovesNothingOfTheCell) {
  const auto scenario = cell_under("per-copy-rsa");  // whose wraps draw from OpenSSL too
  const auto drawing = [] {
    Folds made;
    made.push_back(std::make_unique<Drawing>());
    return made;
  };
  const sim::Run without = simulated(
      scenario, [] { return Folds{}; }, false);
  const sim::Run inside = simulated(scenario, drawing, false);
  const sim::Run beside = simulated(scenario, drawing, true);
  EXPECT_EQ(inside.event_hash, without.event_hash);
  EXPECT_EQ(beside.event_hash, without.event_hash);
  EXPECT_EQ(beside.results, inside.results) << "drawn from the same stream";
}

}  // namespace
}  // namespace keycell::sim
