#include "reports/labelled_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace keycell::reports {

LabelledText::LabelledText(Colour colour, std::size_t columns)
    : colour_(colour), columns_(std::clamp<std::size_t>(columns, 40, 120)) {}

void LabelledText::title(std::string_view text) { text_ += painted(text, "1") + "\n\n"; }

void LabelledText::line(std::string_view label, std::string_view text, const char* paint) {
  std::string head = fmt::format("{:<{}}", label, labelColumns);
  for (const std::string& row : wrapped(text)) {
    text_ += painted(head, "2") + (paint == nullptr ? row : painted(row, paint)) + "\n";
    head.assign(labelColumns, ' ');
  }
}

void LabelledText::whole_line(std::string_view label, std::string_view text) {
  text_ += painted(fmt::format("{:<{}}", label, labelColumns), "2") + std::string(text) + "\n";
}

void LabelledText::row(std::string_view text) {
  const std::size_t end = text.find_last_not_of(' ');
  text_.append(text.substr(0, end == std::string_view::npos ? 0 : end + 1)).append("\n");
}

std::string LabelledText::painted(std::string_view text, const char* code) const {
  return colour_ == Colour::on ? fmt::format("\033[{}m{}\033[0m", code, text) : std::string(text);
}

std::vector<std::string> LabelledText::wrapped(std::string_view text) const {
  const std::size_t width = columns_ - labelColumns;
  std::vector<std::string> rows(1);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!rows.back().empty() && rows.back().size() + 1 + word.size() > width) rows.emplace_back();
    if (!rows.back().empty()) rows.back() += ' ';
    rows.back() += word;
  }
  return rows;
}

}  // namespace keycell::reports
