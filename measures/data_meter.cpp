#include "measures/data_meter.h"

#include <algorithm>

#include "measures/load.h"
#include "measures/results/json.h"

namespace keycell::measures {
namespace {

using model::DataEnd;
using sim::ResourceClass;

bool is_of_many(ResourceClass resource_class) { return resource_class >= ResourceClass::wanUp; }

bool is_shared(const sim::DataResource& resource) { return resource.is_shared || is_of_many(resource.resource_class); }

bool is_read_by_client(DataEnd end) { return end == DataEnd::clientRead || end == DataEnd::clientReadIncremental; }

const char* kind_of(DataEnd from, DataEnd to) {
  if (is_read_by_client(from) || from == DataEnd::librarySynthetic) return "backup";
  return to == DataEnd::clientWrite ? "restore" : "aux-copy";
}

}  // namespace

DataMeter::DataMeter(const scenarios::Scenario& scenario) : paths_(scenario), groups_of_clients_(scenario) {
  for (const scenarios::MediaAgent& media_agent : scenario.media_agents)
    library_of_[media_agent.name] = library_of(scenario, media_agent).name;
}

std::uint32_t DataMeter::way_of(const model::DataMoved& moved) {
  std::string key(moved.from);
  key.append("\n")  // which no name has
      .append(name_of(moved.from_end))
      .append("\n")
      .append(moved.to)
      .append("\n")
      .append(name_of(moved.to_end));
  const auto [entry, is_new] = way_numbers_.try_emplace(std::move(key), static_cast<std::uint32_t>(ways_.size()));
  if (is_new)
    ways_.push_back(
        {paths_.way_of(moved.from, moved.from_end, moved.to, moved.to_end), kind_of(moved.from_end, moved.to_end)});
  return entry->second;
}

std::uint32_t DataMeter::group_of(const model::DataMoved& moved) {
  const auto synthetic = flows_to_come_.extract(moved.call);
  std::string_view client = is_read_by_client(moved.from_end) ? moved.from : moved.to;
  if (moved.from_end == DataEnd::librarySynthetic && synthetic) client = synthetic.mapped().client;
  const auto library = library_of_.find(client);  // of an aux copy
  const std::string name = library != library_of_.end() ? library->second : groups_of_clients_.of(client);
  const auto [entry, is_new] = group_numbers_.try_emplace(name, static_cast<std::uint32_t>(groups_.size()));
  if (is_new) groups_.push_back(name);
  return entry->second;
}

/// The flows of a synthetic full backup name no client.
void DataMeter::learn_whose(const model::Event& event) {
  if (const auto* taken = std::get_if<model::ChunkTakenOver>(&event.body)) {
    synthetic_files_.try_emplace(taken->archive_file, taken->client);
  } else if (const auto* sent = std::get_if<model::ChunkSent>(&event.body)) {
    const auto file = synthetic_files_.find(sent->archive_file);
    if (file != synthetic_files_.end())
      flows_to_come_[sent->call] = {.host = std::string(event.host), .client = file->second};
  } else if (std::holds_alternative<model::HostDown>(event.body)) {
    std::erase_if(flows_to_come_, [&](const auto& entry) { return entry.second.host == event.host; });
  }
}

void DataMeter::on(const model::Event& event) {
  const auto* moved = std::get_if<model::DataMoved>(&event.body);
  if (moved == nullptr) return learn_whose(event);
  if (moved->moved_bytes == 0) {  // it crossed nothing
    flows_to_come_.erase(moved->call);
    return;
  }
  const double ended = static_cast<double>(event.time.count()) / 1e9;
  flows_.push_back({.way = way_of(*moved),
                    .group = group_of(*moved),
                    .began = ended - static_cast<double>(moved->took.count()) / 1e9,
                    .ended = ended,
                    .bytes = static_cast<double>(moved->moved_bytes)});
}

DataPathUse DataMeter::use() const {
  const auto& resources = paths_.resources();
  std::map<sim::ResourceId, Load> loads;
  std::map<sim::ResourceId, Load> crowds;  // flow-seconds in the place of bytes: how many flows there are at once
  std::vector<double> bytes(resources.size());
  for (const Flow& flow : flows_) {
    for (const sim::ResourceId resource : ways_[flow.way].resources) {
      bytes[resource] += flow.bytes;
      if (is_shared(resources[resource])) {
        loads.try_emplace(resource, bin_s).first->second.add(flow.began, flow.ended, flow.bytes);
        crowds.try_emplace(resource, bin_s).first->second.add(flow.began, flow.ended, flow.ended - flow.began);
      }
    }
  }
  for (auto& [resource, crowd] : crowds) crowd.sum_up();
  for (auto& [resource, load] : loads) load.sum_up();

  // What bound whom: time of flows by kind, group and resource.
  std::map<std::pair<std::string, std::string>, std::map<std::string, double>> bound;
  std::array<double, sim::resourceClassCount> bound_s{};
  std::array<double, sim::resourceClassCount> highest{};
  for (const Flow& flow : flows_) {
    const double span = std::max(flow.ended - flow.began, 1e-9);
    // Of resources that are as full, the one binds whose even share the flow has: others on it have less than it.
    constexpr double asFull = 0.9;
    double fullest = 0;
    std::vector<std::pair<double, double>> uses;  // how full, and the flow's rate in even shares
    for (const sim::ResourceId id : ways_[flow.way].resources) {
      const sim::DataResource& resource = resources[id];
      const auto load = loads.find(id);
      const double rate = load == loads.end() ? flow.bytes / span : load->second.mean_rate(flow.began, flow.ended);
      const double use = rate / resource.stored_bytes_per_s;
      auto& most = highest[static_cast<std::size_t>(resource.resource_class)];
      most = std::max(most, std::min(use, 1.0));
      fullest = std::max(fullest, use);
      const double shares = load == loads.end() ? use
                                                : flow.bytes / span * crowds.at(id).mean_rate(flow.began, flow.ended) /
                                                      resource.stored_bytes_per_s;
      uses.emplace_back(use, shares);
    }
    sim::ResourceId binding = ways_[flow.way].resources.front();
    double most_shares = -1;
    for (std::size_t i = 0; i < uses.size(); ++i) {
      if (uses[i].first < asFull * fullest || uses[i].second <= most_shares) continue;
      most_shares = uses[i].second;
      binding = ways_[flow.way].resources[i];
    }
    const sim::DataResource& resource = resources[binding];
    const std::string who = is_of_many(resource.resource_class)
                                ? resource.name.substr(0, resource.name.find(sim::betweenNames)) + ", "
                                : std::string();
    const double seconds = flow.ended - flow.began;
    bound[{ways_[flow.way].kind, groups_[flow.group]}][who + std::string(name_of(resource.resource_class))] += seconds;
    bound_s[static_cast<std::size_t>(resource.resource_class)] += seconds;
  }

  DataPathUse told{.bin_s = bin_s};
  for (std::size_t i = 0; i < sim::resourceClassCount; ++i) {
    double moved = 0;
    for (std::size_t id = 0; id < resources.size(); ++id)
      if (static_cast<std::size_t>(resources[id].resource_class) == i) moved += bytes[id];
    if (moved <= 0) continue;
    told.classes.push_back({.resource_class = static_cast<ResourceClass>(i),
                            .stored_bytes = moved,
                            .highest_use_by_a_flow = highest[i],
                            .bound_flow_s = bound_s[i]});
  }
  for (const auto& [id, load] : loads) {
    if (!is_of_many(resources[id].resource_class)) continue;
    const double capacity = resources[id].stored_bytes_per_s;
    told.shared.push_back(
        {.name = resources[id].name.substr(0, resources[id].name.find(sim::betweenNames)),
         .resource_class = resources[id].resource_class,
         .capacity_bytes_per_s = capacity,
         .stored_bytes = bytes[id],
         .busy_s = load.busy_s(),
         .use_while_busy = load.busy_s() > 0 ? std::min(1.0, bytes[id] / (capacity * load.busy_s())) : 0.0,
         // Even rates may add up to more than there is where real ones changed.
         .peak_use = std::min(1.0, load.peak_rate() / capacity)});
  }
  for (const auto& [who, by] : bound) {
    double all = 0;
    for (const auto& [resource, seconds] : by) all += seconds;
    std::vector<std::pair<std::string, double>> order(by.begin(), by.end());
    std::ranges::sort(order, [](const auto& a, const auto& b) {
      return std::pair(-a.second, a.first) < std::pair(-b.second, b.first);
    });
    BoundFlows& flows = told.bound.emplace_back(BoundFlows{.kind = who.first, .of = who.second, .flow_s = all});
    for (const auto& [resource, seconds] : order)
      flows.by.push_back({.resource = resource, .share = all > 0 ? seconds / all : 0.0});
  }
  return told;
}

std::string DataMeter::result() const { return result_text(use()); }

}  // namespace keycell::measures
