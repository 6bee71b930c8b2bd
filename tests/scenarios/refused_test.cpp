// Each text is refused with exactly this line: an editor jumps to its position, a person reads what to write instead.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios/fault_kinds.h"
#include "tests/scenarios/small_cell.h"

namespace keycell::scenarios {
namespace {

using test::why_refused;
using test::with;
using test::with_more;
using ::testing::HasSubstr;

TEST(Refused, TheSmallCellItselfIsNot) { EXPECT_EQ(why_refused(test::smallCell), ""); }

// ---- text

TEST(Refused, WhatIsNoToml) {
  const std::string why = why_refused(with("[[kms]]", "[[kms]"));
  EXPECT_TRUE(why.starts_with("cell.toml:2:")) << why;
  EXPECT_NE(why.find("this cannot be read"), std::string::npos) << why;
  EXPECT_EQ(why.find('\n'), std::string::npos) << why;
}

TEST(Refused, WhatTheTomlParserAssertsOn) {
  EXPECT_EQ(why_refused(with("[[kms]]", "[=]")),
            "cell.toml:2:2: this cannot be read: this character cannot stand here");
}

// The parser's own test for blanks has no answer to letters: to reach it was undefined.
TEST(Refused, LettersOfOtherAlphabetsOutsideOfQuotes) {
  for (const char* letter : {"\xC3\xA9", "\xCF\xBB", "\xE2\x88\x9E", "\xF0\x9F\x94\x91"}) {
    for (const std::string& text :
         {with("[[kms]]", letter), with("\"kms1\"", letter), with("\"kms1\"", "\"kms1\"" + std::string(letter)),
          with("[[kms]]", "[[" + std::string(letter) + "]]")}) {
      const std::string why = why_refused(text);
      EXPECT_TRUE(why.starts_with("cell.toml:2:") || why.starts_with("cell.toml:3:")) << why;
    }
  }
}

TEST(Refused, AKeyGivenTwice) {
  const std::string why = why_refused(with("name = \"kms1\"", "name = \"kms1\"\nname = \"kms2\""));
  EXPECT_TRUE(why.starts_with("cell.toml:4:")) << why;
}

TEST(Refused, AZeroByte) {
  EXPECT_EQ(why_refused(with("small", std::string_view("sm\0ll", 5))),
            "cell.toml:1:12: there is a zero byte; a scenario is plain text");
}

TEST(Refused, TextThatIsNotUtf8) {
  const std::string why = why_refused(with("small", "sm\xFFll"));
  EXPECT_TRUE(why.starts_with("cell.toml:1:")) << why;
}

TEST(Refused, ALineBeyondAllUse) {
  EXPECT_EQ(why_refused(with_more("# " + std::string(5000, 'x'))),
            "cell.toml:17:1: the line is too long; a line has at most 4096 characters");
}

TEST(Refused, ALineOfTheLongestLengthIsNot) {
  for (const char* end : {"\n", "\r\n"}) {
    EXPECT_EQ(why_refused(with_more("#" + std::string(4095, 'x') + end)), "") << end;
    EXPECT_NE(why_refused(with_more("#" + std::string(4096, 'x') + end)), "") << end;
  }
  EXPECT_EQ(why_refused(with_more("#" + std::string(4095, 'x'))), "") << "the last line of a file";
}

TEST(Refused, NestingBeyondAllUse) {
  std::string lists = "x = ";
  for (int depth = 0; depth < 2000; ++depth) lists += '[';
  EXPECT_NE(why_refused(lists), "");
  std::string keys = "a";  // dotted keys nest without brackets
  for (int depth = 0; depth < 2000; ++depth) keys += ".a";
  EXPECT_EQ(why_refused(keys + " = 1"), "cell.toml:1:17: this cannot be read: tables and lists nest too deep");
  std::string both = "[" + keys + "]\n" + keys;  // as deep as it gets before the parser refuses
  for (int depth = 0; depth < 3; ++depth) both += " = [\n{" + keys;
  both += " = 1";
  for (int depth = 0; depth < 3; ++depth) both += "}\n]";
  EXPECT_EQ(why_refused(both), "cell.toml:1:1: this cannot be read: tables and lists nest too deep");
}

// ---- keys and their types

TEST(Refused, AnUnknownKey) {
  EXPECT_EQ(why_refused(with("front_end", "frontend")),
            "cell.toml:13:1: frontend: \"frontend\" is no key of [[client]]; nearest: \"front_end\", one of 18 words");
  EXPECT_EQ(why_refused(with("media_agent = ", "media_agnet = ")).substr(0, 55),
            "cell.toml:8:1: media_agnet: \"media_agnet\" is no key of ");
}

TEST(Refused, AnUnknownTable) {
  EXPECT_EQ(why_refused(with("[[client]]", "[[clinet]]")),
            R"(cell.toml:10:3: clinet: "clinet" is no table of a scenario; nearest: "client", one of 28 words)");
  EXPECT_NE(why_refused(with_more("[[clients]]\n")).find(R"(nearest: "client", one of)"), std::string::npos);
  const std::string far = why_refused(with_more("[[robot]]\n"));
  EXPECT_NE(far.find(R"(expected "version", "title", "start", "horizon", "commcell", )"), std::string::npos) << far;
  EXPECT_NE(far.find(R"("expect")"), std::string::npos) << far;
  EXPECT_NE(why_refused(with_more("[netwrok]\n")).find(R"(nearest: "network")"), std::string::npos);
}

TEST(Refused, AMissingKey) {
  EXPECT_EQ(why_refused(with("pool = \"pool-a\"", "")),
            R"(cell.toml:10:1: client: expected one of "pool" and "policy", the place that it is backed up to)");
  EXPECT_EQ(why_refused(with("title = \"small\"", "")), "cell.toml:1:1: title: is missing; a scenario must have it");
  EXPECT_EQ(why_refused(""), "cell.toml:1:1: title: is missing; a scenario must have it");
}

TEST(Refused, AMissingNameSaysWhichThereAre) {
  EXPECT_EQ(why_refused(with("kms = \"kms1\"", "")),
            R"(cell.toml:6:1: kms: is missing; [[pool]] must have it; expected "kms1")");
  EXPECT_EQ(why_refused(with_more("[[fault]]\nkind = \"kms-key-lost\"\ntarget = \"kms1\"\nat = \"1 h\"\n")),
            R"(cell.toml:17:1: of: is missing; [[fault]] must have it; expected "pool-a")");
  // With a profile that nobody has, nothing is known to have keys; the profile is refused when the keys are there.
  EXPECT_EQ(why_refused(with_more("[keys]\nprofile = \"x\"\n[[rotation]]\nat = \"1 h\"\n")),
            "cell.toml:19:1: of: is missing; [[rotation]] must have it");
}

TEST(Refused, AValueWithoutItsQuotes) {
  const auto level = [](const std::string& value) { return why_refused(with_more("level = " + value + "\n")); };
  EXPECT_EQ(level("full"), R"(cell.toml:17:9: level: is neither a number nor a text in quotes; expected "full")");
  EXPECT_EQ(level("day 2 22:15  # late"),
            R"(cell.toml:17:9: level: is neither a number nor a text in quotes; expected "day 2 22:15")");
  for (const char* word : {"pool-a", "5 GB", "2:1", "3 %", "incremental", "true story", "22:15", "Full"})
    EXPECT_TRUE(level(word).ends_with(std::string("expected \"") + word + "\"")) << word << ": " << level(word);
  EXPECT_EQ(level("[\"a\", full]"),
            R"(cell.toml:17:15: level: is neither a number nor a text in quotes; expected "full")");
  EXPECT_EQ(why_refused("title = full"),
            R"(cell.toml:1:9: title: is neither a number nor a text in quotes; expected "full")");
  EXPECT_EQ(why_refused(with_more("site = [{ name = \"a\", wan = 5 GB }]\n")),
            R"(cell.toml:17:29: wan: is neither a number nor a text in quotes; expected "5 GB")");
  // Its twins: what lacks no quotes is told as the parser tells it.
  for (const char* other : {"", "99999999999999999999", "1 = 2", "\"full", "'full", "= full", "\xFF", "[1, 2"})
    EXPECT_NE(level(other).find(": this cannot be read: "), std::string::npos) << other << ": " << level(other);
}

TEST(Refused, ATextWhereAListIsExpected) {
  EXPECT_EQ(why_refused(with_more("[[schedule]]\nclients = \"fs\"\nat = \"22:00\"\naux_copy = \"Primary\"\n")),
            R"(cell.toml:20:12: aux_copy: "Primary" is no list; expected ["Primary"])");
}

TEST(Refused, ARetentionThatKeepsNothing) {
  const auto retention = [](const std::string& value) {
    return why_refused(
        with_more("[[copy]]\npolicy = \"Gold\"\nname = \"Primary\"\npool = \"pool-a\"\nretention = " + value + "\n"));
  };
  EXPECT_EQ(
      retention("\"30 days, 0 cycles\""),
      R"(cell.toml:21:13: retention: "30 days, 0 cycles" would let the latest backup go; expected at least "1 cycle")");
  EXPECT_EQ(retention("30"), R"(cell.toml:21:13: retention: 30 has no unit; write for example "30 days, 2 cycles")");
}

TEST(Refused, ANumberWhereARatioIsExpected) {
  const auto compression = [](const std::string& value) {
    return why_refused(with("pool = \"pool-a\"", "pool = \"pool-a\"\ncompression = " + value));
  };
  EXPECT_EQ(compression("2"), R"(cell.toml:13:15: compression: 2 is no ratio; expected "2:1")");
  EXPECT_EQ(compression("1.5"), R"(cell.toml:13:15: compression: 1.5 is no ratio; expected "1.5:1")");
  EXPECT_EQ(compression("0"), R"(cell.toml:13:15: compression: 0 has no unit; write for example "2:1")");
}

TEST(Refused, AListWhereOneTextIsExpected) {
  EXPECT_EQ(why_refused(with("clients = \"fs\"", "clients = [\"fs\"]")),
            R"(cell.toml:16:11: clients: a list is no text; expected "fs" without [ ])");
  EXPECT_EQ(why_refused(with("clients = \"fs\"", "clients = [\"fs\", \"db\"]")),
            "cell.toml:16:11: clients: a list is no text; expected one text in quotes, without [ ]");
}

TEST(Refused, TwoPlacesToBackUpTo) {
  EXPECT_EQ(why_refused(with("pool = \"pool-a\"", "pool = \"pool-a\"\npolicy = \"Gold\"")),
            R"(cell.toml:13:10: policy: is there beside "pool"; expected one of the two, the place that it is backed )"
            "up to");
}

TEST(Refused, AnEmptyName) {
  EXPECT_EQ(why_refused(with("pool = \"pool-a\"", "pool = \"\"")),
            "cell.toml:12:8: pool: is empty; expected a name, or no such key");
}

TEST(Refused, AWrongType) {
  EXPECT_EQ(why_refused(with("\"small\"", "5")), "cell.toml:1:9: title: 5 is no text; expected a text in quotes");
  EXPECT_EQ(why_refused(with("name = \"fs\"", "name = \"fs\"\ncount = \"4\"")),
            R"(cell.toml:12:9: count: "4" is no whole number; write for example 10)");
  EXPECT_EQ(why_refused(with("name = \"fs\"", "name = \"fs\"\ncount = 1.5")),
            "cell.toml:12:9: count: 1.5 is no whole number; write for example 10");
  EXPECT_EQ(why_refused(with("\"40 GB\"", "true")),
            R"(cell.toml:13:13: front_end: true is no size; write for example "600 GB")");
  EXPECT_EQ(why_refused(with_more("[expect]\nviolated = \"FID-1\"\n")),
            R"(cell.toml:18:12: violated: "FID-1" is no list; expected ["FID-1"])");
  EXPECT_EQ(why_refused(with_more("[expect]\nviolated = [\"FID-1\", 6]\n")),
            "cell.toml:18:22: violated: 6 is no text; expected a text in quotes");
  EXPECT_EQ(why_refused(with("[[kms]]", "[kms]")),
            "cell.toml:2:1: kms: a table is no list of tables; expected [[kms]]");
  EXPECT_EQ(why_refused(with_more("[[keys]]\nprofile = \"pool-kek\"\n")),
            "cell.toml:17:1: keys: a list is no table; expected [keys]");
  EXPECT_EQ(why_refused(with("title = \"small\"", "title = \"small\"\nnetwork = \"LAN\"")),
            R"(cell.toml:2:11: network: "LAN" is no table; expected [network])");
}

TEST(Refused, AWrongChoice) {
  EXPECT_EQ(why_refused(with_more("[keys]\nunwrap = \"fech\"\n")),
            R"(cell.toml:18:10: unwrap: "fech" is no unwrap; expected "fetch", "remote"; nearest: "fetch")");
  EXPECT_EQ(why_refused(with_more("[network]\nchannel = \"tls\"\n")),
            R"(cell.toml:18:11: channel: "tls" is no channel; expected "sealed", "plain")");
  const std::string no_kind = why_refused(with_more("[[fault]]\nkind = \"bit_rot\"\n"));
  // There are too many kinds to name them all.
  EXPECT_EQ(no_kind, R"(cell.toml:18:8: kind: "bit_rot" is no kind; nearest: "bit-rot", one of )" +
                         std::to_string(fault_kinds().size()) + " words");
  EXPECT_EQ(why_refused(with("name = \"kms1\"", "name = \"kms1\"\nkind = \"kmip\"")),
            R"(cell.toml:4:8: kind: "kmip" is no kind of KMS; expected "third-party", "built-in")");
  EXPECT_EQ(why_refused(with_more("[keys]\nprofile = \"pool-kex\"\n")),
            R"(cell.toml:18:11: profile: "pool-kex" is no profile; expected "per-copy-rsa", "pool-kek", )"
            R"("pool-rsa-kek"; nearest: "pool-kek")");
}

// ---- quantities

TEST(Refused, AQuantityWithoutItsUnit) {
  EXPECT_EQ(why_refused(with("\"40 GB\"", "600")),
            R"(cell.toml:13:13: front_end: 600 has no unit; write for example "600 GB")");
  EXPECT_EQ(why_refused(with("\"40 GB\"", "\"600\"")),
            R"(cell.toml:13:13: front_end: "600" has no unit; write for example "600 GB")");
  EXPECT_EQ(why_refused(with("\"1 h\"", "1.5")),
            R"(cell.toml:15:6: at: 1.5 has no unit; write for example "1 h" or "day 2 22:15")");
}

TEST(Refused, AQuantityOfAnotherKind) {
  EXPECT_EQ(why_refused(with_more("[network]\ncontrol_rate = \"10 GB\"\n")),
            R"(cell.toml:18:16: control_rate: "10 GB" is a size, not a rate; write for example "10 Gbit/s")");
}

TEST(Refused, ANegativeQuantity) {
  EXPECT_EQ(why_refused(with("\"40 GB\"", "\"-40 GB\"")),
            R"(cell.toml:13:13: front_end: "-40 GB" is negative; write for example "600 GB")");
  EXPECT_EQ(why_refused(with_more("[jobs]\nbackup_max_restarts = -1\n")),
            "cell.toml:18:23: backup_max_restarts: -1 is too small; expected at least 0");
}

// The bound that it names is the one that holds, whatever kind of number it is.
TEST(Refused, ANumberBelowItsBoundIsToldTheBound) {
  const auto refused = [](const std::string& key, const std::string& number) {
    return why_refused(with("name = \"kms1\"", "name = \"kms1\"\n" + key + " = " + number));
  };
  for (const char* number : {"-1", "0", "-9223372036854775808"})
    EXPECT_EQ(refused("workers", number),
              "cell.toml:4:11: workers: " + std::string(number) + " is too small; expected at least 1");
  EXPECT_EQ(refused("queue", "-1"), "cell.toml:4:9: queue: -1 is too small; expected at least 0");
  EXPECT_EQ(refused("nodes", "4294967296"), "cell.toml:4:9: nodes: 4294967296 is too large; expected at most 16");
  EXPECT_EQ(why_refused(with("name = \"fs\"", "name = \"fs\"\ncount = -1")),
            "cell.toml:12:9: count: -1 is too small; expected at least 1");
}

TEST(Refused, AnOutageThatIsNone) {
  const auto refused = [](const std::string& lasts) {
    return why_refused(
        with_more("[[fault]]\nkind = \"host-restart\"\ntarget = \"fs\"\nat = \"1 h\"\nlasts = \"" + lasts + "\"\n"));
  };
  EXPECT_EQ(refused("2 us"), "");
  EXPECT_EQ(refused("1999 ns"),
            "cell.toml:21:9: lasts: \"1999 ns\" is too short for a host to be off; expected at least \"2 us\"");
  EXPECT_NE(refused("0 s").find("0 s is too short; expected more"), std::string::npos);
  EXPECT_EQ(why_refused(with_more("[costs]\nreboot = \"1 us\"\n")),
            "cell.toml:18:10: reboot: \"1 us\" is too short for a host to be off; expected at least \"2 us\"");
}

TEST(Refused, ARestartOfWhatIsNoHost) {
  const auto refused = [](const std::string& target) {
    return why_refused(with_more("[[fault]]\nkind = \"host-restart\"\ntarget = \"" + target + "\"\nat = \"1 h\"\n"));
  };
  EXPECT_EQ(refused("commserve") + refused("kms1") + refused("ma1"), "");
  EXPECT_EQ(refused("pool-a"),
            "cell.toml:19:10: target: \"pool-a\" is no host but a pool; expected \"commserve\", "
            "\"kms1\", \"ma1\", \"fs\"");
}

TEST(Refused, AGenerationThatTheOwnerCannotHaveHad) {
  const auto refused = [](const std::string& generation) {
    return why_refused(
        with_more("[[rotation]]\nat = \"1 h\"\nof = \"pool-a\"\n[[rotation]]\nat = \"3 h\"\n"
                  "of = \"pool-a\"\n[[fault]]\nkind = \"kms-key-lost\"\ntarget = \"kms1\"\n"
                  "of = \"pool-a\"\nat = \"2 h\"\ngeneration = " +
                  generation + "\n"));
  };
  EXPECT_EQ(refused("1") + refused("2") + refused("\"oldest\"") + refused("\"newest\""), "");
  EXPECT_EQ(refused("3"),
            "cell.toml:28:14: generation: 3 is too large; \"pool-a\" has had at most 2 master keys then: one more with "
            "each [[rotation]] before");
  EXPECT_EQ(refused("0"), "cell.toml:28:14: generation: 0 is too small; expected at least 1");
  EXPECT_EQ(refused("-1"), "cell.toml:28:14: generation: -1 is too small; expected at least 1");
  EXPECT_EQ(refused("\"eldest\""),
            "cell.toml:28:14: generation: \"eldest\" is no generation; expected \"oldest\", \"newest\"; nearest: "
            "\"oldest\"");
  EXPECT_NE(refused("1.5"), "");
}

TEST(Refused, ALogLevelOfWhatHasNoLog) {
  EXPECT_EQ(why_refused(with("name = \"kms1\"", "name = \"kms1\"\nkind = \"built-in\"\nlog_level = \"debug\"")),
            "cell.toml:5:13: log_level: a built-in KMS logs where the CommServe does; expected it under [commserve]");
}

TEST(Refused, ANumberThatDoesNotFit) {
  EXPECT_EQ(why_refused(with_more("[jobs]\nbackup_max_restarts = 4294967296\n")),
            "cell.toml:18:23: backup_max_restarts: 4294967296 is too large; expected at most 4294967295");
  EXPECT_NE(why_refused(with_more("[jobs]\nbackup_max_restarts = 99999999999999999999\n")), "");
  EXPECT_NE(why_refused(with("\"40 GB\"", "\"99999 PB\"")).find("is more than"), std::string::npos);
}

TEST(Refused, ZeroWhereSomethingMustMove) {
  EXPECT_EQ(why_refused(with("\"40 GB\"", "\"0 GB\"")),
            R"(cell.toml:13:13: front_end: 0 B is too small; expected more, write for example "600 GB")");
  EXPECT_EQ(why_refused(with_more("[data]\nchunk = \"0 B\"\n")),
            R"(cell.toml:18:9: chunk: 0 B is too small; expected more, write for example "600 GB")");
  EXPECT_EQ(why_refused(with("name = \"ma1\"", "name = \"ma1\"\nlibrary_read = \"0 MB/s\"")),
            R"(cell.toml:6:16: library_read: a rate of 0 never ends; expected more, write for example "10 Gbit/s")");
  EXPECT_EQ(why_refused(with("name = \"fs\"", "name = \"fs\"\ncount = 0")),
            "cell.toml:12:9: count: 0 is too small; expected at least 1");
  EXPECT_EQ(why_refused(with("title = \"small\"", "title = \"small\"\nhorizon = \"0 s\"")),
            R"(cell.toml:2:11: horizon: 0 s is too short; expected more, write for example "10 min")");
  for (const char* key : {"[costs]\nencrypt = \"0 B/s\"", "[costs]\nreboot = \"0 s\"",
                          "[jobs]\ncall_deadline = \"0 s\"", "[network]\ncontrol_rate = \"0 B/s\""}) {
    EXPECT_NE(why_refused(with_more(key)).find("cell.toml:18:"), std::string::npos) << key;
  }
  for (const char* key : {"network", "library_write"}) {
    const std::string more = "name = \"ma1\"\n" + std::string(key) + " = \"0 B/s\"";
    EXPECT_NE(why_refused(with("name = \"ma1\"", more)), "") << key;
  }
  for (const char* key : {"network", "read", "write"}) {
    const std::string more = "name = \"fs\"\n" + std::string(key) + " = \"0 B/s\"";
    EXPECT_NE(why_refused(with("name = \"fs\"", more)), "") << key;
  }
}

TEST(Refused, ARecordOutsideItsLimits) {
  EXPECT_EQ(why_refused(with_more("[data]\nrecord = \"31 B\"\n")),
            R"(cell.toml:18:10: record: "31 B" is no record size; expected "32 B" to "64 KiB")");
  EXPECT_NE(why_refused(with_more("[data]\nrecord = \"65537 B\"\n")), "");
  EXPECT_EQ(why_refused(with_more("[data]\nchunk = \"512 B\"\n")),  // the default record is 1 KiB
            R"(cell.toml:17:1: record: "1 KiB" is more than a chunk; expected at most "512 B")");
}

TEST(Refused, MoreChunksInFlightThanTheCsdbKeepsTrackOf) {
  EXPECT_EQ(why_refused(with_more("[data]\nin_flight = 0\n")),
            "cell.toml:18:13: in_flight: 0 is too small; expected at least 1");
  EXPECT_EQ(why_refused(with_more("[data]\nin_flight = 33\n")),
            "cell.toml:18:13: in_flight: 33 is too large; expected at most 32");
}

TEST(Refused, MoreThanAMachineHolds) {
  EXPECT_EQ(
      why_refused(with("name = \"fs\"", "name = \"fs\"\ncount = 20001")),
      "cell.toml:12:9: count: makes 20001 clients; expected at most 20000: a simulated host needs actors, and the "
      "machine maps at most about 32000");
  EXPECT_NE(why_refused(with("name = \"fs\"", "name = \"fs\"\ncount = 4294967295")), "");
  const std::string many_streams = "[jobs]\nstreams = 9000\n[[media_agent]]\nname = \"more\"\nstreams = 8900\n";
  const std::string many_clients =
      "[[client]]\nname = \"many\"\ncount = 8500\npool = \"pool-a\"\nfront_end = \"1 GB\"\n";
  const std::string jobs = "[[backup]]\nat = \"2 h\"\nclients = \"many\"\n";
  EXPECT_EQ(
      why_refused(with_more(many_streams + many_clients + jobs)),
      "cell.toml:18:11: streams: 8501 jobs could move data at once; expected at most 7833 beside 8501 clients: each "
      "needs 3 actors, and the machine maps at most about 32000");
  EXPECT_EQ(why_refused(with_more(many_streams + many_clients)), "") << "as many streams, and nothing to move";
  EXPECT_EQ(why_refused(with("\"40 GB\"", "\"4000000000000001 B\"")),
            R"(cell.toml:13:13: front_end: makes 1000001 chunks of "4 GB"; expected at most 1000000 a client, so take )"
            "larger chunks ([data] chunk)");
}

// ---- names

TEST(Refused, ANameThatIsTaken) {
  const auto taken = [](const std::string& by) { return " is the name of " + by + " already; expected another name"; };
  EXPECT_EQ(why_refused(with("name = \"ma1\"", "name = \"kms1\"")), "cell.toml:5:8: name: \"kms1\"" + taken("a KMS"));
  EXPECT_EQ(why_refused(with("name = \"kms1\"", "name = \"commserve\"")),
            "cell.toml:3:8: name: \"commserve\"" + taken("the CommServe"));
  // A group makes ma1, ma2 ...: the first is the media agent's.
  EXPECT_EQ(why_refused(with("name = \"fs\"", "name = \"ma\"\ncount = 2")),
            "cell.toml:11:8: name: \"ma1\"" + taken("a media agent"));
  EXPECT_EQ(why_refused(with_more("[[pool]]\nname = \"pool-a\"\nmedia_agent = \"ma1\"\nkms = \"kms1\"\n")),
            "cell.toml:18:8: name: \"pool-a\"" + taken("a pool"));
}

TEST(Refused, ANameThatNothingHas) {
  EXPECT_EQ(why_refused(with("media_agent = \"ma1\"", "media_agent = \"ma2\"")),
            R"(cell.toml:8:15: media_agent: "ma2" is no media agent; expected "ma1"; nearest: "ma1")");
  EXPECT_EQ(why_refused(with("kms = \"kms1\"", "kms = \"kms\"")),
            R"(cell.toml:9:7: kms: "kms" is no KMS; expected "kms1"; nearest: "kms1")");
  EXPECT_EQ(why_refused(with("pool = \"pool-a\"", "pool = \"pool-b\"")),
            R"(cell.toml:12:8: pool: "pool-b" is no pool; expected "pool-a"; nearest: "pool-a")");
  EXPECT_EQ(why_refused(with("clients = \"fs\"", "clients = \"sf\"")),
            R"(cell.toml:16:11: clients: "sf" is no group of clients; expected "fs"; nearest: "fs")");
  EXPECT_EQ(why_refused(with_more("[[restore]]\nat = \"2 h\"\nclients = \"fz\"\n")),
            R"(cell.toml:19:11: clients: "fz" is no group of clients; expected "fs"; nearest: "fs")");
  EXPECT_EQ(why_refused(with_more("[[fault]]\nkind = \"power-cut\"\ntarget = \"comserve\"\nio = 1\n")),
            R"(cell.toml:19:10: target: "comserve" is no host with a durable disk; expected "commserve", )"
            R"("kms1", "ma1"; nearest: "commserve")");
  // Only media agents have media.
  EXPECT_EQ(why_refused(with_more("[[fault]]\nkind = \"media-agent-crash\"\ntarget = \"kms1\"\nat = \"2 h\"\n")),
            R"(cell.toml:19:10: target: "kms1" is no media agent but a KMS; expected "ma1"; nearest: "ma1")");
}

// A word that is the name of something else is called what it is.
TEST(Refused, AClientWhereAGroupIsExpectedAndTheReverse) {
  const std::string six = with("name = \"fs\"", "name = \"fs\"\ncount = 6");
  EXPECT_EQ(why_refused(six + "[[restore]]\nat = \"2 h\"\nclients = \"fs3\"\n"),
            R"(cell.toml:20:11: clients: "fs3" is no group of clients but a client of the group "fs"; expected "fs"; )"
            R"(nearest: "fs")");
  EXPECT_EQ(why_refused(six + "[[fault]]\nkind = \"media-agent-crash\"\ntarget = \"fs\"\nat = \"2 h\"\n"),
            R"(cell.toml:20:10: target: "fs" is no media agent but a group of clients; expected "ma1")");
  EXPECT_EQ(why_refused(with("media_agent = \"ma1\"", "media_agent = \"pool-a\"")),
            R"(cell.toml:8:15: media_agent: "pool-a" is no media agent but a pool; expected "ma1")");
}

// A client makes no durable disk operation: the fault would never act, and nobody would notice.
TEST(Refused, APowerCutAtADiskOperationOfAClient) {
  const std::string why = why_refused(with_more("[[fault]]\nkind = \"power-cut\"\ntarget = \"fs\"\nio = 1\n"));
  EXPECT_NE(why.find(R"("fs" is no host with a durable disk)"), std::string::npos) << why;
}

TEST(Refused, AnUnknownProperty) {
  EXPECT_EQ(
      why_refused(with_more("[expect]\nviolated = [\"FID-1\", \"SEC-8\"]\n")),
      R"(cell.toml:18:22: violated: "SEC-8" is no property; expected "FID-1", "SEC-1", "SEC-6", "SEC-7"; nearest: "SEC-1")");
  EXPECT_EQ(why_refused(with_more("[expect]\nviolated = [\"FID-1\", \"FID-1\"]\n")),
            R"(cell.toml:18:22: violated: "FID-1" is there twice; expected once)");
}

TEST(Refused, AnIdThatNoCommCellHas) {
  EXPECT_EQ(why_refused(with_more("[commcell]\nid = \"2a4f\"\n")),
            R"(cell.toml:18:6: id: "2a4f" is no CommCell id; expected 1 to 16 of 0-9 and A-F, as "2A4F")");
}

TEST(Refused, ATitleThatIsNoTitle) {
  EXPECT_NE(why_refused(with("\"small\"", "\"\"")), "");
  EXPECT_NE(why_refused(with("\"small\"", R"("two\nlines")")), "");
  EXPECT_NE(why_refused(with("small", std::string(201, 'x'))), "");
}

// ---- the cell and its times

TEST(Refused, ACellWithoutAPart) {
  for (const char* part : {"kms", "media_agent", "pool", "client"}) {
    std::string text = "title = \"part missing\"\n";
    for (const char* other : {"kms", "media_agent", "pool", "client"}) {
      if (other == std::string_view(part)) continue;
      text += "[[" + std::string(other) + "]]\nname = \"" + std::string(other).substr(0, 1) + "\"\n";
      if (other == std::string_view("pool")) text += "media_agent = \"m\"\nkms = \"k\"\n";
      if (other == std::string_view("client")) text += "pool = \"p\"\nfront_end = \"1 GB\"\n";
    }
    const std::string name(part);
    const std::string or_else = name == "pool" ? " or [[copy]]" : "";
    EXPECT_EQ(why_refused(text),
              "cell.toml:1:1: " + name + ": there is none; expected at least one [[" + name + "]]" + or_else);
  }
}

TEST(Refused, ACipherThatCannotBe) {
  EXPECT_EQ(why_refused(with_more("[data]\ncipher = \"Twofish-256\"\n")),
            "cell.toml:18:10: cipher: Twofish is documented, but OpenSSL has none; it has AES (128, 256), 3DES (192), "
            "Blowfish (128, 256); write for example \"AES-256\"");
  EXPECT_EQ(why_refused(with_more("[data]\ncipher = \"AES-192\"\n")),
            "cell.toml:18:10: cipher: AES has keys of 128 or 256 bits, not 192; write for example \"AES-256\"");
  EXPECT_EQ(why_refused(with_more("[data]\ncipher = \"aes\"\n")).substr(0, 17), "cell.toml:18:10: ");
  for (const char* spelling : {"AES-0256", "AES-256x"}) {
    const std::string why = why_refused(with_more("[data]\ncipher = \"" + std::string(spelling) + "\"\n"));
    EXPECT_NE(why.find(R"(nearest: "AES-256")"), std::string::npos) << why;
  }
}

TEST(Refused, AnRsaProfileThatLeavesOpeningToTheKms) {
  EXPECT_EQ(why_refused(with_more("[keys]\nprofile = \"per-copy-rsa\"\nunwrap = \"remote\"\n")),
            "cell.toml:19:10: unwrap: this profile's RSA private keys are opened with a fetched master key; expected "
            "\"fetch\"");
}

TEST(Refused, MoreRsaPairsThanThereAre) {
  std::string more = "[keys]\nprofile = \"pool-rsa-kek\"\n";
  for (int i = 0; i < 32; ++i)
    more += "[[pool]]\nname = \"pool-" + std::to_string(i) + "\"\nmedia_agent = \"ma1\"\nkms = \"kms1\"\n";
  EXPECT_EQ(why_refused(with_more(more)),
            R"(cell.toml:18:11: profile: "pool-rsa-kek" gives an RSA pair to each of 33 pools, and copies without one )"
            R"(("pool-a", "pool-0", ...); expected at most 32, so take fewer, or "pool-kek", which draws none)");
}

TEST(Refused, AFaultOfAKeyThatItsKmsDoesNotKeep) {
  const std::string fault = "[[fault]]\nkind = \"kms-key-disabled\"\ntarget = \"kms1\"\nat = \"1 h\"\n";
  EXPECT_EQ(why_refused(with_more(fault + "of = \"pool-z\"\n")),
            "cell.toml:21:6: of: \"pool-z\" is no pool or copy with keys of its own; expected \"pool-a\"; nearest: "
            "\"pool-a\"");
  EXPECT_EQ(why_refused(with_more(fault + "of = \"pool-a\"\nuntil = \"1 h\"\n")),
            "cell.toml:22:9: until: is not after \"at\"; expected a later time");
  EXPECT_THAT(
      why_refused(with_more(fault + "of = \"pool-a\"\nio = 4\n")),
      HasSubstr(R"(cell.toml:22:6: io: kind "kms-key-disabled" has no "io"; expected "kind", "target", "at", )"));
  const std::string other =
      "[[kms]]\nname = \"kms2\"\n[[pool]]\nname = \"pool-b\"\nmedia_agent = \"ma1\"\nkms = \"kms2\"\n";
  EXPECT_EQ(why_refused(with_more(other + fault + "of = \"pool-b\"\n")).find("has its master key at \"kms2\"") ==
                std::string::npos,
            false);
  EXPECT_NE(
      why_refused(with_more("[[fault]]\nkind = \"bit-rot\"\ntarget = \"ma1\"\nat = \"1 h\"\npart = \"pool-a\"\n")), "");
}

TEST(Refused, AFaultOfWhatIsNotOnThatDisk) {
  const auto why = [](const std::string& kind, const std::string& target, const std::string& more) {
    return why_refused(
        with_more("[[fault]]\nkind = \"" + kind + "\"\ntarget = \"" + target + "\"\nat = \"2 h\"\n" + more));
  };
  EXPECT_EQ(why("bit-rot", "commserve", "part = \"data_key\"\nacts = \"at-boot\"\n"), "");
  EXPECT_EQ(why("bit-rot", "kms1", "part = \"master_key\"\n"), "");
  EXPECT_EQ(why("bit-rot", "ma1", "part = \"fs\"\n"), "");
  EXPECT_EQ(why("bit-rot", "ma1", "part = \"7\"\n"), "");
  EXPECT_EQ(
      why("bit-rot", "ma1", "part = \"fz\"\n"),
      R"(cell.toml:21:8: part: "fz" is no client and no number of an archive file; expected "fs"; nearest: "fs")");
  EXPECT_EQ(why("bit-rot", "kms1", "part = \"data_key\"\n"),
            R"(cell.toml:21:8: part: "data_key" is no table of keys of "kms1"; expected "master_key"; )"
            R"(nearest: "master_key")");
  EXPECT_EQ(why("bit-rot", "commserve", "part = \"datakey\"\n"),
            R"(cell.toml:21:8: part: "datakey" is no table of keys of "commserve"; expected "protection", "data_key", )"
            R"("built_in_key", "network_password"; nearest: "data_key")");
  EXPECT_THAT(why("bit-rot", "ma1", "acts = \"later\"\n"), HasSubstr(R"(acts: "later" is no )"));
  EXPECT_THAT(why("disk-full", "fs", ""), HasSubstr(R"(target: "fs" is no host with a durable disk)"));
  EXPECT_THAT(why("write-lost", "ma1", ""), HasSubstr("until: is missing"));
  EXPECT_THAT(why("write-lost", "ma1", "until = \"1 h\"\n"), HasSubstr("until: is not after \"at\""));
  EXPECT_THAT(why("disk-rolled-back", "ma1", "as_of = \"2 h\"\n"), HasSubstr("at: is not after \"as_of\""));
  EXPECT_THAT(why("disk-rolled-back", "ma1", ""), HasSubstr("as_of: is missing"));
  EXPECT_THAT(why("records-exchanged", "kms1", "client = \"fs\"\nwith = \"fs\"\n"),
              HasSubstr(R"(target: "kms1" has neither records nor the keys of clients)"));
  EXPECT_THAT(why("records-exchanged", "ma1", "client = \"fs\"\nwith = \"fs\"\n"),
              HasSubstr(R"(with: "fs" is the same client; expected another one)"));
}

// Its keys lie in the CSDB.
TEST(Refused, AFaultOfTheDiskOfABuiltInKms) {
  EXPECT_EQ(
      why_refused(with("name = \"kms1\"", "name = \"kms1\"\nkind = \"built-in\"") +
                  "[[fault]]\nkind = \"disk-full\"\ntarget = \"kms1\"\nat = \"2 h\"\n"),
      R"(cell.toml:20:10: target: "kms1" is built-in: its keys are in the CSDB, and it is down when the CommServe )"
      R"(is; expected "commserve")");
}

TEST(Refused, AnEncryptedClientKeyOfAKms) {
  EXPECT_EQ(why_refused(with("name = \"kms1\"", "name = \"kms1\"\nclient_key = \"encrypted\"")),
            "cell.toml:4:14: client_key: the key of the client certificate for KMS \"kms1\" is encrypted, and the "
            "CommServe takes none that is; expected \"unencrypted\"");
}

TEST(Refused, ARestoreWithNothingToRestore) {
  EXPECT_EQ(why_refused(with("[[backup]]", "[[restore]]")),
            R"(cell.toml:15:6: at: "fs" has no backup to restore; expected a [[backup]] before it)");
  EXPECT_EQ(why_refused(with_more("[[restore]]\nat = \"1 h\"\nclients = \"fs\"\n")),
            R"(cell.toml:18:6: at: "day 1 01:00" is not after a backup of "fs"; expected more than "day 1 01:00")");
}

/// Backed up to a policy whose copy Secondary is filled from its primary one; `more` begins in line 26.
std::string why_two_copies_refused(const std::string& more) {
  return why_refused(with("pool = \"pool-a\"", "policy = \"Gold\"") +
                     "[[copy]]\npolicy = \"Gold\"\nname = \"Primary\"\npool = \"pool-a\"\n"
                     "[[copy]]\npolicy = \"Gold\"\nname = \"Secondary\"\npool = \"pool-a\"\nsource = \"Primary\"\n" +
                     more);
}

TEST(Refused, TheNameOfThePrimaryCopyWhereAuxCopyFillsOne) {
  const std::string why = R"("Primary" is the primary copy, which backups fill; expected "Secondary")";
  EXPECT_EQ(why_two_copies_refused("[[aux_copy]]\nat = \"2 h\"\npolicy = \"Gold\"\ncopy = \"Primary\"\n"),
            "cell.toml:29:8: copy: " + why);
  EXPECT_EQ(why_two_copies_refused("[[schedule]]\nclients = \"fs\"\nat = \"22:00\"\naux_copy = [\"Primary\"]\n"),
            "cell.toml:29:13: aux_copy: " + why);
  EXPECT_EQ(why_two_copies_refused("[[aux_copy]]\nat = \"2 h\"\npolicy = \"Gold\"\ncopy = \"Secundary\"\n"),
            R"(cell.toml:29:8: copy: "Secundary" is no copy with a "source" of policy "Gold"; expected "Secondary"; )"
            R"(nearest: "Secondary")");
}

TEST(Refused, CopiesThatAreFilledInACircle) {
  const auto copy = [](const std::string& name, const std::string& source) {
    return "[[copy]]\npolicy = \"Gold\"\nname = \"" + name + "\"\npool = \"pool-a\"\nsource = \"" + source + "\"\n";
  };
  EXPECT_EQ(why_two_copies_refused(copy("Tertiary", "Secondary")), "") << "a chain is none";
  EXPECT_EQ(why_two_copies_refused(copy("Beside", "A") + copy("A", "B") + copy("B", "C") + copy("C", "A")),
            R"(cell.toml:35:10: source: leads back to the copy itself: "A" from "B", "B" from "C", "C" from "A"; )"
            "expected sources that lead to the primary copy of the policy");
}

TEST(Refused, ARestoreFromACopyThatNothingFillsBefore) {
  const std::string restore = "[[restore]]\nat = \"5 h\"\nclients = \"fs\"\ncopy = \"Secondary\"\n";
  const auto copied_at = [&](const std::string& at) {
    return why_two_copies_refused(restore + "[[aux_copy]]\nat = \"" + at +
                                  "\"\npolicy = \"Gold\"\ncopy = \"Secondary\"\n");
  };
  const std::string why =
      R"(cell.toml:29:8: copy: "Secondary" is empty then; expected an [[aux_copy]] or a schedule's aux_copy that fills )"
      R"(it after "day 1 01:00", the first backup, and before the restore)";
  EXPECT_EQ(why_two_copies_refused(restore), why);
  EXPECT_EQ(copied_at("30 min"), why) << "there was nothing to copy";
  EXPECT_EQ(copied_at("6 h"), why) << "too late";
  EXPECT_EQ(copied_at("2 h"), "");
  const std::string schedule = "[[schedule]]\nclients = \"fs\"\naux_copy = [\"Secondary\"]\nat = ";
  EXPECT_EQ(why_two_copies_refused(restore + schedule + "\"22:00\"\n"), why);
  EXPECT_EQ(why_two_copies_refused(restore + schedule + "\"03:00\"\n"), "");
}

TEST(Refused, TimesBeyondAllUse) {
  const auto at = [](const std::string& when) { return why_refused(with("\"1 h\"", '"' + when + '"')); };
  const std::string late = R"( is not before the end of the run; expected less than the horizon, "36525 days")";
  EXPECT_EQ(at("106751 days"), R"(cell.toml:15:6: at: "day 106752 00:00")" + late);
  EXPECT_EQ(at("day 106752 22:00"), R"(cell.toml:15:6: at: "day 106752 22:00")" + late);
  EXPECT_EQ(at("106752 days"),
            R"(cell.toml:15:6: at: "106752 days" is more than 106751 days; write for example "1 h" or "day 2 22:15")");
  EXPECT_EQ(why_refused("horizon = \"40000 days\"\n" + std::string(test::smallCell)),
            R"(cell.toml:1:11: horizon: "40000 days" is too long; expected at most "36525 days", a century)");
  EXPECT_EQ(
      why_refused(with_more("[jobs]\nrestart_interval = \"106751 days\"\n")),
      R"(cell.toml:18:20: restart_interval: "106751 days" is too long; expected at most "36525 days", a century)");
  EXPECT_EQ(why_refused(with_more("[[schedule]]\nclients = \"fs\"\nat = \"22:00\"\nnights = 4294967295\n")),
            "cell.toml:20:10: nights: 4294967295 is no number of nights; expected 1 to 3660");
  EXPECT_EQ(why_refused(with_more("[jobs]\nbackup_total_running_time = \"unlimited\"\n")), "");
}

TEST(Refused, AnOperatorWhoComesBeforeThereCanBeAnythingToDo) {
  const auto why = [](const std::string& more) { return why_refused(with_more(more)); };
  const auto hand = [](const std::string& at, const std::string& action, const std::string& jobs) {
    return "[[operator]]\nat = \"" + at + "\"\naction = \"" + action + "\"\njobs = \"" + jobs + "\"\n";
  };
  EXPECT_EQ(why(hand("30 min", "kill", "backup")),
            R"(cell.toml:18:6: at: "day 1 00:30" is not after a backup; expected more than "day 1 01:00")");
  EXPECT_EQ(why(hand("2 h", "kill", "restore")),
            "cell.toml:20:8: jobs: the scenario has no restore; expected a kind of jobs that it has");
  EXPECT_EQ(why(hand("2 h", "resume", "backup")),
            R"(cell.toml:19:10: action: nobody suspends a backup before; expected another [[operator]] who does)");
  EXPECT_EQ(why(hand("2 h", "kill", "backup")), "");
  EXPECT_EQ(why(hand("3 h", "resume", "backup") + hand("2 h", "suspend", "backup")), "");
}

TEST(Refused, WhatHappensAfterTheEnd) {
  const std::string end = R"( is not before the end of the run; expected less than the horizon, "7 days")";
  const auto why = [](const std::string& more) { return why_refused("horizon = \"7 days\"\n" + with_more(more)); };
  EXPECT_EQ(why_refused("horizon = \"7 days\"\n" + with("\"1 h\"", "\"day 8 00:00\"")),
            "cell.toml:16:6: at: \"day 8 00:00\"" + end);
  EXPECT_EQ(why("[[restore]]\nat = \"200 h\"\nclients = \"fs\"\n"), "cell.toml:19:6: at: \"day 9 08:00\"" + end);
  EXPECT_EQ(why("[[fault]]\nkind = \"bit-rot\"\ntarget = \"ma1\"\nat = \"7 days\"\n"),
            "cell.toml:21:6: at: \"day 8 00:00\"" + end);
}

TEST(Refused, ANightThatCannotBe) {
  const auto why = [](const std::string& more) { return why_refused(with_more(more)); };
  EXPECT_EQ(why("[[schedule]]\nclients = \"fs\"\nat = \"25:00\"\n"),
            "cell.toml:19:6: at: \"25:00\" is no time of day, 00:00 to 23:59; write for example \"22:00\"");
  EXPECT_EQ(why("[[schedule]]\nclients = \"fs\"\nat = \"22:00\"\nfull_every = 3\n"),
            "cell.toml:20:14: full_every: all of them are full; expected level = \"incremental\"");
  EXPECT_EQ(
      why("[[schedule]]\nclients = \"fs\"\nat = \"22:00\"\naux_copy = [\"Primary\"]\n"),
      "cell.toml:20:13: aux_copy: \"Primary\" is the primary copy, which backups fill; policy \"pool-a\" has no copy "
      "with a \"source\"");
  EXPECT_THAT(why("[[schedule]]\nclients = \"fs\"\nat = \"22:00\"\nstart_jitter = \"24 h\"\n"),
              HasSubstr(":20:16: start_jitter: \"1 day\" reaches into the next night; expected less than \"1 day\""));
  EXPECT_THAT(why("[[restore]]\nclients = \"fs\"\nat = \"5 h\"\nbetween = \"15 min\"\n"),
              HasSubstr("between: never ends; expected `until` too"));
  EXPECT_THAT(why("[[restore]]\nclients = \"fs\"\nat = \"5 h\"\nuntil = \"6 h\"\n"),
              HasSubstr("until: says when the last client comes, and all come at once; expected `between` too"));
  EXPECT_THAT(why("[[restore]]\nclients = \"fs\"\nat = \"5 h\"\nbetween = \"15 min\"\nuntil = \"5 h\"\n"),
              HasSubstr("is not after the first; expected more than"));
  EXPECT_THAT(why("[[restore]]\nclients = \"fs\"\nat = \"5 h\"\nbetween = \"1 ns\"\nuntil = \"6 h\"\n"),
              HasSubstr("between: lets more than 100000 clients come"));
  EXPECT_THAT(why("[[client]]\nname = \"gs\"\npool = \"pool-a\"\nfront_end = \"1 GB\"\nfront_end_spread = \"95 %\"\n"),
              HasSubstr("front_end_spread: \"95 %\" leaves next to nothing of some; expected at most \"90 %\""));
  EXPECT_EQ(why("[[operator]]\nat = \"2 h\"\naction = \"kill\"\njobs = \"aux-copy\"\nclients = \"fs\"\n"),
            "cell.toml:21:11: clients: an aux copy is of no client; expected no such key");
  EXPECT_EQ(why("[[fault]]\nkind = \"kms-down\"\ntarget = \"ma1\"\nat = \"2 h\"\n").substr(0, 42),
            "cell.toml:19:10: target: \"ma1\" is no KMS b");
  EXPECT_EQ(why("[[restore]]\nat = \"5 h\"\nclients = \"fs\"\nas_of = \"30 min\"\n"),
            "cell.toml:20:9: as_of: \"day 1 00:30\" is before the first backup; expected at least \"day 1 01:00\"");
  EXPECT_EQ(why("[[restore]]\nat = \"5 h\"\nclients = \"fs\"\nas_of = \"6 h\"\n"),
            "cell.toml:20:9: as_of: \"day 1 06:00\" is after the restore itself; expected at most \"day 1 05:00\"");
}

TEST(Refused, AFaultWithTheOtherKindsKey) {
  const std::string power_cut = "[[fault]]\nkind = \"power-cut\"\ntarget = \"commserve\"\n";
  const std::string bit_rot = "[[fault]]\nkind = \"bit-rot\"\ntarget = \"ma1\"\n";
  EXPECT_THAT(why_refused(with_more(bit_rot + "io = 3\n")),
              HasSubstr(R"(cell.toml:20:6: io: kind "bit-rot" has no "io"; expected "kind", "target", "at", )"));
  EXPECT_EQ(why_refused(with_more(power_cut + "io = 0\n")),
            "cell.toml:20:6: io: 0 is no disk operation; they count from 1");
}

TEST(Refused, AFaultThatSaysNotOrTwiceWhenItActs) {
  const std::string bit_rot = "[[fault]]\nkind = \"bit-rot\"\ntarget = \"ma1\"\n";
  const std::string power_cut = "[[fault]]\nkind = \"power-cut\"\ntarget = \"ma1\"\n";
  const std::string after = "after_flow = \"backup\"\n";
  const auto why = [](const std::string& fault) { return why_refused(with_more(fault)); };
  EXPECT_EQ(why(bit_rot), R"(cell.toml:17:1: at: is missing; kind "bit-rot" must have it, or "after_flow")");
  EXPECT_EQ(why(power_cut),
            R"(cell.toml:17:1: io: is missing; kind "power-cut" must have it, or "at", or "after_flow")");
  EXPECT_EQ(why(bit_rot + after), "");
  EXPECT_EQ(why(power_cut + after), "");
  EXPECT_EQ(why(power_cut + "at = \"2 h\"\n"), "");
  EXPECT_EQ(why(bit_rot + "at = \"2 h\"\n" + after),
            R"(cell.toml:20:6: at: stands beside "after_flow"; expected one of them)");
  EXPECT_EQ(why(power_cut + "at = \"2 h\"\nio = 3\n"),
            R"(cell.toml:21:6: io: stands beside "at"; expected one of them)");
}

TEST(Refused, AStepThatThereIsNot) {
  const auto why = [](const std::string& says) {
    return why_refused(with_more("[[fault]]\nkind = \"bit-rot\"\ntarget = \"ma1\"\n" + says));
  };
  const std::string after = "after_flow = \"restore\"\n";
  EXPECT_EQ(why(after + "after_step = 7\nnth = 3\n"), "");
  EXPECT_EQ(why(after + "after_step = 9\n"), "cell.toml:21:14: after_step: restore has no step 9; expected 1 to 7");
  EXPECT_EQ(why(after + "nth = 0\n").substr(0, 19), "cell.toml:21:7: nth");
  EXPECT_THAT(why("after_flow = \"restor\"\n"),
              AllOf(HasSubstr("cell.toml:20:14: after_flow: \"restor\""), HasSubstr("nearest: \"restore\"")));
  EXPECT_EQ(why("at = \"2 h\"\nafter_step = 1\n"),
            "cell.toml:21:14: after_step: says nothing without `after_flow`; expected both");
  EXPECT_EQ(why("at = \"2 h\"\nnth = 1\n"), "cell.toml:21:7: nth: says nothing without `after_flow`; expected both");
  const std::string held = "[[fault]]\nkind = \"flow-held\"\n" + after;
  EXPECT_EQ(why_refused(with_more(held + "until_flow = \"rotate-master-key\"\n")), "");
  EXPECT_EQ(why_refused(with_more(held)), "cell.toml:17:1: until_flow: is missing; [[fault]] must have it");
  EXPECT_EQ(why_refused(with_more(held + "until_flow = \"age-data\"\nuntil_step = 5\n")),
            "cell.toml:21:14: until_step: age-data has no step 5; expected 1 to 4");
}

TEST(Refused, AHostThatCannotBePausedOrCloned) {
  const auto why = [](const std::string& kind, const std::string& says) {
    return why_refused(with_more("[[fault]]\nkind = \"" + kind + "\"\nat = \"2 h\"\n" + says));
  };
  EXPECT_EQ(why("host-paused", "target = \"kms1\"\nlasts = \"1 min\"\n"), "");
  EXPECT_EQ(why("host-paused", "target = \"kms1\"\n"), "cell.toml:17:1: lasts: is missing; [[fault]] must have it");
  EXPECT_THAT(why("host-paused", "target = \"kms2\"\nlasts = \"1 min\"\n"),
              AllOf(HasSubstr("cell.toml:20:10: target: \"kms2\" is no host"), HasSubstr("nearest: \"kms1\"")));
  EXPECT_EQ(why("client-cloned", "target = \"fs\"\n"), "");
  EXPECT_EQ(why("client-cloned", "target = \"ma1\"\n"),
            "cell.toml:20:10: target: \"ma1\" is no client; expected one, by its own name");
}

TEST(Refused, ALogLevelThatCannotBe) {
  const auto why = [](const std::string& says) {
    return why_refused(with_more("[[fault]]\nkind = \"debug-log\"\nat = \"2 h\"\n" + says));
  };
  const std::string hour = "lasts = \"1 h\"\n";
  EXPECT_EQ(why(hour), "");
  EXPECT_EQ(why(hour + "target = \"fs\"\nlevel = \"info\"\n"), "");
  EXPECT_THAT(
      why(hour + "target = \"comserve\"\n"),
      AllOf(HasSubstr("cell.toml:21:10: target: \"comserve\" is no host"), HasSubstr("nearest: \"commserve\"")));
  EXPECT_THAT(why(hour + "level = \"debugg\"\n"),
              AllOf(HasSubstr("cell.toml:21:9: level: \"debugg\""), HasSubstr("nearest: \"debug\"")));
  EXPECT_EQ(why(""), "cell.toml:17:1: lasts: is missing; [[fault]] must have it");
}

TEST(Refused, AStrainOnAKmsThatIsNone) {
  const auto why = [](const std::string& kind, const std::string& says) {
    return why_refused(with_more("[[fault]]\nkind = \"" + kind + "\"\ntarget = \"kms1\"\nat = \"2 h\"\n" + says));
  };
  const std::string hour = "lasts = \"1 h\"\n";
  EXPECT_EQ(why("kms-slow", hour), "");
  EXPECT_EQ(why("kms-slow", ""), "cell.toml:17:1: lasts: is missing; [[fault]] must have it");
  EXPECT_EQ(why("kms-slow", "lasts = \"0 s\"\n").substr(0, 22), "cell.toml:21:9: lasts:");
  EXPECT_EQ(why("kms-slow", hour + "factor = 1\n").substr(0, 24), "cell.toml:22:10: factor:");
  EXPECT_EQ(why("kms-slow", hour + "factor = 2\nplus = \"1 s\"\n"),
            "cell.toml:23:8: plus: stands beside `factor`; expected one of them");
  EXPECT_EQ(why("kms-throttled", hour + "requests_per_second = 0\n").substr(0, 37),
            "cell.toml:22:23: requests_per_second:");
  EXPECT_EQ(why("kms-refusing-some", hour + "share = \"0 %\"\n"),
            "cell.toml:22:9: share: is none of them; expected more than \"0 %\"");
  EXPECT_EQ(why("kms-refusing-some", hour + "share = \"101 %\"\n").substr(0, 22), "cell.toml:22:9: share:");
  EXPECT_EQ(why("kms-refusing-some", hour), "cell.toml:17:1: share: is missing; [[fault]] must have it");
}

// ---- one line, whatever stands in it

TEST(Refused, InOneLineEvenWhenTheTextHasMore) {
  const std::string why = why_refused(with("\"40 GB\"", R"("4\n0 \u0001GB")"));
  EXPECT_EQ(why.find('\n'), std::string::npos) << why;
  EXPECT_NE(why.find(R"("4\n0 \x01GB")"), std::string::npos) << why;
  EXPECT_EQ(why_refused("\"a\\nb\" = 1").find('\n'), std::string::npos);
  EXPECT_LT(why_refused(with("\"40 GB\"", '"' + std::string(4000, '9') + '"')).size(), 300U);
}

TEST(Refused, AProblemHasItsPartsToo) {
  try {
    test::load(with("\"40 GB\"", "600"));
    FAIL() << "was not refused";
  } catch (const ScenarioError& error) {
    EXPECT_EQ(error.problem().file, "cell.toml");
    EXPECT_EQ(error.problem().line, 13U);
    EXPECT_EQ(error.problem().column, 13U);
    EXPECT_EQ(error.problem().text, R"(front_end: 600 has no unit; write for example "600 GB")");
    EXPECT_EQ(error.what(), error.problem().str());
  }
}

// ---- days of the week, and what was before

std::string why_schedule_refused(const std::string& keys, const std::string& top = {}) {
  return why_refused(top + with_more("[[schedule]]\nclients = \"fs\"\n" + keys));
}

TEST(Refused, DaysOfTheWeekWithoutADate) {
  EXPECT_EQ(
      why_schedule_refused("at = \"22:00\"\non = [\"Sat\"]\n"),
      R"(cell.toml:20:7: on: says days of the week, and day 1 has none; expected the date of day 1 at the top of )"
      R"(the file, as start = "2026-06-01")");
  EXPECT_EQ(why_schedule_refused("at = \"22:00\"\non = [\"Sat\"]\n", "start = \"2026-06-03\"\n"), "");
}

TEST(Refused, NoDayOfTheWeek) {
  const std::string start = "start = \"2026-06-03\"\n";
  EXPECT_EQ(
      why_schedule_refused("at = \"22:00\"\non = [\"Mon\", \"Sta\"]\n", start),
      R"(cell.toml:21:14: on: "Sta" is no word of "on"; expected "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"; nearest: "Sat")");
  EXPECT_EQ(why_schedule_refused("at = \"22:00\"\non = [\"Mon\", \"Mon\"]\n", start),
            R"(cell.toml:21:14: on: "Mon" is there twice; expected once)");
  EXPECT_EQ(why_schedule_refused("at = \"22:00\"\non = \"Mon\"\n", start),
            R"(cell.toml:21:6: on: "Mon" is no list; expected ["Mon"])");
}

TEST(Refused, NoDate) {
  const auto why = [](const std::string& start) { return why_refused("start = " + start + "\n" + with_more("")); };
  EXPECT_EQ(why("\"2026-06-03\""), "");
  EXPECT_EQ(why("\"2026-02-29\""),
            R"(cell.toml:1:9: start: "2026-02-29" is no date: there is no such day; write for example "2026-06-01")");
  EXPECT_EQ(why("\"2024-02-29\""), "") << "a leap year";
  EXPECT_EQ(why("\"3.6.2026\""),
            R"(cell.toml:1:9: start: "3.6.2026" is no date: it has a year of four digits, a month and a day; )"
            R"(write for example "2026-06-01")");
  EXPECT_EQ(why("\"0000-01-01\""),
            R"(cell.toml:1:9: start: "0000-01-01" is no date of the years 1 to 9899; write for example "2026-06-01")");
  EXPECT_EQ(why("2026-06-03"),
            R"(cell.toml:1:9: start: 2026-06-03 is no text; expected a date in quotes, as "2026-06-01")");
}

TEST(Refused, AScheduleThatStartsNeverOrTwice) {
  EXPECT_EQ(why_schedule_refused(""),
            R"(cell.toml:17:1: schedule: expected one of "at", a time of day, and "every", again and again)");
  EXPECT_EQ(why_schedule_refused("at = \"22:00\"\nevery = \"15 min\"\n"),
            R"(cell.toml:20:9: every: is there beside "at"; expected one of the two: again and again, or once a day)");
  EXPECT_EQ(why_schedule_refused("every = \"30 s\"\n"),
            R"(cell.toml:19:9: every: "30 s" is too short; expected at least "1 min")");
  EXPECT_EQ(why_schedule_refused("every = \"13 h\"\n"),
            R"(cell.toml:19:9: every: "13 h" is too long; expected at most "12 h", or "at" for once a day)");
  EXPECT_EQ(why_schedule_refused("every = \"1 min\"\nnights = 100\n"),
            R"(cell.toml:20:10: nights: makes 144000 backups of each client; expected at most 100000, so take fewer )"
            R"(nights, or a longer "every")");
  EXPECT_EQ(why_schedule_refused("every = \"15 min\"\nstart_jitter = \"15 min\"\n"),
            R"(cell.toml:20:16: start_jitter: "15 min" reaches into the next backup; expected less than "15 min")");
  EXPECT_EQ(why_schedule_refused("every = \"15 min\"\nnights = 2\n"), "");
}

TEST(Refused, BackupsOfBeforeThatCannotBe) {
  const auto why = [](const std::string& before) {
    return why_refused(with("pool = \"pool-a\"", "pool = \"pool-a\"\nbefore = " + before));
  };
  EXPECT_EQ(why("{ full = \"6 days ago\" }"), "");
  EXPECT_EQ(why("{ full = \"6 days ago\", incremental = \"1 day ago\" }"), "");
  EXPECT_EQ(why("\"6 days ago\""), R"(cell.toml:13:10: before: "6 days ago" is no table; expected [before])");
  EXPECT_EQ(why("{ ful = \"6 days ago\" }"),
            R"(cell.toml:13:12: ful: "ful" is no key of [before]; expected "full", "incremental"; nearest: "full")");
  EXPECT_EQ(why("{ incremental = \"1 day ago\" }"), "cell.toml:13:10: full: is missing; [before] must have it");
  EXPECT_EQ(why("{ full = \"6 days\" }"),
            R"(cell.toml:13:19: full: "6 days" is no number of days ago, from 1; write for example "6 days ago")");
  EXPECT_EQ(
      why("{ full = \"2 days ago\", incremental = \"2 days ago\" }"),
      R"(cell.toml:13:10: before: the last incremental backup, "2 days ago", is not after the full one; expected )"
      R"(less than "2 days ago")");
  EXPECT_EQ(why("{ full = \"4000 days ago\" }"),
            R"(cell.toml:13:10: before: "4000 days ago" is out of reach; expected "1 day ago" to "3660 days ago")");
}

TEST(Refused, RestoresAtOnceAndOneByOne) {
  const auto why = [](const std::string& keys) {
    return why_refused(with_more("[[restore]]\nat = \"2 h\"\nclients = \"fs\"\n" + keys));
  };
  EXPECT_EQ(why("count = 40\npriority = 999\n"), "");
  EXPECT_EQ(why("count = 40\nbetween = \"1 min\"\nuntil = \"3 h\"\n"),
            R"(cell.toml:20:9: count: asks for restores at once, and "between" lets clients come one by one; )"
            R"(expected one of the two)");
  EXPECT_EQ(why("count = 0\n"), "cell.toml:20:9: count: 0 is too small; expected at least 1");
  EXPECT_EQ(why("priority = 1000\n"), "cell.toml:20:12: priority: 1000 is too large; expected at most 999");
}

TEST(Refused, ARestoreOfTheFirstDayOnlyWithoutBackupsOfBefore) {
  const std::string restore = "[[restore]]\nat = \"30 min\"\nclients = \"fs\"\nas_of = \"0 s\"\n";
  EXPECT_NE(why_refused(with_more(restore)), "");
  EXPECT_EQ(why_refused(with("pool = \"pool-a\"", "pool = \"pool-a\"\nbefore = { full = \"1 day ago\" }") + restore),
            "");
}

TEST(Refused, MoreStreamsThanThereAre) {
  const auto of_client = [&](const std::string& limit, const std::string& streams) {
    std::string text(test::smallCell);
    text.replace(text.find("front_end"), 0, "streams = " + streams + "\n");
    text.replace(text.find("[[pool]]"), 0, limit);
    return why_refused(text + "[jobs]\nstreams = 3\n");
  };
  EXPECT_EQ(of_client("", "3"), "");
  EXPECT_EQ(
      of_client("", "4"),
      "cell.toml:13:11: streams: 4 at once is more than the cell ([jobs] streams) has (3); expected no more, or a "
      "higher limit there");
  EXPECT_EQ(
      of_client("streams = 2\n", "3"),
      "cell.toml:14:11: streams: 3 at once is more than MediaAgent \"ma1\" has (2); expected no more, or a higher "
      "limit there");
  EXPECT_EQ(of_client("", "9"), "cell.toml:13:11: streams: 9 is too large; expected at most 8");
}

TEST(Refused, SyntheticFullsWhereThereAreNoLaterFullOnes) {
  const std::string schedule = "[[schedule]]\nclients = \"fs\"\nat = \"20:00\"\nlevel = \"incremental\"\n";
  EXPECT_EQ(why_refused(with_more(schedule + "full_every = 7\nfulls = \"synthetic\"\n")), "");
  EXPECT_EQ(
      why_refused(with_more(schedule + "fulls = \"synthetic\"\n")),
      "cell.toml:21:9: fulls: says how later full backups are made, and there are none; expected `full_every` too");
}

// ---- libraries that MediaAgents share

/// The small cell with two MediaAgents that reach a library, and more at the end of its pool.
std::string with_shared(std::string_view of_pool, std::string_view of_other = "library = \"disk\"\n") {
  std::string text =
      with("[[pool]]\n", "library = \"disk\"\n[[media_agent]]\nname = \"ma2\"\n" + std::string(of_other) +
                             "[[library]]\nname = \"disk\"\n[[pool]]\n" + std::string(of_pool));
  return text;
}

TEST(Refused, WhatALibraryThatIsSharedCannotBe) {
  EXPECT_EQ(why_refused(with_shared("alternates = [\"ma2\"]\n")), "");
  EXPECT_EQ(why_refused(with_shared("alternates = [\"ma2\"]\ndata_paths = \"round-robin\"\n")), "");
  EXPECT_THAT(why_refused(with_shared("alternates = [\"ma3\"]\n")),
              HasSubstr(R"(alternates: "ma3" is no media agent; expected "ma1", "ma2")"));
  EXPECT_THAT(why_refused(with_shared("alternates = [\"ma1\"]\n")),
              HasSubstr(R"("ma1" is there twice; expected each MediaAgent once)"));
  EXPECT_THAT(why_refused(with_shared("alternates = [\"ma2\", \"ma2\"]\n")),
              HasSubstr(R"("ma2" is there twice; expected each MediaAgent once)"));
  EXPECT_THAT(why_refused(with_shared("alternates = [\"ma2\"]\n", "")),
              HasSubstr(R"("ma2" does not reach the library "disk", where the data lies)"));
  EXPECT_THAT(why_refused(with("kms = \"kms1\"", "kms = \"kms1\"\nalternates = [\"ma2\"]") +
                          "[[media_agent]]\nname = \"ma2\"\n"),
              HasSubstr(R"(the data lies in the library of "ma1" alone; expected a "library" that both)"));
  EXPECT_THAT(why_refused(with_shared("data_paths = \"round-robin\"\n")),
              HasSubstr(R"(data_paths: there is one MediaAgent; expected "alternates" too)"));
  EXPECT_THAT(why_refused(with_shared("", "library = \"dsik\"\n")),
              HasSubstr(R"(library: "dsik" is no library; expected "disk"; nearest: "disk")"));
  EXPECT_THAT(
      why_refused(with_shared("", "library = \"disk\"\nlibrary_read = \"1 GB/s\"\n")),
      HasSubstr(R"(library_read: is of a library of its own, and it reaches "disk"; expected it under [[library]])"));
  EXPECT_THAT(why_refused(with_shared("", "library = \"disk\"\nlibrary_capacity = \"1 GB\"\n")),
              HasSubstr("library_capacity: is of a library of its own"));
  EXPECT_THAT(why_refused(with_more("[[library]]\nname = \"MA1\"\n")), HasSubstr(R"("MA1")")) << "a host has it";
  EXPECT_THAT(why_refused(with_more("[[library]]\nname = \"disk\"\nwrite = \"0 B/s\"\n")), HasSubstr("write"));
  const std::string on_pool =
      "[[copy]]\npolicy = \"Gold\"\nname = \"Primary\"\npool = \"pool-a\"\nalternates = [\"ma2\"]\n";
  EXPECT_THAT(why_refused(with_shared("") + on_pool), HasSubstr("a copy on a pool has the pool's; expected no other"));
}

}  // namespace
}  // namespace keycell::scenarios
