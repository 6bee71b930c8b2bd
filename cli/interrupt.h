#pragma once
// Ctrl-C while it is wanted that the work so far is kept.

namespace keycell::cli {

/// While one lives, the first SIGINT is only noted; a second one ends the program as usual.
class NoteInterrupt {
 public:
  NoteInterrupt();
  ~NoteInterrupt();
  NoteInterrupt(const NoteInterrupt&) = delete;
  NoteInterrupt& operator=(const NoteInterrupt&) = delete;
  bool interrupted() const;
};

}  // namespace keycell::cli
