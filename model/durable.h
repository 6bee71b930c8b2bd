#pragma once
// What is durable at the end of a run, asked by whoever judges: whether a record opens with what survives when every
// host loses power now. Whoever answers knows no event of the run, draws from streams of its own and emits nothing.

#include <string>

#include "crypto/bytes.h"
#include "model/library.h"

namespace keycell::model {

enum class Opening {
  opens,
  noDatabase,      ///< the CSDB itself does not open
  noRow,           ///< the CSDB knows nothing of the archive file in this copy, or its keys
  keyMissing,      ///< the KMS has no such master key
  keyDisabled,     ///< the KMS has it, and its state forbids its use
  keyRefused,      ///< the KMS refuses for another reason, or it is not known what is durable there
  keyDoesNotOpen,  ///< a key is not under the key above it
  noRecord,        ///< the library has no such chunk
  doesNotOpen,     ///< the record is not under this data key, or is damaged
};

constexpr std::string_view name_of(Opening opening) {
  switch (opening) {
    case Opening::opens: return "opens";
    case Opening::noDatabase: return "the CSDB does not open";
    case Opening::noRow: return "the CSDB has no row of it";
    case Opening::keyMissing: return "its master key is missing";
    case Opening::keyDisabled: return "its master key is disabled";
    case Opening::keyRefused: return "its KMS refuses";
    case Opening::keyDoesNotOpen: return "its key does not open";
    case Opening::noRecord: return "it is not in the library";
    case Opening::doesNotOpen: return "its record does not open";
  }
  return "unknown";
}

struct Opened {
  Opening how;
  std::string why{};  ///< in the words of whoever refused; empty when it opens
  Bytes plain{};      ///< of the record
};

class DurableState {
 public:
  virtual ~DurableState() = default;
  virtual Opened open(const ChunkPlace& place) = 0;
};

}  // namespace keycell::model
