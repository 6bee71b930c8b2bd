// What is to happen because of an event happens at that very event, before any fold has read it, and moves nothing
// else.

#include <gmock/gmock.h>

#include "sim/fabric.h"
#include "sim/fork_server.h"
#include "tests/sim/small_scenario.h"

namespace keycell::sim {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

const Limits limits{.deadline = 60s};

/// The last step: the pool is in the CSDB.
bool creates_a_pool(const model::Event& event) {
  const auto* step = std::get_if<model::FlowStep>(&event.body);
  return step != nullptr && step->what == &model::step_of(model::Flow::createStoragePool, 4);
}

/// The moments at which the CommServe made its pool durable, told of it, went down and came back, in this order.
class Moments final : public model::Fold {
 public:
  std::string_view name() const override { return "moments"; }
  void on(const model::Event& event) override {
    if (event.host != "commserve") return;
    if (creates_a_pool(event)) {
      note("created", event);
    } else if (std::holds_alternative<model::HostDown>(event.body)) {
      note("down", event);
    } else if (const auto* up = std::get_if<model::HostUp>(&event.body); up != nullptr && up->boot_epoch > 1) {
      note("up", event);
    }
  }
  std::string result() const override { return text_; }

 private:
  void note(const std::string& what, const model::Event& event) {
    if (what == "created") created_ = event.time;
    text_ += what + (what == "down" && event.time == created_ ? " at once, " : ", ");
  }
  model::Nanos created_{-1};
  std::string text_;
};

Folds moments() {
  Folds folds;
  folds.push_back(std::make_unique<Moments>());
  return folds;
}

// In the middle of a transaction of SQLite, which is told that the disk failed and unwinds as it would by itself.
TEST(Reactions, APowerCutAtADurableWriteOfTheCsdb) {
  const sim::Run run = run_forked(test::small_scenario(), Seed{1}, moments, limits, {.prepare = [](Fabric& fabric) {
                                    fabric.listen([&fabric, operations = 0](const model::Event& event) mutable {
                                      const auto* at = std::get_if<model::DiskOperation>(&event.body);
                                      if (at == nullptr || at->object.kind != model::ObjectKind::csdb) return;
                                      if (++operations != 12) return;
                                      fabric.host("commserve").lose_power("while it writes", 5min);
                                    });
                                  }});
  EXPECT_EQ(run.ending, Ending::ended) << run.detail;
  EXPECT_THAT(run.result_of("moments"), AllOf(HasSubstr("down"), HasSubstr("up")));
}

TEST(Reactions, APowerCutRightAfterAStepOfAFlow) {
  // The pool is durable and nobody has been told: the console asks again, and the CommServe finds it there.
  const sim::Run run = run_forked(test::small_scenario(), Seed{1}, moments, limits, {.prepare = [](Fabric& fabric) {
                                    fabric.listen([&fabric, done = false](const model::Event& event) mutable {
                                      if (done || !creates_a_pool(event)) return;
                                      done = true;
                                      fabric.host("commserve").lose_power("after a step", 5min);
                                    });
                                  }});
  EXPECT_EQ(run.ending, Ending::ended) << run.detail;
  EXPECT_EQ(run.result_of("moments"), "created, down at once, up, ");
}

TEST(Reactions, OneThatDoesNothingMovesNothing) {
  const sim::Run alone = run_forked(test::small_scenario(), Seed{1}, moments, limits);
  const sim::Run heard = run_forked(test::small_scenario(), Seed{1}, moments, limits,
                                    {.prepare = [](Fabric& fabric) { fabric.listen([](const model::Event&) {}); }});
  EXPECT_EQ(heard.event_hash, alone.event_hash);
}

TEST(Reactions, OneThatWaitsOrTellsEventsEndsTheProcess) {
  const auto reacting = [](std::function<void(Fabric&)> how) {
    return run_forked(test::small_scenario(), Seed{1}, moments, limits, {.prepare = [=](Fabric& fabric) {
                        fabric.listen([&fabric, how](const model::Event& event) {
                          if (creates_a_pool(event)) how(fabric);
                        });
                      }});
  };
  EXPECT_EQ(reacting([](Fabric& fabric) { fabric.host("commserve").sleep(1s); }).ending, Ending::crashed);
  EXPECT_EQ(reacting([](Fabric& fabric) {
              fabric.post("commserve", model::FaultActed{"told", "too early"});
            }).ending,
            Ending::crashed);
}

}  // namespace
}  // namespace keycell::sim
