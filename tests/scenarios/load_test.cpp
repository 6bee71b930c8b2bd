#include "scenarios/load.h"

#include <gtest/gtest.h>

#include "tests/scenarios/small_cell.h"

namespace keycell::scenarios {
namespace {

TEST(Load, WhatTheTextDoesNotSayIsTheDefault) {
  const Scenario scenario = test::load(test::smallCell);

  Scenario expected;
  expected.title = "small";
  expected.kms = {{.name = "kms1"}};
  MediaAgent ma;
  ma.name = "ma1";
  expected.media_agents = {ma};
  expected.pools = {{.name = "pool-a", .media_agent = "ma1", .kms = "kms1"}};
  ClientGroup fs;
  fs.name = "fs";
  fs.pool = "pool-a";
  fs.front_end_bytes = 40'000'000'000;
  expected.clients = {fs};
  expected.backups = {{.at = 1h, .clients = "fs"}};
  expected.horizon = 1h + 24h * 7;  // a week after the last thing that happens
  EXPECT_EQ(scenario, expected);
}

TEST(Load, EveryKeyReachesItsField) {
  const Scenario s = load_text("all.toml", R"(
title = "all"
horizon = "3 days"
commcell = { id = "F00D" }
[keys]
profile = "pool-kek"
unwrap = "remote"
[network]
latency = "1 ms"
control_rate = "8 bit/s"
channel = "plain"
[data]
chunk = "1 GB"
record = "64 KiB"
[jobs]
backup_max_restarts = 1
restore_max_restarts = 2
restart_interval = "3 s"
call_deadline = "4 s"
[costs]
encrypt = "5 B/s"
decrypt = "6 B/s"
compress = "23 B/s"
decompress = "24 B/s"
aes_wrap = "25 ns"
aes_unwrap = "26 ns"
rsa_public = "27 ns"
rsa_private = "28 ns"
message = "29 ns"
rsa_pair = "30 ns"
kms_service = "7 ns"
disk_operation = "8 ns"
disk_sync = "9 ns"
reboot = "10 us"
[[kms]]
name = "k"
kind = "third-party"
[[media_agent]]
name = "m"
network = "11 B/s"
library_write = "12 B/s"
library_read = "13 B/s"
[[pool]]
name = "p"
media_agent = "m"
kms = "k"
[[client]]
name = "c"
count = 14
pool = "p"
front_end = "15 GB"
network = "16 B/s"
read = "17 B/s"
write = "18 B/s"
[[backup]]
at = "19 s"
clients = "c"
[[restore]]
at = "day 2 20:00"
clients = "c"
[[fault]]
kind = "power-cut"
target = "m"
io = 21
[[fault]]
kind = "bit-rot"
target = "m"
at = "22 s"
[expect]
violated = ["FID-1", "SEC-6"]
)",
                               test::vocabulary());
  EXPECT_EQ(s.title, "all");
  EXPECT_EQ(s.horizon, 72h);
  EXPECT_EQ(s.commcell_id, "F00D");
  EXPECT_EQ(s.keys, (Keys{.profile = "pool-kek", .unwrap = crypto::Unwrap::remote}));
  EXPECT_EQ(s.network, (Network{.latency = 1ms, .control_bytes_per_s = 1, .channel = model::ChannelKind::plain}));
  EXPECT_EQ(s.data_path, (DataPath{.chunk_bytes = 1'000'000'000, .record_bytes = 65536}));
  EXPECT_EQ(s.jobs,
            (Jobs{.backup_max_restarts = 1, .restore_max_restarts = 2, .restart_interval = 3s, .call_deadline = 4s}));
  EXPECT_EQ(s.costs, (Costs{.encrypt_bytes_per_s = 5,
                            .decrypt_bytes_per_s = 6,
                            .compress_bytes_per_s = 23,
                            .decompress_bytes_per_s = 24,
                            .aes_wrap = 25ns,
                            .aes_unwrap = 26ns,
                            .rsa_public = 27ns,
                            .rsa_private = 28ns,
                            .message = 29ns,
                            .rsa_pair = 30ns,
                            .kms_service = 7ns,
                            .disk_operation = 8ns,
                            .disk_sync = 9ns,
                            .reboot = 10us}));
  EXPECT_EQ(s.kms, (std::vector<Kms>{{.name = "k", .kind = "third-party"}}));
  EXPECT_EQ(
      s.media_agents,
      (std::vector<MediaAgent>{
          {.name = "m", .network_bytes_per_s = 11, .library_write_bytes_per_s = 12, .library_read_bytes_per_s = 13}}));
  EXPECT_EQ(s.pools, (std::vector<Pool>{{.name = "p", .media_agent = "m", .kms = "k"}}));
  EXPECT_EQ(s.clients, (std::vector<ClientGroup>{{.name = "c",
                                                  .count = 14,
                                                  .pool = "p",
                                                  .front_end_bytes = 15'000'000'000,
                                                  .network_bytes_per_s = 16,
                                                  .read_bytes_per_s = 17,
                                                  .write_bytes_per_s = 18}}));
  EXPECT_EQ(s.backups, (std::vector<Backup>{{.at = 19s, .clients = "c"}}));
  EXPECT_EQ(s.restores, (std::vector<Restore>{{.at = 44h, .clients = "c"}}));
  EXPECT_EQ(s.faults, (std::vector<Fault>{{.kind = "power-cut", .values = {{"target", "m"}, {"io", 21U}}},
                                          {.kind = "bit-rot", .values = {{"target", "m"}, {"at", 22s}}}}));
  EXPECT_EQ(s.expect.violated, (std::vector<std::string>{"FID-1", "SEC-6"}));
}

TEST(Load, EveryKeyOfANightReachesItsField) {
  const Scenario s = load_text("night.toml", R"(
title = "night"
[jobs]
backup_total_running_time = "1 h"
restore_total_running_time = "2 h"
aux_copy_total_running_time = "unlimited"
streams = 3
aux_copy_streams = 4
preemption = "off"
[costs]
scan = "5 s"
archive_index = "6 s"
[[kms]]
name = "k"
site = "far"
[[site]]
name = "far"
wan = "7 B/s"
latency = "8 ms"
[[media_agent]]
name = "m"
site = "far"
streams = 9
cores = 10
[[copy]]
policy = "Gold"
name = "Primary"
media_agent = "m"
kms = "k"
[[copy]]
policy = "Gold"
name = "Second"
media_agent = "m"
kms = "k"
source = "Primary"
[[client]]
name = "c"
policy = "Gold"
site = "far"
front_end = "15 GB"
daily_change = "1.5 %"
compression = "2.25:1"
[[backup]]
at = "1 h"
clients = "c"
level = "incremental"
[[schedule]]
clients = "c"
at = "22:15:01"
nights = 11
level = "incremental"
full_every = 12
aux_copy = ["Second"]
[[restore]]
at = "day 20 20:00"
clients = "c"
as_of = "day 2 20:00"
[[operator]]
at = "day 20 20:30"
action = "kill"
jobs = "restore"
clients = "c"
[[fault]]
kind = "kms-down"
target = "k"
at = "day 3 02:00"
[[fault]]
kind = "media-agent-crash"
target = "m"
at = "day 3 03:00"
lasts = "13 s"
)",
                               test::vocabulary());
  EXPECT_EQ(s.jobs.backup_total_running_time, 1h);
  EXPECT_EQ(s.jobs.restore_total_running_time, 2h);
  EXPECT_EQ(s.jobs.aux_copy_total_running_time, unlimitedTime);
  EXPECT_EQ(s.jobs.streams, 3u);
  EXPECT_EQ(s.jobs.aux_copy_streams, 4u);
  EXPECT_EQ(s.jobs.preemption, model::Preemption::off);
  EXPECT_EQ(s.costs.scan, 5s);
  EXPECT_EQ(s.costs.archive_index, 6s);
  EXPECT_EQ(s.kms[0].site, "far");
  EXPECT_EQ(s.sites, (std::vector<Site>{{.name = "far", .wan_bytes_per_s = 7, .latency = 8ms}}));
  EXPECT_EQ(s.media_agents, (std::vector<MediaAgent>{{.name = "m", .site = "far", .streams = 9, .cores = 10}}));
  EXPECT_EQ(s.clients, (std::vector<ClientGroup>{{.name = "c",
                                                  .policy = "Gold",
                                                  .site = "far",
                                                  .front_end_bytes = 15'000'000'000,
                                                  .daily_change_ppm = 15'000,
                                                  .compression_permille = 2250}}));
  EXPECT_EQ(s.backups, (std::vector<Backup>{{.at = 1h, .clients = "c", .level = BackupLevel::incremental}}));
  EXPECT_EQ(s.schedules, (std::vector<Schedule>{{.clients = "c",
                                                 .at = 22h + 15min + 1s,
                                                 .nights = 11,
                                                 .level = BackupLevel::incremental,
                                                 .full_every = 12,
                                                 .aux_copies = {"Second"}}}));
  EXPECT_EQ(s.restores, (std::vector<Restore>{{.at = 24h * 19 + 20h, .clients = "c", .as_of = 44h}}));
  EXPECT_EQ(s.operators,
            (std::vector<Operator>{
                {.at = 24h * 19 + 20h + 30min, .action = "kill", .values = {{"jobs", "restore"}, {"clients", "c"}}}}));
  EXPECT_EQ(s.faults, (std::vector<Fault>{
                          {.kind = "kms-down", .values = {{"target", "k"}, {"at", 50h}}},
                          {.kind = "media-agent-crash", .values = {{"target", "m"}, {"at", 51h}, {"lasts", 13s}}}}));
  EXPECT_EQ(s.horizon, 24h * 19 + 20h + 30min + 24h * 7) << "a week after the last thing that happens";
}

TEST(Load, LimitsThemselvesAreAllowed) {
  EXPECT_NO_THROW(test::load(test::with(R"(name = "fs")", "name = \"fs\"\ncount = 20000")));
  EXPECT_NO_THROW(test::load(test::with("\"40 GB\"", "\"4 PB\"")));  // a million chunks of 4 GB
  EXPECT_NO_THROW(test::load(test::with_more("[data]\nchunk = \"32 B\"\nrecord = \"32 B\"\n")
                                 .replace(test::smallCell.find("40 GB"), 5, "4 kB")));
  EXPECT_NO_THROW(test::load(test::with("name = \"fs\"", "name = \"" + std::string(63, 'f') + "\"")
                                 .replace(test::smallCell.rfind("\"fs\"") + 61, 4, '"' + std::string(63, 'f') + '"')));
  EXPECT_NO_THROW(test::load(test::with_more("[[restore]]\nat = \"3601 s\"\nclients = \"fs\"\n")));
  EXPECT_NO_THROW(test::load(test::with("\"1 h\"", "\"day 7 23:59\"")));
}

TEST(Load, AByteOrderMarkAndWindowsLineEndsAreAllowed) {
  std::string text = "\xEF\xBB\xBF";
  for (const char c : test::smallCell) text += c == '\n' ? std::string("\r\n") : std::string(1, c);
  EXPECT_EQ(test::load(text), test::load(test::smallCell));
}

}  // namespace
}  // namespace keycell::scenarios
