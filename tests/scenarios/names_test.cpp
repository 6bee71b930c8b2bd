// Names are the customer's own: what one may be made of, when two are the same, and how a path names them.

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "scenarios/name_text.h"
#include "scenarios/wording.h"
#include "scenarios/write.h"
#include "tests/scenarios/small_cell.h"

namespace keycell::scenarios {
namespace {

using test::why_refused;
using test::with;
using test::with_more;
using ::testing::HasSubstr;

/// The small cell whose client has this name, as TOML writes it.
std::string client_called(const std::string& toml) {
  std::string text = with("name = \"fs\"", "name = " + toml);
  return text.replace(text.find("clients = \"fs\""), 14, "clients = " + toml);
}

std::string why_not(const std::string& name) { return why_refused(client_called("\"" + name + "\"")); }

TEST(Names, AreWhatTheirOwnersWrite) {
  for (const char* name : {"FILESRV01", "srv.example.com", "Nightly full (Paris)", "db_2", "M\xC3\xBCnchen",
                           "\xE6\x9D\xB1\xE4\xBA\xAC", "\xD0\xA1\xD0\xB5\xD1\x80\xD0\xB2\xD0\xB5\xD1\x80", "a/b",
                           "it's", "#1", "[x]", "e\xCC\x81t\xC3\xA9", "\xF0\x9F\x94\x91", "0", "-", "kms"}) {
    EXPECT_EQ(why_not(name), "") << name;
    const Scenario s = test::load(client_called("\"" + std::string(name) + "\""));
    EXPECT_EQ(s.clients[0].name, name);
    EXPECT_EQ(test::load(to_toml(s)), s) << name;
    EXPECT_EQ(test::load(to_short_toml(s)), s) << name;
  }
  EXPECT_EQ(why_refused(client_called("'say \"hi\" \\ o'")), "");
  EXPECT_EQ(why_refused(client_called("\"say \\\"hi\\\" \\\\ o\"")), "");
}

TEST(Names, HaveAtMost255Bytes) {
  EXPECT_EQ(why_not(std::string(255, 'n')), "");
  EXPECT_EQ(why_not(std::string(256, 'n')),
            "cell.toml:11:8: name: \"" + std::string(72, 'n') + "...\" has 256 bytes; expected at most 255");
  std::string wide;
  for (int i = 0; i < 127; ++i) wide += "\xC3\xA9";
  EXPECT_EQ(why_not(wide + "x"), "");
  EXPECT_THAT(why_not(wide + "\xC3\xA9"), HasSubstr("has 256 bytes"));
  EXPECT_EQ(why_refused(with("name = \"fs\"", "name = \"\"")), "cell.toml:11:8: name: is empty; expected a name");
}

// A member of a group has a name too, and it has digits more.
TEST(Names, OfMembersOfAGroupHaveAtMost255BytesToo) {
  EXPECT_EQ(why_refused(with("name = \"fs\"", "name = \"" + std::string(254, 'n') + "\"\ncount = 10")),
            "cell.toml:11:8: name: \"" + std::string(72, 'n') + "...\" has 256 bytes; expected at most 255");
}

TEST(Names, ArePrintable) {
  const auto why = [](const std::string& escaped) {
    const std::string refused = why_not(escaped);
    return refused.substr(std::min(refused.size(), refused.rfind("\" ") + 2));
  };
  const std::string printable = "; expected printable text";
  EXPECT_EQ(why("a\\u0007b"), "has a control character (U+0007)" + printable);
  EXPECT_EQ(why("a\\nb"), "has a control character (U+000A)" + printable);
  EXPECT_EQ(why("a\\u007Fb"), "has a control character (U+007F)" + printable);
  EXPECT_EQ(why("a\\u0085b"), "has a control character (U+0085)" + printable);
  EXPECT_EQ(why("a\\u009Bb"), "has a control character (U+009B)" + printable);
  EXPECT_EQ(why("a\\u2028b"), "has a control character (U+2028)" + printable);
  for (const char* direction : {"061C", "200E", "200F", "202A", "202E", "2066", "2069"})
    EXPECT_EQ(why("a\\u" + std::string(direction) + "b"),
              "has a character that changes the direction of text (U+" + std::string(direction) + ")" + printable);
  for (const char* unseen : {"00AD", "034F", "115F", "1160", "180B", "180E", "180F", "200B", "2060", "206A", "3164",
                             "FE0F", "FEFF", "FFA0", "FFF9"})
    EXPECT_EQ(why("a\\u" + std::string(unseen) + "b"),
              "has a character that cannot be seen (U+" + std::string(unseen) + ")" + printable);
  EXPECT_EQ(why("a\\U000E0041b"), "has a character that cannot be seen (U+E0041)" + printable);
  for (const char* foreign : {"0378", "E000", "F8FF", "FDD0", "FFFF"})
    EXPECT_EQ(why("a\\u" + std::string(foreign) + "b"),
              "has a character that not everybody sees alike (U+" + std::string(foreign) + ")" + printable);
  for (const char* blank : {"00A0", "1680", "2003", "202F", "205F", "2800", "3000"})
    EXPECT_EQ(why("a\\u" + std::string(blank) + "b"),
              "has a blank that looks like another (U+" + std::string(blank) + "); expected an ordinary one");
  for (const char* blank : {" a", "\\u00A0a", "\\u3000a", " "})
    EXPECT_EQ(why(blank), "begins with a blank; expected none at its ends");
  for (const char* blank : {"a ", "a\\u00A0", "a\\u2003"})
    EXPECT_EQ(why(blank), "ends with a blank; expected none at its ends");
  EXPECT_EQ(why("\\u0301a"), "has a mark without a letter before it (U+0301)" + printable);
  EXPECT_EQ(why("\\u200Da"), "has a mark without a letter before it (U+200D)" + printable);
}

// Who reads the error must see what it says.
TEST(Names, ThatAreNotPrintableAreNotPrinted) {
  EXPECT_EQ(quoted("a\xC2\x9B"
                   "b\xE2\x80\xAE"
                   "c\xE2\x81\xA6\xD8\x9C"),
            R"("a\u009Bb\u202Ec\u2066\u061C")");
  EXPECT_EQ(quoted("\xC3\xA9\xE2\x82\xAC"), "\"\xC3\xA9\xE2\x82\xAC\"");
}

TEST(Names, ThatComeFromNoFileAreUtf8Too) {
  for (const char* bad : {"\x80", "\xC3", "\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80",
                          "\xF8\x88\x80\x80\x80", "a\xFF"})
    EXPECT_EQ(no_name_because(bad), "is no UTF-8; expected printable text");
  EXPECT_THAT(no_name_because("\xF4\x8F\xBF\xBD"), HasSubstr("not everybody sees alike (U+10FFFD)"));
}

// --- which names are the same

TEST(Names, AreUniqueWithoutRegardToCase) {
  const auto another = [](const std::string& name) {
    return why_refused(with_more("[[client]]\nname = \"" + name + "\"\npool = \"pool-a\"\nfront_end = \"1 GB\"\n"));
  };
  EXPECT_EQ(another("fs"),
            "cell.toml:18:8: name: \"fs\" is the name of a group of clients already; expected another name");
  EXPECT_EQ(another("FS"),
            "cell.toml:18:8: name: \"FS\" differs from \"fs\", the name of a group of clients, by case "
            "only; expected another name");
  EXPECT_EQ(another("Commserve"),
            "cell.toml:18:8: name: \"Commserve\" differs from \"commserve\", the name of the "
            "CommServe, by case only; expected another name");
  EXPECT_EQ(another("console"),
            "cell.toml:18:8: name: \"console\" is the name of the console already; expected another name");
  EXPECT_THAT(another("KMS1"), HasSubstr("differs from \"kms1\", the name of a KMS"));
  EXPECT_EQ(another("Pool-A"), "") << "no host is a pool";
  EXPECT_EQ(another("fs "), "cell.toml:18:8: name: \"fs \" ends with a blank; expected none at its ends");
  EXPECT_EQ(another("f-s"), "");
}

TEST(Names, OfMembersOfAGroupAreUniqueToo) {
  const std::string group = with("name = \"fs\"", "name = \"web-\"\ncount = 2");
  const auto beside = [&](const std::string& name) {
    std::string text = group + "[[client]]\nname = \"" + name + "\"\npool = \"pool-a\"\nfront_end = \"1 GB\"\n";
    return why_refused(text.replace(text.find("clients = \"fs\""), 14, "clients = \"web-\""));
  };
  EXPECT_EQ(beside("WEB-1"),
            "cell.toml:19:8: name: \"WEB-1\" differs from \"web-1\", the name of a client of the group "
            "\"web-\", by case only; expected another name");
  EXPECT_THAT(beside("web-2"), HasSubstr("\"web-2\" is the name of a client of the group \"web-\" already"));
  EXPECT_EQ(beside("web-3"), "");
  EXPECT_THAT(beside("Web-"), HasSubstr("differs from \"web-\", the name of a group of clients, by case only"));
}

TEST(Names, OfPoolsPoliciesAndCopiesAreUniqueToo) {
  const std::string copy = "media_agent = \"ma1\"\nkms = \"kms1\"\n";
  EXPECT_THAT(why_refused(with_more("[[pool]]\nname = \"POOL-A\"\n" + copy)),
              HasSubstr("differs from \"pool-a\", the name of a pool"));
  EXPECT_THAT(why_refused(with_more("[[copy]]\npolicy = \"Pool-a\"\nname = \"c\"\n" + copy)),
              HasSubstr("policy: \"Pool-a\" differs from \"pool-a\", the name of a pool, by case only"));
  const std::string gold = "[[copy]]\npolicy = \"Gold\"\nname = \"Primary\"\n" + copy;
  EXPECT_THAT(why_refused(with_more(gold + "[[copy]]\npolicy = \"GOLD\"\nname = \"x\"\n" + copy)),
              HasSubstr("policy: \"GOLD\" differs from \"Gold\", the name of a policy, by case only"));
  EXPECT_THAT(
      why_refused(with_more(gold + "[[copy]]\npolicy = \"Gold\"\nname = \"PRIMARY\"\nsource = \"Primary\"\n" + copy)),
      HasSubstr("name: \"PRIMARY\" differs from \"Primary\", the name of a copy of this policy, by case only"));
}

TEST(Names, AreComparedLetterByLetter) {
  const auto same = [](const char* a, const char* b) { return without_case(a) == without_case(b); };
  EXPECT_TRUE(same("M\xC3\x9CNCHEN", "m\xC3\xBCnchen"));
  EXPECT_TRUE(same("\xC5\x81\xC3\x93\xC4\x8E\xC5\xB9", "\xC5\x82\xC3\xB3\xC4\x8F\xC5\xBA"));
  EXPECT_TRUE(same("\xCE\xA3\xCE\x91\xCE\xA3", "\xCF\x83\xCE\xB1\xCF\x82"));
  EXPECT_TRUE(same("\xD0\x81\xD0\x96", "\xD1\x91\xD0\xB6"));
  EXPECT_TRUE(
      same("\xE2\x84\xAA"
           "ms",
           "KMS"));
  EXPECT_FALSE(
      same("stra\xC3\x9F"
           "e",
           "STRASSE"))
      << "one letter for one letter";
  EXPECT_FALSE(same("\xC3\xA9", "e\xCC\x81")) << "written otherwise, it is another name";
  EXPECT_FALSE(same("\xC3\x97", "\xC3\xB7")) << "no letters";
  EXPECT_FALSE(same("a", "\xD0\xB0")) << "of two alphabets";
}

// Folding is done once: what is folded stays as it is.
RC_GTEST_PROP(Names, AreFoldedForGood, ()) {
  std::string name;
  for (const std::uint32_t c :
       *rc::gen::container<std::vector<std::uint32_t>>(rc::gen::inRange<std::uint32_t>(0x41, 0x2130)))
    if (c < 0x80) {
      name += static_cast<char>(c);
    } else if (c < 0x800) {
      name += static_cast<char>(0xC0 | c >> 6);
      name += static_cast<char>(0x80 | (c & 0x3F));
    } else {
      name += static_cast<char>(0xE0 | c >> 12);
      name += static_cast<char>(0x80 | (c >> 6 & 0x3F));
      name += static_cast<char>(0x80 | (c & 0x3F));
    }
  RC_ASSERT(without_case(without_case(name)) == without_case(name));
}

// --- in paths

std::string rotating(const std::string& of) {
  return with_more(
      "[[copy]]\npolicy = \"Day & night\"\nname = \"a/b\"\nmedia_agent = \"ma1\"\nkms = \"kms1\"\n"
      "[[copy]]\npolicy = 'the \"old\" one'\nname = \"Primary\"\nmedia_agent = \"ma1\"\nkms = \"kms1\"\n"
      "[[pool]]\nname = \"x/y\"\nmedia_agent = \"ma1\"\nkms = \"kms1\"\n"
      "[[rotation]]\nat = \"2 h\"\nof = " +
      of + "\n");
}

TEST(Names, OfAnyKindCanBeAddressed) {
  const auto kept = [](const std::string& of) { return test::load(rotating(of)).rotations.at(0).of; };
  EXPECT_EQ(kept("\"pool-a\""), "pool-a");
  EXPECT_EQ(kept("\"'pool-a'\""), "pool-a") << "quotes that need not be there";
  EXPECT_EQ(kept("'\"x/y\"'"), R"("x/y")");
  EXPECT_EQ(kept("'Day & night/\"a/b\"'"), R"("Day & night"/"a/b")");
  EXPECT_EQ(kept("\"\\\"Day & night\\\"/'a/b'\""), R"("Day & night"/"a/b")");
  EXPECT_EQ(kept(R"('"the \"old\" one"/Primary')"), R"("the \"old\" one"/Primary)");
  const Scenario s = test::load(rotating("'\"x/y\"'"));
  EXPECT_EQ(test::load(to_toml(s)), s);
}

TEST(Names, WithASlashNeedQuotesInAPath) {
  EXPECT_EQ(why_refused(rotating("\"x/y\"")),
            "cell.toml:33:6: of: \"x/y\" is no pool or copy with keys of its own; expected \"pool-a\", \"\"x/y\"\", "
            "\"\"Day & night\"/\"a/b\"\", \"\"the \\\"old\\\" one\"/Primary\"; nearest: \"\"x/y\"\"");
  for (const char* none : {"'\"x/y'", "'/'", "'a//b'", "'\"x/y\"z'"})
    EXPECT_NE(why_refused(rotating(none)), "") << none;
}

}  // namespace
}  // namespace keycell::scenarios
