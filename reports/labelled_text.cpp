#include "reports/labelled_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "scenarios/characters.h"
#include "scenarios/wording.h"

namespace keycell::reports {
namespace {

std::size_t characters_in(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return !scenarios::continues_a_character(c); }));
}

/// Where the character of this number begins.
std::size_t byte_of_character(std::string_view text, std::size_t character) {
  std::size_t i = 0;
  for (std::size_t passed = 0; i < text.size(); ++i)
    if (!scenarios::continues_a_character(text[i]) && passed++ == character) break;
  return i;
}

}  // namespace

std::string cut_in_the_middle(std::string_view text, std::size_t characters) {
  const std::size_t count = characters_in(text);
  if (count <= characters) return std::string(text);
  const std::size_t behind = (characters - 1) / 2;
  const std::size_t before = characters - 1 - behind;
  return std::string(text.substr(0, byte_of_character(text, before))) + "\u2026" +
         std::string(text.substr(byte_of_character(text, count - behind)));
}

std::string shown_name(std::string_view name) {
  constexpr std::size_t most = 40;
  return cut_in_the_middle(name, most);
}

LabelledText::LabelledText(Colour colour, std::size_t columns)
    : colour_(colour), columns_(std::clamp<std::size_t>(columns, 40, 120)) {}

void LabelledText::title(std::string_view text) { text_ += painted(scenarios::one_line(text), "1") + "\n\n"; }

void LabelledText::title(std::string_view raw_text, std::string_view raw_right) {
  const std::string text = scenarios::one_line(raw_text);
  const std::string right = scenarios::one_line(raw_right);
  const std::size_t used = characters_in(text) + characters_in(right);
  text_ += painted(text, "1");
  text_ += used + 2 <= columns_ ? std::string(columns_ - used, ' ') : "\n";
  text_ += right + "\n";
}

void LabelledText::line(std::string_view label, std::string_view text, const char* paint) {
  std::string head = fmt::format("{:<{}}", label, labelColumns - 1) + " ";
  for (const std::string& row : wrapped(text)) {
    text_ += painted(head, "2") + (paint == nullptr ? row : painted(row, paint)) + "\n";
    head.assign(labelColumns, ' ');
  }
}

void LabelledText::whole_line(std::string_view label, std::string_view text) {
  text_ += painted(fmt::format("{:<{}}", label, labelColumns), "2");
  row(text);
}

void LabelledText::row(std::string_view raw_text) {
  const std::string text = scenarios::one_line(raw_text);
  const std::size_t end = text.find_last_not_of(' ');
  text_.append(text.substr(0, end == std::string_view::npos ? 0 : end + 1)).append("\n");
}

std::string LabelledText::painted(std::string_view text, const char* code) const {
  return colour_ == Colour::on ? fmt::format("\033[{}m{}\033[0m", code, text) : std::string(text);
}

std::vector<std::string> LabelledText::wrapped(std::string_view raw_text) const {
  const std::string all = scenarios::one_line(raw_text);
  std::string_view text = all;
  const std::size_t width = columns_ - labelColumns;
  std::vector<std::string> rows(1);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string word = cut_in_the_middle(text.substr(0, end), width);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!rows.back().empty() && characters_in(rows.back()) + 1 + characters_in(word) > width) rows.emplace_back();
    if (!rows.back().empty()) rows.back() += ' ';
    rows.back() += word;
  }
  return rows;
}

}  // namespace keycell::reports
