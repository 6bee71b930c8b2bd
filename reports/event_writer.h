#pragma once
// Writes the event stream to a file, one JSON object a line: {"n", "t_ns", "host", "event", ...}. Bytes appear as their
// number, secrets by their ordinal: no byte of a key, or of anything that may hold one, is written.

#include <cstdio>
#include <string>

#include "model/events.h"

namespace keycell::reports {

/// Made and used in the simulation's process; the file is whole when the run has ended.
class EventWriter final : public model::Fold {
 public:
  /// Throws std::system_error when the file cannot be opened.
  explicit EventWriter(const std::string& path);
  ~EventWriter() override;
  EventWriter(const EventWriter&) = delete;
  EventWriter& operator=(const EventWriter&) = delete;

  std::string_view name() const override { return "events"; }
  void on(const model::Event& event) override;
  /// {"written": n}, or {"error": "..."} when the disk refused.
  std::string result() const override;

 private:
  std::FILE* file_;
  std::string line_;
  std::uint64_t written_ = 0;
  int failure_ = 0;  // of errno, the first
};

}  // namespace keycell::reports
