#pragma once
// The words of jobs and their settings, for scenarios too: no CSDB, no parts.

#include <cstdint>
#include <string_view>

namespace keycell::model {

enum class JobKind { backup, restore, auxCopy };

constexpr std::string_view name_of(JobKind kind) {
  switch (kind) {
    case JobKind::backup: return "backup";
    case JobKind::restore: return "restore";
    case JobKind::auxCopy: return "aux-copy";
  }
  return "unknown";
}

/// What a backup reads: everything, or what changed since the last one.
enum class BackupLevel { full, incremental };

constexpr std::string_view name_of(BackupLevel level) { return level == BackupLevel::full ? "full" : "incremental"; }

/// What an operator can do to a job.
enum class JobAction { suspend, resume, kill };

constexpr std::string_view name_of(JobAction action) {
  switch (action) {
    case JobAction::suspend: return "suspend";
    case JobAction::resume: return "resume";
    case JobAction::kill: return "kill";
  }
  return "unknown";
}

/// Whether backups and restores that wait for a stream may take it from an aux copy.
enum class Preemption { off, on };

constexpr std::string_view name_of(Preemption preemption) { return preemption == Preemption::on ? "on" : "off"; }

}  // namespace keycell::model
