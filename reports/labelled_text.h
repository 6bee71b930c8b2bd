#pragma once
// Text for a terminal: paragraphs with a label in a column of their own, wrapped between words.

#include <string>
#include <string_view>
#include <vector>

#include "reports/screen.h"

namespace keycell::reports {

/// At most so many characters: what is longer loses its middle, "abcdefg...wxyz" with an ellipsis of one character.
std::string cut_in_the_middle(std::string_view text, std::size_t characters);
/// A name as screens show it. Files and JSON have names whole.
std::string shown_name(std::string_view name);

/// What it is given reaches the terminal with control characters made visible.
class LabelledText {
 public:
  /// Of 40 to 120 columns; others are taken for the nearest of these.
  LabelledText(Colour colour, std::size_t columns);

  void title(std::string_view text);
  /// With something at the right, where there is room for both.
  void title(std::string_view text, std::string_view right);
  /// `paint` is an ANSI colour code, or nullptr.
  void line(std::string_view label, std::string_view text, const char* paint = nullptr);
  /// A line that is to be copied or is aligned by itself: never wrapped.
  void whole_line(std::string_view label, std::string_view text);
  void row(std::string_view text);
  void gap() { text_ += "\n"; }
  std::string take() { return std::move(text_); }

  static constexpr std::size_t labelColumns = 11;
  std::size_t columns() const { return columns_; }

 private:
  std::string painted(std::string_view text, const char* code) const;
  std::vector<std::string> wrapped(std::string_view text) const;

  Colour colour_;
  std::size_t columns_;
  std::string text_;
};

}  // namespace keycell::reports
