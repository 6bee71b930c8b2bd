#pragma once
// Folds on a thread of their own, beside the simulation: they only read, so that on two cores a long run takes as long
// as the slower of both.

#include <array>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "crypto/wiped_buffer.h"
#include "sim/run.h"

namespace keycell::sim {

/// Copies of events, with every byte that they look at. The copies of secrets are overwritten when this goes.
class EventBatch {
 public:
  /// False when there is no room left; an empty batch makes room for any event.
  bool add(const model::Event& event);
  const std::vector<model::Event>& events() const { return events_; }
  void clear();

 private:
  std::vector<model::Event> events_;
  crypto::WipedBuffer room_;
  std::size_t used_ = 0;
};

/// A fold that hands what it hears to others, which read the same events in the same order on the thread. Those may be
/// asked for their results after finish(). The process must not fork in between: the thread would stay behind.
class FoldThread final : public model::Fold {
 public:
  FoldThread(std::vector<model::Fold*> folds, Seed seed);
  ~FoldThread() override;
  FoldThread(const FoldThread&) = delete;
  FoldThread& operator=(const FoldThread&) = delete;

  std::string_view name() const override { return "fold-thread"; }
  /// Waits when the others are several batches behind.
  void on(const model::Event& event) override;
  std::string result() const override { return {}; }

  /// Returns when the others have read every event; no event may follow. Throws what the first that failed threw: from
  /// then on nobody read anything.
  void finish();

 private:
  EventBatch& filling() { return batches_[handed_ % batches_.size()]; }
  void hand_over();
  void read_on();
  void read(const EventBatch& batch);

  const std::vector<model::Fold*> folds_;
  const Seed seed_;
  std::array<EventBatch, 4> batches_;  // used in turn
  std::mutex mutex_;                   // of what follows
  std::condition_variable news_;
  std::size_t handed_ = 0;  // batches so far; written by the simulation only
  std::size_t read_ = 0;
  bool finished_ = false;
  std::exception_ptr error_;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace keycell::sim
