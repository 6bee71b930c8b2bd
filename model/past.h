#pragma once
// Backups of before day 0: keys, rows and records that exist when it begins, as the flows of a backup and of an aux
// copy make them, without the time that data takes. Day after day, the full ones first, then the copies that are filled
// from them. They are no jobs: the job manager does not know them.

#include <deque>
#include <functional>
#include <set>

#include "model/due_times.h"

namespace keycell::model {

class CommServe;

class Past {
 public:
  Past(CommServe& commserve, Chance chance) : commserve_(commserve), chance_(std::move(chance)) {}

  /// After a boot: goes on with what does not exist yet.
  void resume() { go_on(); }
  /// Asked again for what is being made or is there, it does nothing.
  void make(const NewPast& past);
  bool is_to_come() const { return workers_ > 0 || making_ > 0; }

 private:
  using Item = std::function<void()>;

  void go_on();
  std::deque<Item> next_items();
  void work();
  /// Again and again until it is done, or fails for good.
  void do_for_sure(const Item& item, std::int64_t job);

  CommServe& commserve_;
  Chance chance_;
  std::deque<Item> items_;
  std::size_t workers_ = 0;
  std::size_t making_ = 0;
  std::set<std::pair<std::int64_t, std::int64_t>> given_up_;  // copies and their archive files
};

}  // namespace keycell::model
