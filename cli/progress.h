#pragma once
// How far a simulation in a child process is: a page that both processes see.

#include <atomic>
#include <memory>

#include "model/events.h"

namespace keycell::cli {

class Progress {
 public:
  struct Page {
    std::atomic<std::uint64_t> events;
    std::atomic<std::int64_t> simulated_ns;
    std::atomic<std::uint64_t> runs;  ///< that are over, each in a process of its own
  };

  Progress();
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  const Page& page() const { return *page_; }
  /// For the child: writes into the page now and then.
  std::unique_ptr<model::Fold> fold() const;

 private:
  Page* page_;
};

}  // namespace keycell::cli
