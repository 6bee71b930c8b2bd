#include "model/retention.h"

#include <algorithm>
#include <chrono>
#include <ranges>

namespace keycell::model {
namespace {

bool are_of_one_backup(const RecordInCopy& a, const RecordInCopy& b) { return a.backup != 0 && a.backup == b.backup; }

}  // namespace

std::vector<std::int64_t> aged(std::span<const RecordInCopy> records, const Retention& retention, std::int64_t now_ns) {
  const std::int64_t days_ns = std::chrono::nanoseconds(std::chrono::days(retention.days)).count();
  std::uint32_t newer_cycles = 0;
  bool is_needed = false;  // by a restore of a newer one that stays
  std::vector<std::int64_t> files;
  for (auto end = records.size(); end > 0;) {
    auto begin = end - 1;
    while (begin > 0 && are_of_one_backup(records[begin - 1], records[end - 1])) --begin;
    const auto backup = records.subspan(begin, end - begin);
    end = begin;

    using State = RecordInCopy::State;
    const RecordInCopy& first = backup.front();
    const bool is_complete = first.state == State::complete;
    const bool has_passed = first.state == State::abandoned || (is_complete && now_ns - first.begun_ns >= days_ns &&
                                                                newer_cycles >= retention.cycles && !is_needed);
    const bool goes = has_passed && std::ranges::none_of(backup, &RecordInCopy::is_held);
    if (goes)
      for (const RecordInCopy& record : std::views::reverse(backup)) files.push_back(record.archive_file);
    if (first.state == State::abandoned) continue;  // no restore reads it
    if (first.level == BackupLevel::incremental) {
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
