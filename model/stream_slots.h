#pragma once
// The data streams of a CommCell: every job that moves data holds one on each MediaAgent that it reads or writes.

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "model/csdb/rows.h"

namespace keycell::model {

class Streams {
 public:
  struct Limits {
    std::uint32_t of_cell;                                ///< the job manager's high-water mark
    std::map<std::string, std::uint32_t> of_media_agent;  ///< one that is not named has only the cell's limit
  };

  explicit Streams(Limits limits) : limits_(std::move(limits)) {}

  /// What a job could take now, or why it cannot.
  struct Found {
    std::vector<std::string> media_agents{};  ///< one for each library, in their order; may name one twice
    std::vector<std::string> full{};          ///< MediaAgents of which one had to have a stream; empty: none is missing
    bool cell_is_full = false;
    std::string why{};  ///< what is missing, in words
    bool is_complete() const { return full.empty() && !cell_is_full; }
  };
  /// MediaAgents that did not answer lately.
  struct Away {
    std::set<std::string> all{};    ///< they are left alone, unless no other reaches the library
    std::set<std::string> tried{};  ///< those that this work met: then the others go first
  };
  /// For each library a MediaAgent that has a stream left: one that reaches all of them, else by its paths.
  Found find(const std::vector<LibraryPaths>& libraries, const Away& away) const {
    Found found;
    for (const LibraryPaths& paths : libraries) {
      std::vector<std::string> order = in_order(paths, libraries, away);
      const auto free = std::ranges::find_if(order, [&](const std::string& name) { return !is_full(name); });
      if (free == order.end()) {
        std::string why = taken_text(order);
        return {.full = std::move(order), .why = std::move(why)};
      }
      found.media_agents.push_back(*free);
    }
    if (in_use_ < limits_.of_cell) return found;
    return {.cell_is_full = true, .why = taken_text(limits_.of_cell, "the CommCell")};
  }

  /// What find() found.
  void take(const std::vector<std::string>& media_agents) {
    ++in_use_;
    for (const std::string& name : std::set(media_agents.begin(), media_agents.end())) ++used_[name];
  }
  /// Data is about to move there: where MediaAgents are taken in turn it is that of the next ones.
  void end_turn(const std::vector<LibraryPaths>& libraries) {
    std::set<std::vector<std::string>> in_turn;  // once, also where source and target have the same
    for (const LibraryPaths& paths : libraries)
      if (paths.in_turn) in_turn.insert(paths.media_agents);
    for (const auto& media_agents : in_turn) ++turns_[media_agents];
  }
  void give_back(const std::vector<std::string>& media_agents) {
    --in_use_;
    for (const std::string& name : std::set(media_agents.begin(), media_agents.end())) --used_[name];
  }

 private:
  std::vector<std::string> in_order(const LibraryPaths& paths, const std::vector<LibraryPaths>& libraries,
                                    const Away& away) const {
    const auto without = [&](const std::set<std::string>& names) {
      std::vector<std::string> left;
      for (const std::string& name : paths.media_agents)
        if (!names.contains(name)) left.push_back(name);
      return left;
    };
    std::vector<std::string> order = without(away.all);
    if (order.empty()) order = without(away.tried);
    if (order.empty()) order = paths.media_agents;
    const auto turn = turns_.find(paths.media_agents);
    if (paths.in_turn && turn != turns_.end())
      std::ranges::rotate(order, order.begin() + static_cast<std::ptrdiff_t>(turn->second % order.size()));
    std::vector<std::string> sorted;
    for (const bool of_all : {true, false})
      for (const std::string& name : order) {
        const bool reaches_all = std::ranges::all_of(
            libraries, [&](const LibraryPaths& each) { return std::ranges::count(each.media_agents, name) > 0; });
        if (reaches_all == of_all) sorted.push_back(name);
      }
    return sorted;
  }
  bool is_full(const std::string& name) const {
    const auto limit = limits_.of_media_agent.find(name);
    const auto used = used_.find(name);
    return limit != limits_.of_media_agent.end() && used != used_.end() && used->second >= limit->second;
  }
  std::string taken_text(const std::vector<std::string>& media_agents) const {
    std::uint32_t streams = 0;
    std::string names;
    for (const std::string& name : media_agents) {
      streams += limits_.of_media_agent.at(name);
      names += (names.empty() ? "" : ", ") + name;
    }
    return taken_text(streams, names);
  }
  static std::string taken_text(std::uint32_t streams, const std::string& whose) {
    return (streams == 1 ? "the one stream of " : "all " + std::to_string(streams) + " streams of ") + whose +
           (streams == 1 ? " is taken" : " are taken");
  }

  Limits limits_;
  std::uint32_t in_use_ = 0;
  std::map<std::string, std::uint32_t> used_;
  std::map<std::vector<std::string>, std::size_t> turns_;  // of MediaAgents that are taken in turn
};

}  // namespace keycell::model
