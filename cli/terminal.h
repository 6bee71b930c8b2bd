#pragma once
// What the program knows of the terminal it talks to.

#include <chrono>
#include <string>
#include <string_view>

#include "reports/screen.h"

namespace keycell::cli {

/// Of standard output: its width (80 when it is no terminal) and whether to colour (NO_COLOR and TERM=dumb are
/// honoured).
std::size_t screen_columns();
reports::Colour screen_colour();
/// What --color says: auto, always or never. Throws UsageError.
void set_colour(const std::string& word);

/// Whoever starts the program with some of 0, 1 and 2 closed gets nothing there, and pipes of ours get other numbers.
void open_standard_descriptors();

/// A line on standard error, whatever characters a name in it has.
void say(std::string_view text);

/// A line about work under way, on standard error: rewritten in place on a terminal; elsewhere a line when it begins,
/// and every ten seconds.
class StatusLine {
 public:
  explicit StatusLine(const std::string& text);
  ~StatusLine();
  StatusLine(const StatusLine&) = delete;
  StatusLine& operator=(const StatusLine&) = delete;
  void update(const std::string& text);

 private:
  using Clock = std::chrono::steady_clock;
  void print(const std::string& text);

  bool on_terminal_;
  Clock::time_point printed_{};
};

}  // namespace keycell::cli
