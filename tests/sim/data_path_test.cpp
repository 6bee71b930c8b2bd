// How long data takes, beside what arithmetic says it takes: within 1 %. What remains is requests, disks and latency.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <map>

#include "sim/data_path.h"
#include "tests/sim/job_histories.h"

namespace keycell::sim {
namespace {

using namespace std::chrono_literals;
using scenarios::Scenario;
using test::History;
using test::live;
using test::Night;

constexpr std::uint64_t slow = 10'000'000;         // bytes a second
constexpr std::uint64_t fast = 1'000'000'000'000;  // never binds
constexpr std::uint64_t frontEnd = 40'000'000'000;
constexpr double seconds_at_slow = static_cast<double>(frontEnd) / slow;

/// Clients, a MediaAgent, and a second one for copies, in which nothing binds.
Scenario wide_open_cell(std::uint32_t clients) {
  Scenario s;
  s.title = "closed forms";
  s.data_path.record_bytes = 64;
  s.costs.encrypt_bytes_per_s = s.costs.decrypt_bytes_per_s = fast;
  s.costs.compress_bytes_per_s = s.costs.decompress_bytes_per_s = fast;
  s.jobs.backup_total_running_time = scenarios::unlimitedTime;
  s.kms = {{.name = "kms1"}};
  const scenarios::MediaAgent open{
      .network_bytes_per_s = fast, .library_write_bytes_per_s = fast, .library_read_bytes_per_s = fast};
  s.media_agents = {open, open};
  s.media_agents[0].name = "ma1";
  s.media_agents[1].name = "ma2";
  s.pools = {{.name = "pool-a", .media_agent = "ma1", .kms = "kms1"},
             {.name = "pool-b", .media_agent = "ma2", .kms = "kms1"}};
  s.copies = {{.policy = "Gold", .name = "Primary", .pool = "pool-a"},
              {.policy = "Gold", .name = "Secondary", .pool = "pool-b", .source = "Primary"}};
  s.clients = {{.name = "fs",
                .count = clients,
                .policy = "Gold",
                .front_end_bytes = frontEnd,
                .network_bytes_per_s = fast,
                .read_bytes_per_s = fast,
                .write_bytes_per_s = fast}};
  s.backups = {{.at = 1h, .clients = "fs"}};
  return s;
}

scenarios::ClientGroup& add_group(Scenario& s, const std::string& name, std::uint32_t count) {
  s.clients.push_back(s.clients[0]);
  s.clients.back().name = name;
  s.clients.back().count = count;
  s.backups.push_back({.at = 1h, .clients = name});
  return s.clients.back();
}

/// Remembers the largest error of each closed form and prints them at the end.
class ClosedForms : public ::testing::Test {
 protected:
  static void TearDownTestSuite() {
    for (const auto& [what, error] : largest_) std::cout << what << ": at most " << error * 100 << " %\n";
  }
  static void expect_within_a_hundredth(double seconds, double closed_form, const std::string& what) {
    const double error = std::abs(seconds / closed_form - 1);
    double& largest = largest_[::testing::UnitTest::GetInstance()->current_test_info()->name()];
    largest = std::max(largest, error);
    EXPECT_LE(error, 0.01) << what << ": " << seconds << " s, closed form " << closed_form << " s";
  }
  static double duration_of(const History& job) { return job.ended() - job.started(); }
  static double makespan(const std::vector<History>& jobs) {
    double first = jobs.at(0).states.front().at_s;
    double last = 0;
    for (const History& job : jobs) {
      first = std::min(first, job.states.front().at_s);
      last = std::max(last, job.ended());
    }
    return last - first;
  }

 private:
  static inline std::map<std::string, double> largest_;  // by test
};

// --- one stream, bound by each resource in turn ----------------------------------------------------------------------

struct Bound {
  const char* resource;
  const char* kind;  ///< of the job that it binds
  std::function<void(Scenario&)> make_slow;
  double stored_share = 1;  ///< of the front end, at the resource
};

TEST_F(ClosedForms, OneStreamIsBoundByEachResourceInTurn) {
  const auto client = [](auto member) { return [member](Scenario& s) { s.clients[0].*member = slow; }; };
  const auto media_agent = [](std::size_t i, auto member) {
    return [i, member](Scenario& s) { s.media_agents[i].*member = slow; };
  };
  const auto compressed = [](auto member) {
    return [member](Scenario& s) {
      s.costs.*member = slow;
      s.clients[0].compression_permille = 2500;
    };
  };
  const auto at_a_site = [](Scenario& s) {
    s.sites = {{.name = "branch", .wan_bytes_per_s = slow}};
    s.clients[0].site = "branch";
  };
  using scenarios::ClientGroup;
  using scenarios::Costs;
  using scenarios::MediaAgent;
  const std::vector<Bound> bounds{
      {"client read", "backup", client(&ClientGroup::read_bytes_per_s)},
      {"client read of compressed data", "backup",
       [](Scenario& s) {
         s.clients[0].read_bytes_per_s = slow;
         s.clients[0].compression_permille = 2500;
       }},
      {"client compression", "backup", compressed(&Costs::compress_bytes_per_s)},
      {"client encryption", "backup", [](Scenario& s) { s.costs.encrypt_bytes_per_s = slow; }},
      {"client network, compressed", "backup",
       [](Scenario& s) {
         s.clients[0].network_bytes_per_s = slow;
         s.clients[0].compression_permille = 2500;
       },
       0.4},
      {"client network", "backup", client(&ClientGroup::network_bytes_per_s)},
      {"WAN up", "backup", at_a_site},
      {"MediaAgent network", "backup", media_agent(0, &MediaAgent::network_bytes_per_s)},
      {"library write", "backup", media_agent(0, &MediaAgent::library_write_bytes_per_s)},
      {"library read", "restore", media_agent(0, &MediaAgent::library_read_bytes_per_s)},
      {"MediaAgent network, sending", "restore", media_agent(0, &MediaAgent::network_bytes_per_s)},
      {"WAN down", "restore", at_a_site},
      {"client network, receiving", "restore", client(&ClientGroup::network_bytes_per_s)},
      {"client decryption", "restore", [](Scenario& s) { s.costs.decrypt_bytes_per_s = slow; }},
      {"client decompression", "restore", compressed(&Costs::decompress_bytes_per_s)},
      {"client write", "restore", client(&ClientGroup::write_bytes_per_s)},
      {"library read of an aux copy", "aux-copy", media_agent(0, &MediaAgent::library_read_bytes_per_s)},
      {"network of an aux copy", "aux-copy", media_agent(1, &MediaAgent::network_bytes_per_s)},
      {"library write of an aux copy", "aux-copy", media_agent(1, &MediaAgent::library_write_bytes_per_s)},
      {"encryption at the MediaAgent", "aux-copy",
       [](Scenario& s) {
         // One core of two: decrypting at 15 and encrypting at 30 MB/s, one after the other, is 10 MB/s a core.
         s.costs.decrypt_bytes_per_s = 15'000'000;
         s.costs.encrypt_bytes_per_s = 30'000'000;
         s.media_agents[0].cores = 1;
         s.copies[1].encryption = scenarios::CopyEncryption::reEncrypt;
       }},
  };
  for (const Bound& bound : bounds) {
    SCOPED_TRACE(bound.resource);
    Scenario s = wide_open_cell(1);
    s.restores = {{.at = 48h, .clients = "fs"}};
    s.aux_copies = {{.at = 96h, .policy = "Gold", .copy = "Secondary"}};
    bound.make_slow(s);
    const Night night = live(s);
    const auto jobs = night.of(bound.kind);
    ASSERT_EQ(jobs.size(), 1u);
    ASSERT_EQ(jobs[0].end(), "Completed");
    expect_within_a_hundredth(duration_of(jobs[0]), seconds_at_slow * bound.stored_share, bound.resource);
  }
}

// The twin: where nothing is slow the same job is over at once, so each of these was really bound by its resource.
TEST_F(ClosedForms, WithoutASlowResourceNothingTakesLong) {
  Scenario s = wide_open_cell(1);
  s.restores = {{.at = 48h, .clients = "fs"}};
  for (const auto& [number, job] : live(s).jobs) EXPECT_LT(duration_of(job), seconds_at_slow / 100);
}

// --- many streams ----------------------------------------------------------------------------------------------------

TEST_F(ClosedForms, EqualStreamsShareOneBottleneckEqually) {
  for (const std::uint32_t n : {2U, 7U, 20U}) {
    Scenario s = wide_open_cell(n);
    s.media_agents[0].library_write_bytes_per_s = n * slow;
    const auto jobs = live(s).of("backup");
    ASSERT_EQ(jobs.size(), n);
    for (const History& job : jobs)
      expect_within_a_hundredth(duration_of(job), seconds_at_slow, std::to_string(n) + " streams on one library");
  }
}

// The readers of a slow disk take what they can, the others what is left: max-min fairness.
TEST_F(ClosedForms, TwoClassesOfStreamsOnTwoBottlenecks) {
  constexpr std::uint32_t few = 4;
  constexpr std::uint32_t many = 6;
  Scenario s = wide_open_cell(few);
  s.clients[0].read_bytes_per_s = slow;
  scenarios::ClientGroup& quick = add_group(s, "db", many);
  quick.front_end_bytes = frontEnd * 2;
  quick.read_bytes_per_s = fast;
  s.media_agents[0].library_write_bytes_per_s = few * slow + many * 3 * slow;  // 30 MB/s are left for each of the many
  const Night night = live(s);
  for (const History& job : night.of("backup", "db"))
    expect_within_a_hundredth(duration_of(job), 2 * seconds_at_slow / 3, "the class that the library binds");
  for (const History& job : night.of("backup", "fs"))
    expect_within_a_hundredth(duration_of(job), seconds_at_slow, "the class that its disks bind");
}

TEST_F(ClosedForms, AWanBindsItsSiteAndLeavesTheRestToTheOthers) {
  constexpr std::uint32_t far = 5;
  constexpr std::uint32_t near = 5;
  Scenario s = wide_open_cell(near);
  s.sites = {{.name = "branch", .wan_bytes_per_s = far * slow}};
  add_group(s, "db", far).site = "branch";
  s.media_agents[0].network_bytes_per_s = (far + near * 2) * slow;
  const Night night = live(s);
  for (const History& job : night.of("backup", "db"))
    expect_within_a_hundredth(duration_of(job), seconds_at_slow, "behind the WAN");
  for (const History& job : night.of("backup", "fs"))
    expect_within_a_hundredth(duration_of(job), seconds_at_slow / 2, "beside the WAN");
}

// A way has two directions: what comes takes nothing from what goes.
TEST_F(ClosedForms, WhatLeavesASiteAndWhatEntersItHaveEachTheirLink) {
  Scenario s = wide_open_cell(1);
  s.sites = {{.name = "branch", .wan_bytes_per_s = slow}};
  s.clients[0].site = "branch";
  add_group(s, "db", 1).site = "branch";
  s.backups = {{.at = 1h, .clients = "fs"}, {.at = 20h, .clients = "db"}};
  s.restores = {{.at = 20h, .clients = "fs"}};
  s.horizon = 48h;
  const Night night = live(s);
  for (const History& job : night.of("backup", "db"))
    expect_within_a_hundredth(duration_of(job), seconds_at_slow, "out");
  for (const History& job : night.of("restore", "fs"))
    expect_within_a_hundredth(duration_of(job), seconds_at_slow, "in");
}

// SimGrid would divide a link by latency: a WAN client would starve beside a LAN client.
TEST_F(ClosedForms, AWanAndALanClientHaveEqualSharesOfOneNic) {
  Scenario s = wide_open_cell(1);
  s.sites = {{.name = "branch", .wan_bytes_per_s = fast, .latency = 80ms}};
  add_group(s, "db", 1).site = "branch";
  s.media_agents[0].network_bytes_per_s = 2 * slow;
  for (const History& job : live(s).of("backup"))
    expect_within_a_hundredth(duration_of(job), seconds_at_slow, job.client);
}

TEST_F(ClosedForms, WavesOfJobsOnLimitedStreams) {
  for (const std::uint32_t streams : {1U, 3U, 4U, 10U}) {
    constexpr std::uint32_t n = 10;
    Scenario s = wide_open_cell(n);
    s.clients[0].read_bytes_per_s = slow;
    s.media_agents[0].streams = streams;
    const auto jobs = live(s).of("backup");
    const double waves = std::ceil(static_cast<double>(n) / streams);
    expect_within_a_hundredth(makespan(jobs), waves * seconds_at_slow, std::to_string(streams) + " streams");
  }
}

TEST_F(ClosedForms, AnAuxCopyIsDividedOverItsStreams) {
  Scenario s = wide_open_cell(6);
  s.media_agents[1].library_write_bytes_per_s = 3 * slow;
  s.aux_copies = {{.at = 48h, .policy = "Gold", .copy = "Secondary"}};
  for (const std::uint32_t streams : {1U, 3U, 6U}) {
    s.jobs.aux_copy_streams = streams;
    const auto jobs = live(s).of("aux-copy");
    ASSERT_EQ(jobs.size(), 1u);
    expect_within_a_hundredth(duration_of(jobs[0]), 6 * seconds_at_slow / 3, std::to_string(streams) + " copy streams");
  }
}

// --- latency counts once a stream ------------------------------------------------------------------------------------

/// Everything that moves data goes through a WAN of `slow` and this latency, in 400 chunks of 10 s each.
Scenario far_cell(std::chrono::nanoseconds latency) {
  Scenario s = wide_open_cell(1);
  s.data_path.chunk_bytes = 100'000'000;
  s.sites = {{.name = "branch", .wan_bytes_per_s = slow, .latency = latency},
             {.name = "vault", .wan_bytes_per_s = slow, .latency = latency}};
  s.clients[0].site = "branch";
  s.media_agents[1].site = "vault";
  s.restores = {{.at = 48h, .clients = "fs"}};
  s.aux_copies = {{.at = 96h, .policy = "Gold", .copy = "Secondary"}};
  return s;
}

// A round trip is a fifth of a chunk: it is waited for once, at the end.
TEST_F(ClosedForms, AStreamOverALongWayTakesWhatItsBytesTake) {
  for (const auto latency : {0ms, 1000ms}) {
    for (const auto& [number, job] : live(far_cell(latency)).jobs) {
      ASSERT_EQ(job.end(), "Completed");
      expect_within_a_hundredth(duration_of(job), seconds_at_slow, job.kind + " over a WAN");
    }
  }
}

// In t seconds a chunk leaves; a round trip r later it is acknowledged. With w of them in flight, w leave in t + r or
// in w t, whichever is longer.
TEST_F(ClosedForms, AsManyChunksLeaveInARoundTripAsMayBeInFlight) {
  constexpr double chunks = 400;
  constexpr double t = 10;
  constexpr double r = 50;
  Scenario s = far_cell(25s);
  s.aux_copies.clear();
  for (const std::uint32_t w : {1U, 2U, 4U, 8U}) {
    s.data_path.in_flight = w;
    for (const auto& [number, job] : live(s).jobs) {
      ASSERT_EQ(job.end(), "Completed");
      const double stream = std::max(chunks * t + r, chunks / w * (t + r));
      const double round_trips = job.kind == "restore" ? 2 : 1;  // client is asked; it asks the MediaAgent
      const double closed_form = stream + round_trips * r;
      expect_within_a_hundredth(duration_of(job), closed_form, job.kind + ", " + std::to_string(w) + " in flight");
    }
  }
}

// --- streams, cores, cards -------------------------------------------------------------------------------------------

// Decrypting at 15 and encrypting at 30 MB/s, one after the other, is 10 MB/s a core: k streams have k cores, and all
// streams together no more than there are.
TEST_F(ClosedForms, AStreamThatIsEncryptedAgainHasOneCore) {
  constexpr std::uint32_t files = 8;
  constexpr std::uint32_t cores = 4;
  Scenario s = wide_open_cell(files);
  s.costs.decrypt_bytes_per_s = 15'000'000;
  s.costs.encrypt_bytes_per_s = 30'000'000;
  s.media_agents[0].cores = cores;
  s.copies[1].encryption = scenarios::CopyEncryption::reEncrypt;
  s.aux_copies = {{.at = 48h, .policy = "Gold", .copy = "Secondary"}};
  for (const std::uint32_t streams : {1U, 2U, 4U, 8U}) {
    s.jobs.aux_copy_streams = streams;
    const auto jobs = live(s).of("aux-copy");
    ASSERT_EQ(jobs.size(), 1u);
    expect_within_a_hundredth(duration_of(jobs[0]), files * seconds_at_slow / std::min(streams, cores),
                              std::to_string(streams) + " streams on " + std::to_string(cores) + " cores");
  }
}

// Two aux copies at once have their streams, and each of these its core.
TEST_F(ClosedForms, AuxCopiesSideBySideHaveTheirOwnCores) {
  Scenario s = wide_open_cell(1);
  s.costs.decrypt_bytes_per_s = 15'000'000;
  s.costs.encrypt_bytes_per_s = 30'000'000;
  s.copies[1].encryption = scenarios::CopyEncryption::reEncrypt;
  s.copies.push_back(s.copies[1]);
  s.copies[2].name = "Third";
  s.aux_copies = {{.at = 48h, .policy = "Gold", .copy = "Secondary"}, {.at = 48h, .policy = "Gold", .copy = "Third"}};
  s.jobs.aux_copy_streams = 1;
  const auto jobs = live(s).of("aux-copy");
  ASSERT_EQ(jobs.size(), 2u);
  for (const History& job : jobs)
    expect_within_a_hundredth(duration_of(job), seconds_at_slow, "two streams, a core each");
}

// 12 archive files are read and written at four times what the card takes: they do not cross it.
TEST_F(ClosedForms, ACopyWithinAMediaAgentDoesNotCrossItsNetworkCard) {
  constexpr std::uint32_t files = 12;
  for (const auto encryption : {scenarios::CopyEncryption::preserve, scenarios::CopyEncryption::reEncrypt}) {
    Scenario s = wide_open_cell(files);
    s.media_agents[0].network_bytes_per_s = slow;
    s.media_agents[0].library_read_bytes_per_s = 4 * slow;
    s.pools[1].media_agent = "ma1";
    s.copies[1].encryption = encryption;
    s.aux_copies = {{.at = 480h, .policy = "Gold", .copy = "Secondary"}};
    s.horizon = 960h;
    const auto jobs = live(s).of("aux-copy");
    ASSERT_EQ(jobs.size(), 1u);
    ASSERT_EQ(jobs[0].end(), "Completed");
    expect_within_a_hundredth(duration_of(jobs[0]), files * seconds_at_slow / 4, "a copy within a MediaAgent");
  }
}

// Each is bound by its own disk, so all are over at once: whoever counted flows at a host would let some wait.
TEST_F(ClosedForms, StreamsAreLimitedByTheirSettingsOnly) {
  constexpr std::uint32_t many = 400;
  Scenario s = wide_open_cell(many);
  s.media_agents[0].streams = many;
  s.clients[0].front_end_bytes = frontEnd / 10;
  s.clients[0].write_bytes_per_s = slow;
  s.restores = {{.at = 48h, .clients = "fs"}};
  const auto jobs = live(s).of("restore");
  ASSERT_EQ(jobs.size(), many);
  expect_within_a_hundredth(makespan(jobs), seconds_at_slow / 10, "400 restores at once");
}

// --- the way that reports measure by ---------------------------------------------------------------------------------

TEST(DataPaths, TheWayOfAFlowIsWhatItCrosses) {
  Scenario s = wide_open_cell(1);
  s.sites = {{.name = "branch", .wan_bytes_per_s = slow}, {.name = "vault", .wan_bytes_per_s = slow}};
  s.clients[0].site = "branch";
  s.media_agents[1].site = "vault";
  const DataPaths paths(s);
  const auto names = [&](const std::vector<ResourceId>& way) {
    std::vector<std::string> found;
    for (const ResourceId resource : way) {
      found.push_back(paths.resources()[resource].name);
      std::ranges::replace(found.back(), betweenNames, '#');
    }
    return found;
  };
  using model::DataEnd;
  using Names = std::vector<std::string>;
  EXPECT_EQ(names(paths.way_of("fs", DataEnd::clientRead, "ma1", DataEnd::libraryWrite)),
            (Names{"fs#read-rate", "fs#encrypt", "fs#send", "branch#wan-up", "ma1#receive", "ma1#library-write-rate"}));
  EXPECT_EQ(names(paths.way_of("ma1", DataEnd::libraryReEncrypt, "ma2", DataEnd::libraryWrite)),
            (Names{"ma1#library-read-rate", "ma1#crypto", "ma1#core", "ma1#send", "vault#wan-down", "ma2#receive",
                   "ma2#library-write-rate"}));
  EXPECT_EQ(names(paths.way_of("ma1", DataEnd::libraryReEncrypt, "ma1", DataEnd::libraryWrite)),
            (Names{"ma1#library-read-rate", "ma1#crypto", "ma1#core", "ma1#library-write-rate"}))
      << "nothing leaves the host";
  EXPECT_EQ(names(paths.way_of("ma2", DataEnd::libraryRead, "fs", DataEnd::clientWrite)),
            (Names{"ma2#library-read-rate", "ma2#send", "vault#wan-up", "branch#wan-down", "fs#receive", "fs#decrypt",
                   "fs#write-rate"}));
  s.media_agents[1].site = "branch";
  EXPECT_EQ(names(DataPaths(s).way_of("fs", DataEnd::clientRead, "ma2", DataEnd::libraryWrite)),
            (Names{"fs#read-rate", "fs#encrypt", "fs#send", "ma2#receive", "ma2#library-write-rate"}))
      << "nothing leaves the site";
}

}  // namespace
}  // namespace keycell::sim
