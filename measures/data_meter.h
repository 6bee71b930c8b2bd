#pragma once
// How much each resource of the data path was used, and what bound whom: on a flow's way, the resource that was nearest
// to its capacity while the flow moved.

#include <array>
#include <map>
#include <string>
#include <vector>

#include "measures/client_groups.h"
#include "measures/results/data_path.h"
#include "sim/data_path.h"

namespace keycell::measures {

/// A flow's rate is taken as even over its time. Resources of a client serve one flow at a time, those of MediaAgents
/// and sites are shared: their load is kept in bins.
class DataMeter final : public model::Fold {
 public:
  explicit DataMeter(const scenarios::Scenario& scenario);
  std::string_view name() const override { return "data-path"; }
  void on(const model::Event& event) override;
  std::string result() const override;
  DataPathUse use() const;

 private:
  static constexpr double bin_s = 10;

  struct Flow {
    std::uint32_t way;    // in ways_
    std::uint32_t group;  // in groups_
    double began;
    double ended;
    double bytes;
  };
  struct Way {
    std::vector<sim::ResourceId> resources;
    const char* kind;  // of the job
  };

  void learn_whose(const model::Event& event);
  std::uint32_t way_of(const model::DataMoved& moved);
  std::uint32_t group_of(const model::DataMoved& moved);

  sim::DataPaths paths_;
  ClientGroups groups_of_clients_;
  std::map<std::string, std::string, std::less<>> library_of_;  // a MediaAgent
  std::map<std::string, std::uint32_t, std::less<>> way_numbers_;
  std::map<std::string, std::uint32_t, std::less<>> group_numbers_;
  std::vector<Way> ways_;
  std::vector<std::string> groups_;
  std::vector<Flow> flows_;
  struct FlowToCome {
    std::string host;  // that sends it
    std::string client;
  };
  std::map<std::uint64_t, std::string> synthetic_files_;  // and whose each is
  std::map<model::CallId, FlowToCome> flows_to_come_;
};

}  // namespace keycell::measures
