#include "sim/fold_thread.h"

#include <cstring>

#include "model/event_fields.h"
#include "sim/foreign_randomness.h"

namespace keycell::sim {
namespace {

constexpr std::size_t batchBytes = std::size_t{1} << 20;

/// Each copy begins where any number may lie.
constexpr std::size_t aligned(std::size_t size) { return (size + 7) / 8 * 8; }

template <class Visit>
void visit_views(const model::Event& event, Visit visit) {
  visit(event.host);
  std::visit(
      [&](const auto& body) { model::visit_fields(body, [&](std::string_view, const auto& value) { visit(value); }); },
      event.body);
}

/// Fields that look at nothing.
struct PassesOverNumbers {
  template <class Value>
  requires std::is_integral_v<Value> || std::is_enum_v<Value>
  void operator()(const Value&) {}
  void operator()(const model::Nanos&) {}
  void operator()(const crypto::SecretId&) {}
  void operator()(const model::CallId&) {}
};

/// How many bytes the copies of what an event looks at take.
struct Sizes : PassesOverNumbers {
  using PassesOverNumbers::operator();
  std::size_t bytes = 0;

  template <class Item>
  void operator()(const std::span<const Item>& items) {
    bytes += aligned(items.size_bytes());
  }
  void operator()(const std::string_view& text) { bytes += aligned(text.size()); }
  void operator()(const model::SecretView& secret) { (*this)(secret.bytes); }
};

/// Copies what the views of an event look at, and has them look at the copies.
class Copies : PassesOverNumbers {
 public:
  using PassesOverNumbers::operator();
  explicit Copies(std::uint8_t* room) : room_(room) {}

  template <class Item>
  void operator()(const std::span<const Item>& items) {
    const auto* copy = reinterpret_cast<const Item*>(take(items.data(), items.size_bytes()));
    mine(items) = std::span<const Item>(copy, items.size());
  }
  void operator()(const std::string_view& text) {
    mine(text) = {reinterpret_cast<const char*>(take(text.data(), text.size())), text.size()};
  }
  void operator()(const model::SecretView& secret) { (*this)(secret.bytes); }

 private:
  /// Fields are visited as const, but these are of an event that is ours.
  template <class Value>
  static Value& mine(const Value& value) {
    return const_cast<Value&>(value);
  }
  const std::uint8_t* take(const void* from, std::size_t size) {
    if (size > 0) std::memcpy(room_, from, size);
    return std::exchange(room_, room_ + aligned(size));
  }

  std::uint8_t* room_;
};

}  // namespace

bool EventBatch::add(const model::Event& event) {
  Sizes needed;
  visit_views(event, std::ref(needed));
  if (room_.size() - used_ < needed.bytes) {
    if (!events_.empty()) return false;
    room_ = crypto::WipedBuffer(std::max(batchBytes, needed.bytes));
  }
  events_.push_back(event);
  visit_views(events_.back(), Copies(room_.writable().data() + used_));
  used_ += needed.bytes;
  return true;
}

void EventBatch::clear() {
  events_.clear();
  used_ = 0;
}

FoldThread::FoldThread(std::vector<model::Fold*> folds, Seed seed)
    : folds_(std::move(folds)), seed_(seed), thread_([this] { read_on(); }) {}

FoldThread::~FoldThread() {
  try {
    finish();
  } catch (...) {  // whoever wants to know calls finish()
  }
}

void FoldThread::on(const model::Event& event) {
  if (filling().add(event)) return;
  hand_over();
  filling().add(event);
}

void FoldThread::hand_over() {
  std::unique_lock lock(mutex_);
  ++handed_;
  news_.notify_one();
  news_.wait(lock, [&] { return handed_ - read_ < batches_.size(); });
}

void FoldThread::finish() {
  if (thread_.joinable()) {
    hand_over();
    {
      const std::scoped_lock lock(mutex_);
      finished_ = true;
    }
    news_.notify_one();
    thread_.join();
  }
  if (error_) std::rethrow_exception(error_);
}

void FoldThread::read_on() {
  FoldRandomness stream(seed_);
  const RandomnessApart apart(stream);
  std::unique_lock lock(mutex_);
  for (;;) {
    news_.wait(lock, [&] { return handed_ > read_ || finished_; });
    if (handed_ == read_) return;
    EventBatch& batch = batches_[read_ % batches_.size()];
    lock.unlock();
    if (!error_) read(batch);
    batch.clear();
    lock.lock();
    ++read_;
    news_.notify_one();
  }
}

void FoldThread::read(const EventBatch& batch) {
  try {
    for (const model::Event& event : batch.events())
      for (model::Fold* fold : folds_) fold->on(event);
  } catch (...) {
    error_ = std::current_exception();
  }
}

}  // namespace keycell::sim
