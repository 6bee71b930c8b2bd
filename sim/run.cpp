#include "sim/run.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace keycell::sim {
namespace {

void put(std::string& out, std::uint64_t value) {
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  out.append(bytes, sizeof value);
}

void put(std::string& out, std::string_view text) {
  put(out, std::uint64_t{text.size()});
  out.append(text);
}

class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  std::uint64_t number() {
    std::uint64_t value = 0;
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
    return value;
  }
  std::string text() { return std::string(take(static_cast<std::size_t>(number()))); }
  bool done() const { return rest_.empty(); }

 private:
  std::string_view take(std::size_t size) {
    if (size > rest_.size()) throw std::runtime_error("a run's result is cut short");
    const auto taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }
  std::string_view rest_;
};

}  // namespace

std::string_view Run::result_of(std::string_view fold) const {
  const auto found = std::ranges::find(results, fold, &FoldResult::name);
  return found == results.end() ? std::string_view{} : std::string_view(found->json);
}

std::string encode(const Run& run) {
  std::string out;
  put(out, static_cast<std::uint64_t>(run.ending));
  put(out, run.detail);
  put(out, std::uint64_t{run.has_backlog ? 1U : 0U});
  put(out, run.event_hash);
  put(out, run.events);
  put(out, static_cast<std::uint64_t>(run.simulated.count()));
  put(out, std::uint64_t{run.drawn_by_chance});
  put(out, std::uint64_t{run.disks.size()});
  for (const HostDisk& disk : run.disks) {
    put(out, disk.host);
    put(out, disk.operations);
  }
  put(out, std::uint64_t{run.results.size()});
  for (const FoldResult& result : run.results) {
    put(out, result.name);
    put(out, result.json);
  }
  return out;
}

Run decode(std::string_view bytes) {
  Reader reader(bytes);
  Run run;
  run.ending = static_cast<Ending>(reader.number());
  run.detail = reader.text();
  run.has_backlog = reader.number() != 0;
  run.event_hash = reader.number();
  run.events = reader.number();
  run.simulated = model::Nanos(static_cast<std::int64_t>(reader.number()));
  run.drawn_by_chance = reader.number() != 0;
  const std::uint64_t disks = reader.number();
  for (std::uint64_t i = 0; i < disks; ++i) {
    std::string host = reader.text();
    run.disks.push_back({std::move(host), reader.number()});
  }
  const std::uint64_t results = reader.number();
  for (std::uint64_t i = 0; i < results; ++i) {
    std::string name = reader.text();
    run.results.push_back({std::move(name), reader.text()});
  }
  if (!reader.done()) throw std::runtime_error("a run's result has bytes left over");
  return run;
}

}  // namespace keycell::sim
