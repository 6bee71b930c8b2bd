#pragma once
// The work that a host reads data for, so that somebody can ask it to stop.

#include <cstdint>
#include <map>
#include <stdexcept>
#include <utility>

#include "model/protocol/commcell.pb.h"

namespace keycell::model {

/// A flow was stopped on demand, between two chunks.
class Interrupted final : public std::runtime_error {
 public:
  Interrupted() : std::runtime_error("stopped on demand") {}
};

/// By job and archive file. Work that a request asks to stop before it has begun is not stopped.
class WorkInHand {
  using Key = std::pair<std::uint64_t, std::uint64_t>;
  /// A CommServe that came back may ask for work that is still in hand: then it is there twice.
  using Stops = std::multimap<Key, bool>;

 public:
  class Work {
   public:
    Work(WorkInHand& all, std::uint64_t job, std::uint64_t archive_file)
        : all_(all), entry_(all.stops_.emplace(Key{job, archive_file}, false)) {}
    ~Work() { all_.stops_.erase(entry_); }
    Work(const Work&) = delete;
    Work& operator=(const Work&) = delete;

    bool is_to_stop() const { return entry_->second; }

   private:
    WorkInHand& all_;
    Stops::iterator entry_;
  };

  void stop(const protocol::StopWork& request) {
    const auto [first, last] = stops_.equal_range({request.job(), request.archive_file()});
    for (auto entry = first; entry != last; ++entry) entry->second = true;
  }

 private:
  Stops stops_;
};

}  // namespace keycell::model
