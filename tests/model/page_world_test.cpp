// The world of these tests keeps the port's promises.

#include "tests/model/page_world.h"

#include <gtest/gtest.h>

namespace keycell::model {
namespace {

using testing::PageCell;
using testing::PageDisk;
using testing::PageWorld;
using testing::Reach;
using namespace std::chrono_literals;

Bytes text(std::string_view words) { return bytes_of(view_of(words)); }

class PageWorldTest : public ::testing::Test {
 protected:
  std::shared_ptr<void> echo(World& world) {
    world.serve("echo", [this](const Request& request) {
      ++served;
      return Reply{bytes_of(request.bytes), Keep::untilDeadline};
    });
    return nullptr;
  }
  Bytes ask() { return alice.ask("bob", "echo", text("hello"), 10s); }

  int served = 0;
  PageCell cell;
  PageWorld& alice = cell.add("alice");
  PageWorld& bob = cell.add("bob", [this](World& world) { return echo(world); });
};

TEST_F(PageWorldTest, ACallReachesItsHandler) { EXPECT_EQ(ask(), text("hello")); }

TEST_F(PageWorldTest, HostsFailAsTheyAreTold) {
  bob.reach = Reach::down;
  EXPECT_THROW(ask(), PeerDown);
  bob.reach = Reach::silent;
  EXPECT_THROW(ask(), DeadlinePassed);
  EXPECT_EQ(alice.now(), 10s);
  EXPECT_EQ(served, 0);
  bob.reach = Reach::answersLost;
  EXPECT_THROW(ask(), DeadlinePassed);
  EXPECT_EQ(served, 1);
  EXPECT_THROW(alice.ask("nobody", "echo", {}, 1s), PeerDown);
  EXPECT_THROW(alice.ask("alice", "no such service", {}, 1s), ConnectionRefused);
}

TEST_F(PageWorldTest, AHostThatLosesPowerIsDownUntilItRebooted) {
  bob.page_disk().power_off();
  EXPECT_THROW(ask(), PeerDown);
  bob.page_disk().power_up(PageDisk::Unsynced::dropped);
  bob.serve("echo", [this](const Request&) {
    bob.page_disk().power_off();
    bob.settle();
    return Reply{{}, Keep::untilDeadline};
  });
  EXPECT_THROW(ask(), PeerDown);
  alice.sleep(PageCell::reboot);
  EXPECT_EQ(ask(), text("hello")) << "the program of the host was started again";
}

TEST_F(PageWorldTest, WhatWasSpawnedRunsWhileOthersSleepAndDiesWithItsHost) {
  int ran = 0;
  bob.spawn("job", [&] { ++ran; });
  EXPECT_EQ(ran, 0);
  alice.sleep(1s);
  EXPECT_EQ(ran, 1);
  bob.spawn("job", [&] { ++ran; });
  cell.restart("bob");
  alice.sleep(1s);
  EXPECT_EQ(ran, 1);
}

TEST_F(PageWorldTest, ThingsHappenAtTheirTime) {
  std::vector<int> happened;
  cell.after(2s, [&] { happened.push_back(2); });
  cell.after(1s, [&] { happened.push_back(1); });
  alice.sleep(1500ms);
  EXPECT_EQ(happened, std::vector<int>{1});
  alice.sleep(1s);
  EXPECT_EQ(happened, (std::vector<int>{1, 2}));
}

TEST(PageDisk, DropsOrKeepsWhatWasNotSynced) {
  for (const auto fate : {PageDisk::Unsynced::dropped, PageDisk::Unsynced::kept}) {
    PageDisk disk;
    disk.write("file", 0, text("synced"));
    disk.sync("file");
    disk.write("file", 6, text(" not"));
    disk.write("new", 0, text("x"));
    disk.power_off();
    EXPECT_EQ(disk.write("file", 0, text("never")), DiskStatus::failed);
    disk.power_up(fate);
    const bool kept = fate == PageDisk::Unsynced::kept;
    EXPECT_EQ(disk.size("file"), kept ? 10u : 6u);
    EXPECT_EQ(disk.exists("new"), kept);
  }
}

TEST(PageDisk, CutsThePowerBeforeTheChosenOperation) {
  PageDisk disk;
  disk.cut_power_at(2);
  EXPECT_EQ(disk.write("file", 0, text("one")), DiskStatus::ok);
  EXPECT_EQ(disk.write("file", 0, text("two")), DiskStatus::failed);
  EXPECT_EQ(disk.sync("file"), DiskStatus::failed);
  disk.power_up(PageDisk::Unsynced::kept);
  Bytes read(3);
  EXPECT_EQ(disk.read("file", 0, read), DiskStatus::ok);
  EXPECT_EQ(read, text("one"));
  Bytes too_much(5, 9);
  EXPECT_EQ(disk.read("file", 0, too_much), DiskStatus::shortRead);
  EXPECT_EQ(too_much, (Bytes{'o', 'n', 'e', 0, 0}));
}

}  // namespace
}  // namespace keycell::model
