// A database on a simulated disk: transactions, what crosses, and what must never happen inside one.

#include "model/csdb/database.h"

#include <gtest/gtest.h>

#include "model/forwarding_world.h"
#include "tests/model/page_world.h"
#include "tests/model/unwilling_disk.h"

namespace keycell::model {
namespace {

using testing::PageCell;
using testing::PageDisk;
using testing::PageWorld;
using testing::UnwillingDisk;
using namespace std::chrono_literals;

constexpr std::string_view schema = "CREATE TABLE note(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE, bytes BLOB);";

class DatabaseTest : public ::testing::Test {
 protected:
  Database open() { return Database(host, "notes.db", schema, Place::csdbPage); }

  static void write(Database& database, const std::string& text) {
    database.transact([&](auto& tx) { tx.run("INSERT INTO note(text) VALUES(?)", {text}); });
  }
  static std::vector<std::string> read(Database& database) {
    return database.transact([](auto& tx) {
      std::vector<std::string> texts;
      for (const auto& row : tx.query("SELECT text FROM note ORDER BY id"))
        texts.push_back(std::get<std::string>(row[0]));
      return texts;
    });
  }

  PageCell cell;
  PageWorld& host = cell.add("host");
};

using Texts = std::vector<std::string>;

TEST_F(DatabaseTest, KeepsWhatWasWritten) {
  {
    Database database = open();
    write(database, "first");
    write(database, "second");
    EXPECT_EQ(read(database), (Texts{"first", "second"}));
  }
  Database again = open();
  EXPECT_EQ(read(again), (Texts{"first", "second"}));
}

TEST_F(DatabaseTest, ValuesOfEveryKindComeBack) {
  Database database = open();
  const Bytes blob{0, 1, 0, 255};
  const auto id = database.transact([&](auto& tx) {
    tx.run("INSERT INTO note(text, bytes) VALUES(?,?)", {std::string("with\0zero", 9), blob});
    return tx.last_id();
  });
  const auto rows =
      database.transact([&](auto& tx) { return tx.query("SELECT id, text, bytes FROM note WHERE id=?", {id}); });
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(std::get<std::int64_t>(rows[0][0]), id);
  EXPECT_EQ(std::get<std::string>(rows[0][1]), std::string("with\0zero", 9));
  EXPECT_EQ(std::get<Bytes>(rows[0][2]), blob);
}

// --- settings that were measured -------------------------------------------------------------------------------------

TEST_F(DatabaseTest, IsSetAsTheFoundationsSay) {
  Database database = open();
  const auto setting = [&](const char* pragma) {
    return database.transact([&](auto& tx) { return tx.query(pragma)[0][0]; });
  };
  EXPECT_EQ(setting("PRAGMA journal_mode"), SqlValue("wal"));
  EXPECT_EQ(setting("PRAGMA synchronous"), SqlValue(std::int64_t{2})) << "FULL: NORMAL loses what was acknowledged";
  EXPECT_EQ(setting("PRAGMA page_size"), SqlValue(std::int64_t{1024}));
  EXPECT_EQ(setting("PRAGMA locking_mode"), SqlValue("exclusive"));
  EXPECT_EQ(setting("PRAGMA temp_store"), SqlValue(std::int64_t{2}));
}

TEST_F(DatabaseTest, EveryByteWrittenCrosses) {
  {
    Database database = open();
    write(database, "a marker that is easy to find");
  }
  std::uint64_t crossed = 0;
  for (const auto& crossing : cell.heard().crossings_at(Place::csdbPage)) {
    EXPECT_EQ(crossing.from, "host");
    EXPECT_TRUE(crossing.to.starts_with("notes.db")) << crossing.to;
    crossed += crossing.bytes.size();
  }
  EXPECT_EQ(crossed, host.page_disk().written_bytes());
  EXPECT_TRUE(cell.heard().seen_at(Place::csdbPage, view_of("a marker that is easy to find")));
}

// --- transactions ----------------------------------------------------------------------------------------------------

TEST_F(DatabaseTest, WhatTheClosureThrowsRollsBack) {
  Database database = open();
  write(database, "before");
  EXPECT_THROW(database.transact([](auto& tx) {
    tx.run("INSERT INTO note(text) VALUES('never')");
    throw std::runtime_error("changed my mind");
  }),
               std::runtime_error);
  EXPECT_EQ(read(database), Texts{"before"});
  write(database, "after");
  EXPECT_EQ(read(database), (Texts{"before", "after"}));
}

TEST_F(DatabaseTest, ARefusedStatementRollsBackTheWholeTransaction) {
  Database database = open();
  write(database, "taken");
  EXPECT_THROW(database.transact([](auto& tx) {
    tx.run("INSERT INTO note(text) VALUES('never')");
    tx.run("INSERT INTO note(text) VALUES('taken')");
  }),
               DatabaseError);
  EXPECT_EQ(read(database), Texts{"taken"});
}

TEST_F(DatabaseTest, ASentenceThatIsNoSqlIsAnErrorThatNamesTheFile) {
  Database database = open();
  try {
    database.transact([](auto& tx) { tx.run("FROBNICATE"); });
    ADD_FAILURE() << "SQLite learned a new word";
  } catch (const DatabaseError& error) {
    EXPECT_NE(std::string(error.what()).find("host/notes.db"), std::string::npos) << error.what();
  }
}

// --- a disk that fails -----------------------------------------------------------------------------------------------

class FailingDiskTest : public DatabaseTest {
 protected:
  Database open_here() { return Database(with_disk, "notes.db", schema, Place::csdbPage); }

  UnwillingDisk disk{host.disk()};
  WorldWithDisk with_disk{host, disk};
};

// Whoever asked runs it again: once it succeeds, it is there once.
TEST_F(FailingDiskTest, ATransactionThatFailsIsRunAgain) {
  for (DiskStatus UnwillingDisk::*what : {&UnwillingDisk::writes, &UnwillingDisk::syncs}) {
    for (const DiskStatus status : {DiskStatus::failed, DiskStatus::full}) {
      if (what == &UnwillingDisk::syncs && status == DiskStatus::full) continue;
      Database database = open_here();
      const std::size_t before = read(database).size();
      const std::string text = "note " + std::to_string(before);
      disk.*what = status;
      EXPECT_THROW(write(database, text), StorageFailed);
      EXPECT_EQ(read(database).size(), before);
      disk.*what = DiskStatus::ok;
      write(database, text);
      EXPECT_EQ(read(database).size(), before + 1);
    }
  }
}

TEST_F(FailingDiskTest, AFullDiskSaysThatItIsFull) {
  Database database = open_here();
  disk.writes = DiskStatus::full;
  try {
    write(database, "no room");
    ADD_FAILURE() << "it found room";
  } catch (const StorageFailed& error) {
    EXPECT_NE(std::string(error.what()).find("full"), std::string::npos) << error.what();
  }
}

TEST_F(FailingDiskTest, ADatabaseThatIsNotReadIsOpenedWhenItIs) {
  { Database database = open_here(); }
  disk.reads = DiskStatus::failed;
  cell.after(5min, [this] { disk.reads = DiskStatus::ok; });
  const Nanos before = host.now();
  Database database = open_here();
  EXPECT_GE(host.now() - before, Nanos(5min));
  write(database, "after all");
}

// Inside a transaction another actor's rows would share its fate (foundations, 14).
TEST_F(DatabaseTest, ACallThatMayWaitInsideATransactionEndsTheProcess) {
  Database database = open();
  const auto in_a_transaction = [&](const std::function<void()>& call) { database.transact([&](auto&) { call(); }); };
  EXPECT_DEATH(in_a_transaction([&] { host.sleep(1s); }), "");
  EXPECT_DEATH(in_a_transaction([&] { host.compute(1s); }), "");
  EXPECT_DEATH(in_a_transaction([&] { host.ask("host", "service", {}, 1s); }), "");
  EXPECT_DEATH(in_a_transaction([&] { host.settle(); }), "");
  EXPECT_DEATH(in_a_transaction([&] { write(database, "a transaction in a transaction"); }), "");
}

// The twin: the same calls are fine once the transaction is over, and one that was rolled back is over.
TEST_F(DatabaseTest, ACallThatMayWaitAfterATransactionIsFine) {
  Database database = open();
  EXPECT_ANY_THROW(database.transact([](auto&) { throw std::runtime_error("over"); }));
  EXPECT_NO_THROW(host.sleep(1s));
}

// --- power -----------------------------------------------------------------------------------------------------------

TEST_F(DatabaseTest, WithoutPowerNothingReturns) {
  Database database = open();
  host.page_disk().power_off();
  EXPECT_THROW(write(database, "never"), testing::PowerCut);
  EXPECT_THROW(read(database), testing::PowerCut);
}

TEST_F(DatabaseTest, APowerCutWhileItOpensLeavesNothingBehind) {
  host.page_disk().cut_power_at(host.page_disk().durable_operations() + 3);
  EXPECT_THROW(open(), testing::PowerCut);
  host.page_disk().power_up(PageDisk::Unsynced::dropped);
  Database database = open();
  write(database, "after the power cut");
  EXPECT_EQ(read(database), Texts{"after the power cut"});
}

// --- kept connections ----------------------------------------------------------------------------------------------

class KeptDatabaseTest : public DatabaseTest {
 protected:
  KeptDatabaseTest() {
    Database made = open();
    write(made, "first");
  }

  static Database open_on(PageWorld& world) { return Database(world, "notes.db", schema, Place::csdbPage); }

  PageWorld& with_a_copy(const std::string& name) {
    PageWorld& world = cell.add(name);
    world.disk().write("notes.db", 0, content_on(host));
    return world;
  }
  static Bytes content_on(PageWorld& world) {
    Bytes content(world.disk().size("notes.db"));
    world.disk().read("notes.db", 0, content);
    return content;
  }
  /// Rehearsed, so that more than opening is behind it.
  PageWorld& keep_one() {
    PageWorld& world = with_a_copy("kept");
    Database database = open_on(world);
    database.rehearse([&] {
      write(database, "undone");
      EXPECT_EQ(read(database), (Texts{"first", "undone"}));
    });
    database.keep();
    return world;
  }
  /// Whoever takes a connection over reads the file once, to see that it is the same.
  static bool takes_over(PageWorld& world) {
    const std::uint64_t before = world.page_disk().reads();
    open_on(world);
    return world.page_disk().reads() == before + 1;
  }
};

TEST_F(KeptDatabaseTest, GoesOnWhereTheSameFileIs) {
  PageWorld& kept = keep_one();
  PageWorld& next = with_a_copy("next");
  {
    Database database = open_on(next);
    EXPECT_EQ(next.page_disk().reads(), 1u);
    EXPECT_TRUE(next.disk().exists("notes.db-wal")) << "its log is made there, as by any other";
    EXPECT_EQ(read(database), Texts{"first"}) << "what was rehearsed is undone";
    write(database, "second");
    EXPECT_FALSE(takes_over(with_a_copy("late"))) << "one goes on, once";
  }
  Database again = open_on(next);
  EXPECT_EQ(read(again), (Texts{"first", "second"}));
  EXPECT_EQ(content_on(kept), content_on(host)) << "it writes where it was taken over";
}

TEST_F(KeptDatabaseTest, WhatItWritesCrossesWhereItWasTakenOver) {
  keep_one();
  {
    Database database = open_on(with_a_copy("next"));
    write(database, "second");
  }
  const auto crossings = cell.heard().crossings_at(Place::csdbPage);
  EXPECT_EQ(crossings.back().from, "next");
  EXPECT_TRUE(cell.heard().seen_at(Place::csdbPage, view_of("second")));
}

TEST_F(KeptDatabaseTest, StaysWhereOtherContentOrALogIs) {
  keep_one();
  PageWorld& other = cell.add("other");
  {
    Database database = open_on(other);
    write(database, "other");
    EXPECT_EQ(read(database), Texts{"other"});
  }
  EXPECT_FALSE(takes_over(other));
  PageWorld& logged = with_a_copy("logged");
  logged.disk().write("notes.db-wal", 0, Bytes(1));
  EXPECT_FALSE(takes_over(logged));
  EXPECT_TRUE(takes_over(with_a_copy("same")));
}

TEST_F(KeptDatabaseTest, OneThatWasWrittenToIsNotKept) {
  Database database = open();
  write(database, "second");
  EXPECT_THROW(database.keep(), std::logic_error);
}

TEST_F(DatabaseTest, HostsHaveDatabasesOfTheirOwn) {
  PageWorld& other_host = cell.add("other");
  Database here = open();
  Database there(other_host, "notes.db", schema, Place::kmsStore);
  write(here, "here");
  write(there, "there");
  EXPECT_EQ(read(here), Texts{"here"});
  EXPECT_EQ(read(there), Texts{"there"});
  EXPECT_FALSE(cell.heard().seen_at(Place::csdbPage, view_of("there")));
}

}  // namespace
}  // namespace keycell::model
