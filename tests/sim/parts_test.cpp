// The parts of a cell are given: what stands in front of a world or a disk is really used, and changes nothing by
// being there.

#include <gmock/gmock.h>
#include <unistd.h>

#include <set>

#include "model/forwarding_disk.h"
#include "model/forwarding_world.h"
#include "sim/crash_points.h"
#include "sim/determinism.h"
#include "tests/sim/small_scenario.h"
#include "tests/sim/small_world.h"

namespace keycell::sim {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

const Limits limits{.deadline = 60s};

/// Which hosts used what they were given: counted in the simulation's process and told at the end of the run.
class Uses final : public model::Fold {
 public:
  std::string_view name() const override { return "uses"; }
  void on(const model::Event&) override {}
  std::string result() const override {
    std::string text;
    for (const std::string& use : seen()) text += use + "\n";
    return text;
  }
  static std::set<std::string>& seen() {
    static std::set<std::string> uses;
    return uses;
  }
  static void note(std::string_view host, std::string_view what) {
    seen().insert(std::string(host) + " " + std::string(what));
  }
};

class NotingWorld final : public model::ForwardingWorld {
 public:
  using ForwardingWorld::ForwardingWorld;
  Bytes call(const model::PacketHeader& header, View request) override {
    Uses::note(self(), "calls");
    return ForwardingWorld::call(header, request);
  }
  std::unique_ptr<model::Transfer> transfer(const model::PacketHeader& header, const model::DataFlow& flow) override {
    Uses::note(self(), "transfers");
    return ForwardingWorld::transfer(header, flow);
  }
  void serve(std::string service, model::Handler handler, model::Capacity capacity) override {
    Uses::note(self(), "serves");
    ForwardingWorld::serve(std::move(service), std::move(handler), std::move(capacity));
  }
};

class NotingDisk final : public model::ForwardingDisk {
 public:
  NotingDisk(std::string_view host, model::Disk& behind) : ForwardingDisk(behind), host_(host) {}
  model::DiskStatus sync(std::string_view file) override {
    Uses::note(host_, "syncs");
    return ForwardingDisk::sync(file);
  }

 private:
  std::string host_;
};

class NotingDelivery final : public crypto::KeyDelivery {
 public:
  explicit NotingDelivery(model::World& world) : world_(world) {}
  crypto::DeliveredKey seal(const crypto::DataKey& key, const crypto::NetworkPassword& password,
                            crypto::Rng& open_stream) const override {
    Uses::note(world_.self(), "delivers");
    return of_product_.seal(key, password, open_stream);
  }
  crypto::DataKey open(const crypto::DeliveredKey& delivered, const crypto::NetworkPassword& password) const override {
    Uses::note(world_.self(), "opens");
    return of_product_.open(delivered, password);
  }

 private:
  crypto::NetworkPasswordDelivery of_product_;
  model::World& world_;
};

Parts noting() {
  Parts parts;
  parts.world = [](model::World& behind) { return std::make_unique<NotingWorld>(behind); };
  parts.disk = [](std::string_view host, model::Disk& behind) { return std::make_unique<NotingDisk>(host, behind); };
  parts.key_delivery = [](const scenarios::Scenario&, model::World& world) {
    return std::make_unique<NotingDelivery>(world);
  };
  model::KmsKind& third_party = parts.kms_kinds.at("third-party");
  third_party.run = [of_product = third_party.run](const model::KmsNodeParts& of_node) {
    const std::string name(of_node.world.self());
    Uses::note(name, "starts in the world of " + name);
    return of_product(of_node);
  };
  return parts;
}

Run run_with(const Parts& parts) {
  return run_forked(test::small_scenario(), Seed{1},
                    [] {
                      Folds folds;
                      folds.push_back(std::make_unique<Uses>());
                      return folds;
                    },
                    limits, {.parts = parts});
}

TEST(Parts, EveryHostSeesTheWorldAndTheDiskThatAreGivenToIt) {
  const std::string uses(run_with(noting()).result_of("uses"));
  for (const char* expected : {"commserve calls", "commserve delivers", "commserve serves", "commserve syncs",
                               "console calls", "fs1 opens", "fs1 transfers", "fs2 serves", "kms1 serves",
                               "kms1 starts in the world of kms1", "kms1 syncs", "ma1 syncs", "ma1 transfers"})
    EXPECT_THAT(uses, HasSubstr(expected));
}

TEST(Parts, WhatOnlyHandsOnMovesNoEvent) { EXPECT_EQ(run_with(noting()).event_hash, run_with(Parts()).event_hash); }

TEST(Parts, AreThoseOfEachRunOfADeterminismCheck) {
  /// Says in which process it is.
  class SaysWhere final : public model::ForwardingWorld {
   public:
    using ForwardingWorld::ForwardingWorld;
    void serve(std::string service, model::Handler handler, model::Capacity capacity) override {
      log(model::LogLevel::info, "process " + std::to_string(::getpid()));
      ForwardingWorld::serve(std::move(service), std::move(handler), std::move(capacity));
    }
  };
  Parts parts;
  parts.world = [](model::World& behind) { return std::make_unique<SaysWhere>(behind); };
  const Determinism result = check_determinism(test::small_scenario(), Seed{1}, {}, limits, parts);
  ASSERT_TRUE(result.difference.has_value());
  EXPECT_THAT(result.difference->first_run, HasSubstr("log-line"));
}

TEST(Parts, AreThoseOfEachCrashPointByBothEngines) {
  for (const CrashEngine engine : {CrashEngine::branch, CrashEngine::replay}) {
    const FoldFactory uses = [] {
      Folds folds;
      folds.push_back(std::make_unique<Uses>());
      return folds;
    };
    scenarios::Scenario scenario = test::small_scenario();
    scenario.backups.clear();
    scenario.restores.clear();
    const CrashPoints all = crash_everywhere(scenario, Seed{1}, uses, limits, engine, noting());
    EXPECT_FALSE(all.points.empty());
    for (const CrashPoint& point : all.points)
      EXPECT_THAT(std::string(point.run.result_of("uses")), HasSubstr("commserve serves")) << point.host;
  }
}

/// What a world forbids, seen from it and from the one that stands in front of it.
Ending ending_of(const std::function<void(model::World& behind, model::World& in_front)>& story) {
  return test::tell([&](test::Story& told) {
           told.main("a", [&](model::World& behind) {
             model::ForwardingWorld in_front(behind);
             story(behind, in_front);
           });
         })
      .run.ending;
}

TEST(NoWaiting, HoldsThroughAWorldThatStandsInFront) {
  EXPECT_EQ(ending_of([](model::World&, model::World& in_front) {
              const model::World::NoWaiting in_transaction(in_front);
              in_front.sleep(1s);
            }),
            Ending::crashed);
  EXPECT_EQ(ending_of([](model::World& behind, model::World& in_front) {
              const model::World::NoWaiting in_transaction(in_front);
              behind.sleep(1s);
            }),
            Ending::crashed);
  EXPECT_EQ(ending_of([](model::World& behind, model::World& in_front) {
              model::ForwardingWorld in_front_of_that(in_front);
              const model::World::NoWaiting in_transaction(behind);
              in_front_of_that.sleep(1s);
            }),
            Ending::crashed);
}

TEST(NoWaiting, EndsWithTheTransactionAlsoInFront) {
  EXPECT_EQ(ending_of([](model::World& behind, model::World& in_front) {
              { const model::World::NoWaiting in_transaction(in_front); }
              behind.sleep(1s);
              in_front.sleep(1s);
            }),
            Ending::ended);
}

TEST(NoWaiting, ATransactionOfACellMadeOfOtherPartsWaitsForNothing) {
  /// Sleeps where the CommServe's database writes a page.
  class SleepsInTransactions final : public model::ForwardingWorld {
   public:
    using ForwardingWorld::ForwardingWorld;
    void emit(const model::EventBody& event) override {
      const auto* crossing = std::get_if<model::Crossing>(&event);
      if (crossing != nullptr && crossing->place == model::Place::csdbPage) sleep(1s);
      ForwardingWorld::emit(event);
    }
  };
  Parts parts;
  parts.world = [](model::World& behind) { return std::make_unique<SleepsInTransactions>(behind); };
  EXPECT_EQ(run_with(parts).ending, Ending::crashed);
}

}  // namespace
}  // namespace keycell::sim
