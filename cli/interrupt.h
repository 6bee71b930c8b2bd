#pragma once
// Ctrl-C and SIGTERM while it is wanted that the work so far is kept.

#include <stdexcept>

namespace keycell::cli {

/// The work was broken off, and there is nothing of it to keep.
class Interrupted final : public std::runtime_error {
 public:
  Interrupted() : std::runtime_error("interrupted; nothing was kept") {}
};

/// While one lives, the first of them is only noted; a second one ends the program as usual.
class NoteInterrupt {
 public:
  NoteInterrupt();
  ~NoteInterrupt();
  NoteInterrupt(const NoteInterrupt&) = delete;
  NoteInterrupt& operator=(const NoteInterrupt&) = delete;
  bool interrupted() const;
};

}  // namespace keycell::cli
