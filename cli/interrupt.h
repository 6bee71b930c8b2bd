#pragma once
// Ctrl-C and SIGTERM while it is wanted that the work so far is kept.

namespace keycell::cli {

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
