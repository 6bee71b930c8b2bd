#include "cli/interrupt.h"

#include <array>
#include <csignal>

namespace keycell::cli {
namespace {

constexpr std::array noted{SIGINT, SIGTERM};  // Ctrl-C, and what ends a job of continuous integration
volatile std::sig_atomic_t interrupts = 0;

}  // namespace

NoteInterrupt::NoteInterrupt() {
  interrupts = 0;
  struct sigaction action {};
  action.sa_handler = [](int) { interrupts = 1; };
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  ::sigemptyset(&action.sa_mask);
  for (const int signal : noted) ::sigaction(signal, &action, nullptr);
}

NoteInterrupt::~NoteInterrupt() {
  for (const int signal : noted) std::signal(signal, SIG_DFL);
}

bool NoteInterrupt::interrupted() const { return interrupts != 0; }

}  // namespace keycell::cli
