#pragma once
// What the program knows of the terminal it talks to.

#include <string>

#include "reports/screen.h"

namespace keycell::cli {

/// Of standard output: its width (80 when it is no terminal) and whether to colour (NO_COLOR and TERM=dumb are
/// honoured).
std::size_t screen_columns();
reports::Colour screen_colour();
/// What --color says: auto, always or never. Throws UsageError.
void set_colour(const std::string& word);

/// A line about work under way, on standard error: rewritten in place on a terminal, printed once elsewhere.
class StatusLine {
 public:
  explicit StatusLine(const std::string& text);
  ~StatusLine();
  StatusLine(const StatusLine&) = delete;
  StatusLine& operator=(const StatusLine&) = delete;
  void update(const std::string& text);

 private:
  bool on_terminal_;
};

}  // namespace keycell::cli
