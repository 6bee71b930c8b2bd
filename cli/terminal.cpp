#include "cli/terminal.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "cli/usage.h"
#include "scenarios/wording.h"

namespace keycell::cli {
namespace {

std::optional<reports::Colour> said_colour;

/// A terminal that cannot move its cursor.
bool is_dumb() {
  const char* terminal = std::getenv("TERM");
  return terminal != nullptr && std::string_view(terminal) == "dumb";
}

}  // namespace

std::size_t screen_columns() {
  winsize size{};
  if (::isatty(STDOUT_FILENO) && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 80;
}

reports::Colour screen_colour() {
  if (said_colour) return *said_colour;
  const char* no_colour = std::getenv("NO_COLOR");
  const bool forbidden = (no_colour != nullptr && *no_colour != '\0') || is_dumb();
  return ::isatty(STDOUT_FILENO) && !forbidden ? reports::Colour::on : reports::Colour::off;
}

void set_colour(const std::string& word) {
  if (word == "auto") return said_colour.reset();
  if (word != "always" && word != "never")
    throw UsageError("--color: " + unknown_word("use of colour", word, {"auto", "always", "never"}));
  said_colour = word == "always" ? reports::Colour::on : reports::Colour::off;
}

void open_standard_descriptors() {
  for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; ++descriptor) {
    if (::fcntl(descriptor, F_GETFD) != -1 || errno != EBADF) continue;
    // The lowest that is free: those below are open. What is written to a closed output is lost, and must fail.
    ::open("/dev/null", O_RDONLY);
  }
}

void say(std::string_view text) { std::fprintf(stderr, "%s\n", scenarios::one_line(text).c_str()); }

StatusLine::StatusLine(const std::string& text) : on_terminal_(::isatty(STDERR_FILENO) != 0 && !is_dumb()) {
  if (on_terminal_) {
    update(text);
  } else {
    print(text);
  }
}

void StatusLine::print(const std::string& text) {
  std::fprintf(stderr, "keycell: %s\n", scenarios::one_line(text).c_str());
  printed_ = Clock::now();
}

void StatusLine::update(const std::string& text) {
  constexpr auto now_and_then = std::chrono::seconds(10);
  if (!on_terminal_) {
    if (Clock::now() - printed_ >= now_and_then) print(text);
    return;
  }
  std::fprintf(stderr, "\r\033[Kkeycell: %s", scenarios::one_line(text).c_str());
  std::fflush(stderr);
}

StatusLine::~StatusLine() {
  if (on_terminal_) std::fprintf(stderr, "\r\033[K");
}

}  // namespace keycell::cli
