// Faults of messages and links: what is aimed at nothing, or at two things at once, is refused before the run.

#include <gtest/gtest.h>

#include "scenarios/write.h"
#include "tests/scenarios/small_cell.h"

namespace keycell::scenarios {
namespace {

using test::why_refused;
using test::with_more;

std::string why(const std::string& kind, const std::string& keys) {
  return why_refused(with_more("[[fault]]\nkind = \"" + kind + "\"\n" + keys));
}

TEST(MessageFaults, AreAimedWithWordsOfTheProtocol) {
  EXPECT_EQ(why("message-lost", "what = \"run_backup\"\nfrom = \"commserve\"\nto = \"fs\"\ndirection = \"request\"\n"),
            "");
  EXPECT_EQ(why("message-lost", "what = \"run_bakup\"\n"),
            R"(cell.toml:19:8: what: "run_bakup" is no what; nearest: "run_backup", one of 28 words)");
  EXPECT_NE(why("message-lost", "what = \"run_backup reply\"\n"), "") << "which way is said by `direction`";
  EXPECT_EQ(why("message-lost", "from = \"ma2\"\n"),
            R"(cell.toml:19:8: from: "ma2" is no host; expected "commserve", "kms1", "ma1", "fs", "console"; )"
            R"(nearest: "ma1")");
  EXPECT_EQ(why("message-lost", "direction = \"answer\"\n"),
            R"(cell.toml:19:13: direction: "answer" is no direction; expected "request", "reply")");
  EXPECT_EQ(why("reply-lost", "nth = 2\n"), "cell.toml:17:1: what: is missing; [[fault]] must have it");
  EXPECT_NE(why("reply-lost", "what = \"run_backup\"\ndirection = \"request\"\n").find("has no \"direction\""),
            std::string::npos);
}

TEST(MessageFaults, HitTheNthOrAShareAndNotBoth) {
  EXPECT_EQ(why("message-lost", "nth = 3\n"), "");
  EXPECT_EQ(why("message-lost", "rate = \"5 %\"\nat = \"1 h\"\nuntil = \"2 h\"\n"), "");
  EXPECT_EQ(why("message-lost", "nth = 3\nrate = \"5 %\"\n"),
            "cell.toml:20:8: rate: is there beside \"nth\"; expected one of them");
  EXPECT_EQ(why("message-lost", "rate = \"0 %\"\n"), "cell.toml:19:8: rate: \"0 %\" meets none; expected more");
  EXPECT_NE(why("message-lost", "nth = 0\n").find("19:7: nth: 0 is too small"), std::string::npos);
  EXPECT_EQ(why("message-lost", "at = \"2 h\"\nuntil = \"1 h\"\n"),
            "cell.toml:20:9: until: is not after \"at\"; expected a later time");
}

TEST(MessageFaults, OfAHostAndItselfAreRefused) {
  EXPECT_EQ(why("message-lost", "from = \"ma1\"\nto = \"ma1\"\n"),
            "cell.toml:20:6: to: is \"from\" too; what a host says to itself crosses no network");
  EXPECT_EQ(why("message-misdelivered", "to = \"ma1\"\nat_host = \"ma1\"\n"),
            "cell.toml:20:11: at_host: is \"to\" too; expected another host");
}

TEST(MessageFaults, ThatComeLateSayByHowMuch) {
  EXPECT_EQ(why("message-delayed", "nth = 1\n"), "cell.toml:17:1: delay: is missing; [[fault]] must have it");
  EXPECT_NE(why("message-delayed", "delay = \"0 s\"\n").find("19:9: delay: 0 s is too short"), std::string::npos);
  EXPECT_EQ(why("message-duplicated", "nth = 1\n"), "") << "it need not say it";
  EXPECT_EQ(why("message-replayed", "delay = \"1 h\"\nheader = \"new\"\n"),
            R"(cell.toml:20:10: header: "new" is no header; expected "recorded", "forged")");
}

TEST(LinkFaults, SayWhomAndForHowLong) {
  const std::string window = "at = \"1 h\"\nlasts = \"5 min\"\n";
  EXPECT_EQ(why("link-down", "target = \"fs\"\n" + window), "");
  EXPECT_EQ(why("link-down", "target = \"fs\"\nat = \"1 h\"\n"),
            "cell.toml:17:1: lasts: is missing; [[fault]] must have it");
  EXPECT_NE(why("link-down", "target = \"console\"\n" + window), "") << "whoever sits there is part of no cell";
  EXPECT_EQ(why("link-degraded", "target = \"fs\"\n" + window),
            "cell.toml:21:9: lasts: nothing is slow meanwhile; expected \"latency\", \"bandwidth\" or both");
  EXPECT_EQ(why("link-degraded", "target = \"fs\"\n" + window + "bandwidth = \"0 %\"\n"),
            "cell.toml:22:13: bandwidth: \"0 %\" lets nothing through; expected more, or `link-down`");
  EXPECT_EQ(why("link-degraded", "target = \"fs\"\n" + window + "latency = \"20 ms\"\n"), "");
}

TEST(LinkFaults, CutWhatIsThere) {
  const std::string window = "at = \"1 h\"\nlasts = \"5 min\"\n";
  EXPECT_EQ(why("partition", "from = \"ma1\"\n" + window), "");
  EXPECT_EQ(why("partition", window),
            "cell.toml:20:9: lasts: nothing is cut meanwhile; expected \"from\", \"to\" or both");
  EXPECT_EQ(why("partition", "from = \"ma1\"\nto = \"ma1\"\n" + window),
            "cell.toml:20:6: to: is \"from\" too; expected another host or site");
  const std::string site = "[[site]]\nname = \"oslo\"\nwan = \"100 Mbit/s\"\n";
  EXPECT_EQ(why_refused(with_more(site + "[[fault]]\nkind = \"partition\"\nfrom = \"oslo\"\n" + window)), "");
  EXPECT_EQ(why_refused(with_more(site + "[[fault]]\nkind = \"site-cut-off\"\ntarget = \"oslo\"\n" + window)), "");
  const std::string no_site = why("site-cut-off", "target = \"oslo\"\n" + window);
  EXPECT_NE(no_site.find("cell.toml:19:10: target: \"oslo\" is no site"), std::string::npos) << no_site;
}

TEST(NetworkFaults, AreWrittenAsTheyWereRead) {
  const Scenario s = test::load(with_more(
      "[[fault]]\nkind = \"message-replayed\"\nwhat = \"kms_fetch\"\ndirection = \"reply\"\nrate = \"2.5 %\"\n"
      "at = \"1 h\"\nuntil = \"2 h\"\ndelay = \"10 min\"\nheader = \"forged\"\n"
      "[[fault]]\nkind = \"link-degraded\"\ntarget = \"kms1\"\nat = \"1 h\"\nlasts = \"5 min\"\nlatency = \"20 ms\"\n"
      "bandwidth = \"10 %\"\n"));
  EXPECT_EQ(load_text("again.toml", to_toml(s), test::vocabulary()), s);
}

}  // namespace
}  // namespace keycell::scenarios
