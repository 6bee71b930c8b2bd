#include "cli/interrupt.h"

#include <csignal>

namespace keycell::cli {
namespace {

volatile std::sig_atomic_t interrupts = 0;

}  // namespace

NoteInterrupt::NoteInterrupt() {
  interrupts = 0;
  struct sigaction action {};
  action.sa_handler = [](int) { interrupts = 1; };
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  ::sigemptyset(&action.sa_mask);
  ::sigaction(SIGINT, &action, nullptr);
}

NoteInterrupt::~NoteInterrupt() { std::signal(SIGINT, SIG_DFL); }

bool NoteInterrupt::interrupted() const { return interrupts != 0; }

}  // namespace keycell::cli
