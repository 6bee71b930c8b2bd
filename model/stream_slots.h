#pragma once
// The data streams of a CommCell: every job that moves data holds one on each MediaAgent that it reads or writes.

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace keycell::model {

class Streams {
 public:
  struct Limits {
    std::uint32_t of_cell;                                ///< the job manager's high-water mark
    std::map<std::string, std::uint32_t> of_media_agent;  ///< one that is not named has only the cell's limit
  };

  explicit Streams(Limits limits) : limits_(std::move(limits)) {}

  /// The first of `media_agents` that has no stream left, else "commcell" when the cell has none, else nothing.
  std::string full(const std::vector<std::string>& media_agents) const {
    for (const std::string& name : media_agents) {
      const auto limit = limits_.of_media_agent.find(name);
      const auto used = used_.find(name);
      if (limit != limits_.of_media_agent.end() && used != used_.end() && used->second >= limit->second) return name;
    }
    return in_use_ >= limits_.of_cell ? "commcell" : "";
  }
  /// What full() named, in words.
  std::string taken_text(const std::string& full) const {
    const auto limit = limits_.of_media_agent.find(full);
    const bool is_cell = limit == limits_.of_media_agent.end();
    const std::uint32_t streams = is_cell ? limits_.of_cell : limit->second;
    return (streams == 1 ? "the one stream of " : "all " + std::to_string(streams) + " streams of ") +
           (is_cell ? "the CommCell" : full) + (streams == 1 ? " is taken" : " are taken");
  }
  void take(const std::vector<std::string>& media_agents) {
    ++in_use_;
    for (const std::string& name : media_agents) ++used_[name];
  }
  void give_back(const std::vector<std::string>& media_agents) {
    --in_use_;
    for (const std::string& name : media_agents) --used_[name];
  }

 private:
  Limits limits_;
  std::uint32_t in_use_ = 0;
  std::map<std::string, std::uint32_t> used_;
};

}  // namespace keycell::model
