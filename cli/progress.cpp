#include "cli/progress.h"

#include <sys/mman.h>

#include <cerrno>
#include <new>
#include <system_error>

namespace keycell::cli {
namespace {

class ProgressFold final : public model::Fold {
 public:
  explicit ProgressFold(Progress::Page& page) : page_(page) {}
  std::string_view name() const override { return "progress"; }
  void on(const model::Event& event) override {
    constexpr std::uint64_t every = 1024;
    if (event.ordinal % every != 0) return;
    page_.events.store(event.ordinal, std::memory_order_relaxed);
    page_.simulated_ns.store(event.time.count(), std::memory_order_relaxed);
  }
  std::string result() const override {
    page_.runs.fetch_add(1, std::memory_order_relaxed);
    return {};
  }

 private:
  Progress::Page& page_;
};

}  // namespace

Progress::Progress() {
  void* memory = ::mmap(nullptr, sizeof(Page), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "mmap");
  page_ = new (memory) Page{};
}

Progress::~Progress() { ::munmap(page_, sizeof(Page)); }

std::unique_ptr<model::Fold> Progress::fold() const { return std::make_unique<ProgressFold>(*page_); }

}  // namespace keycell::cli
