#include "model/retention.h"

#include <algorithm>
#include <chrono>
#include <ranges>

namespace keycell::model {

std::vector<std::int64_t> aged(std::span<const RecordInCopy> records, const Retention& retention, std::int64_t now_ns) {
  const std::int64_t days_ns = std::chrono::nanoseconds(std::chrono::days(retention.days)).count();
  std::uint32_t newer_cycles = 0;
  bool is_needed = false;  // by a restore of a newer one that stays
  std::vector<std::int64_t> files;
  for (const RecordInCopy& record : std::views::reverse(records)) {
    using State = RecordInCopy::State;
    const bool is_complete = record.state == State::complete;
    const bool has_passed = record.state == State::abandoned || (is_complete && now_ns - record.begun_ns >= days_ns &&
                                                                 newer_cycles >= retention.cycles && !is_needed);
    const bool goes = has_passed && !record.is_held;
    if (goes) files.push_back(record.archive_file);
    if (record.state == State::abandoned) continue;  // no restore reads it
    if (record.level == BackupLevel::incremental) {
      is_needed = is_needed || !goes;
    } else if (is_complete) {
      ++newer_cycles;
      is_needed = false;  // a restore of what is newer stops here
    }
  }
  std::ranges::reverse(files);
  return files;
}

}  // namespace keycell::model
