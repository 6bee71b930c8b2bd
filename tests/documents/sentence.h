#pragma once
// A sentence of a product document as what must be seen in a run, in order and on the right hosts.

#include <optional>
#include <string>
#include <vector>

#include "tests/documents/trace.h"

namespace keycell::documents {

/// A mark that must be there. Words that begin with $ stand for a secret's number and are the same all through a
/// procedure: "wrapped data-key $D under kek $K". A text may end with *, for any rest.
struct Expected {
  std::string host;
  std::string text;
};

struct Sentence {
  std::string id;    ///< of docs/reference/documents.md, e.g. "2023e-backup-2"
  std::string says;  ///< in our words
  std::vector<Expected> seen;
};

/// A procedure of a document: its sentences in its order.
struct Procedure {
  std::string name;        ///< of the test suite
  std::string first_mark;  ///< where it begins in a trace: the text of a mark
  std::vector<Sentence> sentences;
};

/// The part of a trace that begins with the procedure's first mark.
Trace part_of(const Trace& trace, const Procedure& procedure);

/// Where the run departs from the procedure: the first thing expected that does not come after what was expected before
/// it. Nothing when the run follows the sentences up to and with the number `last`.
std::optional<std::string> departure(const Trace& part, const Procedure& procedure, std::size_t last);

/// Runs that a checker must not take for the procedure: for each thing that sentence number `which` expects, one where
/// it did not happen, one where it happened on another host, and one where it happened out of order.
struct Twin {
  std::string what;
  Trace part;
};
std::vector<Twin> twins(const Trace& part, const Procedure& procedure, std::size_t which);

}  // namespace keycell::documents
