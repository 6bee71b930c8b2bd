#pragma once
// What a storage policy copy keeps of its backups, and which of them nothing needs any more.

#include <cstdint>
#include <span>
#include <vector>

#include "model/job_settings.h"

namespace keycell::model {

/// Of a copy: a backup is kept until both have passed.
struct Retention {
  std::uint32_t days;    ///< from when the backup was asked for
  std::uint32_t cycles;  ///< at least 1: so many of the latest are kept, the one that goes on counts
  bool operator==(const Retention&) const = default;
};

inline constexpr std::uint32_t mostRetentionDays = 36'525;  // a century, as the longest run
inline constexpr std::uint32_t mostRetentionCycles = 1000;

/// An archive file in one copy, as ageing looks at it.
struct RecordInCopy {
  enum class State {
    inTheMaking,  ///< its job goes on
    complete,
    abandoned,  ///< its job is over and left it incomplete
  };
  std::int64_t archive_file;  ///< numbers follow the order in which backups were asked for
  BackupLevel level;
  std::int64_t begun_ns;
  State state;
  bool is_held;             ///< a copy has still to be made from it, or a job reads it
  std::int64_t backup = 0;  ///< the first archive file of its backup, where several streams wrote one each; 0: itself
};

/// Of one client's records in one copy, oldest first: the archive files that nothing needs any more at this moment.
/// Those of one backup stand together, are in one state, and go together.
///
/// A cycle is a complete full backup and the incremental ones after it until the next. A complete record has passed
/// when it is `days` old and `cycles` newer cycles have begun; it goes unless it is held, or a restore of one that
/// stays needs it: the full backup before that one, and the incremental ones between. What was abandoned serves
/// nothing, and goes at once.
std::vector<std::int64_t> aged(std::span<const RecordInCopy> records, const Retention& retention, std::int64_t now_ns);

}  // namespace keycell::model
