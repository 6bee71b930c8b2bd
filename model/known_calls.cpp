#include "model/known_calls.h"

#include <algorithm>
#include <stdexcept>

namespace keycell::model {

const KnownCalls::Known* KnownCalls::find(CallId call) const {
  const auto of_caller = by_caller_.find(caller_number(call));
  if (of_caller == by_caller_.end() || of_caller->second.empty() || of_caller->second.back().call < call)
    return nullptr;
  const auto found = std::ranges::lower_bound(of_caller->second, call, {}, &Known::call);
  return found->call == call ? &*found : nullptr;
}

KnownCalls::Standing KnownCalls::standing_of(CallId call) const {
  const Known* known = find(call);
  if (known == nullptr) return Standing::unknown;
  return known->page == nullptr ? Standing::inWork : Standing::answered;
}

View KnownCalls::answer_to(CallId call) const {
  const Known* known = find(call);
  if (known == nullptr || known->page == nullptr) throw std::out_of_range("no answer is kept");
  return View(known->page->bytes).subspan(known->offset, known->size);
}

void KnownCalls::begin(const PacketHeader& request, Nanos now) {
  // Now and then, in proportion to what is kept: a timer or a place in a queue for each call would cost more than the
  // memory that is held a little longer.
  if (size_ >= sweep_at_size_) sweep(now);
  Calls& calls = by_caller_[caller_number(request.call)];
  auto place = calls.end();
  while (place != calls.begin() && request.call < std::prev(place)->call) --place;
  calls.insert(place, {.call = request.call, .deadline = request.deadline});
  ++size_;
}

void KnownCalls::finish(CallId call, const Reply& reply) {
  const auto of_caller = by_caller_.find(caller_number(call));
  if (of_caller == by_caller_.end()) return;
  Calls& calls = of_caller->second;
  const auto found = std::ranges::lower_bound(calls, call, {}, &Known::call);
  if (found == calls.end() || found->call != call) return;
  switch (reply.keep) {
    case Keep::untilDeadline: keep(*found, reply.bytes); return;
    case Keep::never:
      calls.erase(found);
      --size_;
      return;
  }
}

void KnownCalls::keep(Known& known, View answer) {
  if (pages_.empty() || pages_.back().bytes.capacity() - pages_.back().bytes.size() < answer.size()) {
    const std::size_t next = pages_.empty() ? firstPageBytes : 2 * pages_.back().bytes.capacity();
    pages_.emplace_back().bytes.reserve(std::max(answer.size(), std::min(next, largestPageBytes)));
  }
  Page& page = pages_.back();
  known.page = &page;
  known.offset = static_cast<std::uint32_t>(page.bytes.size());
  known.size = static_cast<std::uint32_t>(answer.size());
  append(page.bytes, answer);
  ++page.answers;
}

void KnownCalls::sweep(Nanos now) {
  const auto is_over = [&](const Known& known) {
    if (known.page == nullptr || known.deadline > now) return false;
    --known.page->answers;
    return true;
  };
  for (auto& [caller, calls] : by_caller_) size_ -= std::erase_if(calls, is_over);
  std::erase_if(pages_, [](const Page& page) { return page.answers == 0; });
  sweep_at_size_ = std::max(sizeOfFirstSweep, 2 * size_);
}

}  // namespace keycell::model
