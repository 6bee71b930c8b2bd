#pragma once
// What AVL-1 tells beside its verdict: of all that was acknowledged, how much can be opened at the end, and why not.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "properties/result_fields.h"

namespace keycell::properties {

/// What is true of an acknowledged chunk at the end. The words are stable.
enum class Durably {
  opens,
  opensWhen,    ///< when somebody has done something
  gone,         ///< for good
  doesNotOpen,  ///< and nothing that happened explains it
  wrongData,    ///< it opens, and is not what the client had
  missing,      ///< told to be complete, and this was never acknowledged
  aged,         ///< let go by its retention
  unknown,
};

constexpr std::string_view name_of(Durably durably) {
  switch (durably) {
    case Durably::opens: return "opens";
    case Durably::opensWhen: return "opens-when";
    case Durably::gone: return "gone";
    case Durably::doesNotOpen: return "does-not-open";
    case Durably::wrongData: return "wrong-data";
    case Durably::missing: return "missing";
    case Durably::aged: return "aged";
    case Durably::unknown: return "unknown";
  }
  return "unknown";
}

/// Chunks of which the same is true for the same reason.
struct DurableLine {
  Durably is{};
  std::string because{};            ///< empty: nothing is to be said
  std::optional<double> since_s{};  ///< when it was lost
  std::uint64_t archive_files = 0;  ///< each once a copy
  std::uint64_t chunks = 0;
  std::uint64_t front_end_bytes = 0;
  std::uint64_t chunks_acknowledged_after = 0;  ///< when it was lost already
  std::uint64_t bytes_acknowledged_after = 0;   ///< front-end bytes of these
  std::optional<double> noticed_s{};            ///< from the loss to the first job that told of such a thing
  std::string noticed_by{};                     ///< "restore job 33"; empty: nobody by the end
  bool operator==(const DurableLine&) const = default;
};

struct DurableTold {
  std::uint64_t archive_files = 0;  ///< acknowledged, each once a copy
  std::uint64_t looked_at = 0;      ///< of them by opening what is durable
  std::uint64_t front_end_bytes = 0;
  std::vector<DurableLine> lines{};  ///< the worst first
  bool operator==(const DurableTold&) const = default;
};

void visit_fields(Some<DurableLine> auto& line, auto&& visit) {
  visit("is", line.is);
  visit("because", line.because);
  visit("since_s", line.since_s);
  visit("archive_files", line.archive_files);
  visit("chunks", line.chunks);
  visit("front_end_bytes", line.front_end_bytes);
  visit("chunks_acknowledged_after", line.chunks_acknowledged_after);
  visit("bytes_acknowledged_after", line.bytes_acknowledged_after);
  visit("noticed_s", line.noticed_s);
  visit("noticed_by", line.noticed_by);
}

void visit_fields(Some<DurableTold> auto& told, auto&& visit) {
  visit("archive_files", told.archive_files);
  visit("looked_at", told.looked_at);
  visit("front_end_bytes", told.front_end_bytes);
  visit("lines", told.lines);
}

}  // namespace keycell::properties
