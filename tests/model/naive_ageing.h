#pragma once
// Ageing as its definition says it, for whom it is slow enough to be plain: the reference of laws.

#include <algorithm>
#include <set>
#include <vector>

#include "model/retention.h"

namespace keycell::model::testing {

using OfClient = std::vector<RecordInCopy>;  // in one copy, oldest first

/// What a restore as of an incremental backup reads beside it.
inline std::set<std::int64_t> chain_of(const RecordInCopy& record, const OfClient& records) {
  std::set<std::int64_t> chain;
  if (record.level != BackupLevel::incremental) return chain;
  std::int64_t base = 0;  // the complete full backup before it
  for (const RecordInCopy& other : records)
    if (other.state == RecordInCopy::State::complete && other.level != BackupLevel::incremental &&
        other.archive_file < record.archive_file)
      base = std::max(base, other.archive_file);
  for (const RecordInCopy& other : records)
    if (other.state == RecordInCopy::State::complete && base <= other.archive_file &&
        other.archive_file < record.archive_file)
      chain.insert(other.archive_file);
  return chain;
}

inline std::vector<std::int64_t> naive_aged(const OfClient& records, const Retention& retention, std::int64_t now_ns) {
  using State = RecordInCopy::State;
  const auto has_passed = [&](const RecordInCopy& record) {
    if (record.state == State::abandoned) return true;
    const auto newer_cycles = std::ranges::count_if(records, [&](const RecordInCopy& other) {
      return other.state == State::complete && other.level != BackupLevel::incremental &&
             other.archive_file > record.archive_file;
    });
    const std::int64_t days_ns = std::int64_t{retention.days} * 24 * 3600 * 1'000'000'000;
    return record.state == State::complete && now_ns >= record.begun_ns + days_ns && newer_cycles >= retention.cycles;
  };
  std::set<std::int64_t> stays;
  for (const RecordInCopy& record : records)
    if (!has_passed(record) || record.is_held) stays.insert(record.archive_file);
  for (std::size_t before = 0; before != stays.size();) {
    before = stays.size();
    for (const RecordInCopy& record : records)
      if (stays.contains(record.archive_file) && record.state != State::abandoned)
        stays.merge(chain_of(record, records));
  }
  std::vector<std::int64_t> goes;
  for (const RecordInCopy& record : records)
    if (!stays.contains(record.archive_file)) goes.push_back(record.archive_file);
  return goes;
}

}  // namespace keycell::model::testing
