#include "reports/night/parts.h"
#include "reports/night/spread.h"
#include "reports/words.h"

namespace keycell::reports {

namespace {

constexpr std::size_t mostKms = 5;

}  // namespace

void draw_kms(LabelledText& page, const std::map<std::string, measures::KmsLoad>& kms, const Start& start) {
  std::string label = "KMS";
  std::size_t shown = 0;
  for (const auto& [name, load] : kms) {
    if (shown++ >= mostKms) continue;
    std::vector<std::string> operations;
    const measures::KmsOperationTimes* busiest = nullptr;
    std::string busiest_name;
    for (const auto& [what, told] : load.operations) {
      operations.push_back(
          fmt::format("{} {}{}{}", told.count, what, told.failed > 0 ? fmt::format(" ({} failed)", told.failed) : "",
                      told.turned_away > 0 ? fmt::format(" after {} tries were turned away", told.turned_away) : ""));
      if (busiest != nullptr && told.count <= busiest->count) continue;
      busiest = &told;
      busiest_name = what;
    }
    std::string text = fmt::format("{}: {}; at most {} a minute, {}", shown_name(name), join(operations, ", "),
                                   load.peak_per_minute, moment_text(load.peak_at_s, start));
    if (busiest != nullptr && busiest->answered)
      text += fmt::format("; {} answered in {}", busiest_name, spread(*busiest->answered));
    if (load.unanswered)
      text += fmt::format("; {} not answered within {}", counted(load.unanswered->count), spread(*load.unanswered));
    page.line(std::exchange(label, ""), text);
  }
  if (shown > mostKms) page.line("", fmt::format("and {} more KMSs (--json)", shown - mostKms));
}

void draw_queues(LabelledText& page, const measures::KmsQueues& queues) {
  std::size_t shown = 0;
  for (const auto& [name, queue] : queues) {
    if (queue.served == 0 || shown++ >= mostKms) continue;
    std::string text = fmt::format(
        "{} worked on {} requests, {} at once: {} in the mean, {} of it work; at most {} there, {:.3g} in the mean "
        "while "
        "busy",
        shown_name(name), queue.served, queue.workers, time_text(queue.response.value().mean_s),
        time_text(queue.service.value().mean_s), queue.in_system.most, queue.in_system.mean_while_busy);
    const auto add = [&](std::uint64_t count, const char* words) {
      if (count > 0) text += fmt::format("; {} {}", count, words);
    };
    add(queue.turned_away.rate_limit, "turned away by its rate limit");
    add(queue.turned_away.full_queue, "turned away by its full queue");
    add(queue.turned_away.overload, "turned away by its overload");
    add(queue.cut_off, "cut off when it lost power");
    page.line("", text);
  }
}

}  // namespace keycell::reports
