// Long words and names on a screen lose their middle, and characters are counted, not bytes.

#include "reports/labelled_text.h"

#include <gtest/gtest.h>

namespace keycell::reports {
namespace {

TEST(LabelledText, CutsInTheMiddle) {
  EXPECT_EQ(cut_in_the_middle("abcdefghijklmnopqrstuvwxyz", 12), "abcdef\u2026vwxyz");
  EXPECT_EQ(cut_in_the_middle("abcdefghijkl", 12), "abcdefghijkl");
  EXPECT_EQ(cut_in_the_middle("\xC3\xA4\xC3\xB6\xC3\xBC\xC3\x9F\xC3\xA9\xC3\xA8", 5),
            "\xC3\xA4\xC3\xB6\u2026\xC3\xA9\xC3\xA8");
  EXPECT_EQ(cut_in_the_middle("\xC3\xA4\xC3\xB6\xC3\xBC\xC3\x9F\xC3\xA9", 5),
            "\xC3\xA4\xC3\xB6\xC3\xBC\xC3\x9F\xC3\xA9");
  std::string cut(20, 'n');
  cut.append("\u2026").append(19, 'n');
  EXPECT_EQ(shown_name(std::string(255, 'n')), cut);
  EXPECT_EQ(shown_name("fs1"), "fs1");
}

TEST(LabelledText, LetsNoWordLeaveItsColumns) {
  LabelledText page(Colour::off, 60);
  page.line("label", "of " + std::string(255, 'n') + " and of " + std::string(49, 'm'));
  EXPECT_EQ(page.take(), "label      of\n           " + std::string(24, 'n') + "\u2026" + std::string(24, 'n') +
                             "\n           and of\n           " + std::string(49, 'm') + "\n");
}

}  // namespace
}  // namespace keycell::reports
