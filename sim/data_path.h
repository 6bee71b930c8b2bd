#pragma once
// The resources that the data of a cell crosses, and the way of each data flow over them: the platform of the simulated
// cell, and what reports measure its use by. A function of the scenario alone.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "model/events.h"
#include "scenarios/scenario.h"

namespace keycell::sim {

/// Between a host's name and what it is of the host, in names for the engine: no name of a host has it.
inline constexpr char betweenNames = '\x1f';

enum class ResourceClass {
  clientRead,
  clientCompress,
  clientEncrypt,
  clientSend,
  clientReceive,
  clientDecrypt,
  clientDecompress,
  clientWrite,
  mediaAgentCore,
  wanUp,
  wanDown,
  mediaAgentReceive,
  mediaAgentSend,
  mediaAgentCrypto,
  libraryWrite,
  libraryRead,
};

inline constexpr std::size_t resourceClassCount = 16;

std::string_view name_of(ResourceClass resource_class);

/// A flow of n stored bytes crosses n bytes of each resource on its way: what works on bytes before compression, or
/// before deduplication, has its rate divided by the ratio.
struct DataResource {
  std::string name;
  ResourceClass resource_class;
  double stored_bytes_per_s;
  std::uint32_t streams = 1;  ///< of more than one, each has a link of this rate to itself
  bool is_shared = false;     ///< several flows may cross it at once, though it is one client's
};

/// Its place in DataPaths::resources().
using ResourceId = std::size_t;

class DataPaths {
 public:
  explicit DataPaths(const scenarios::Scenario& scenario);

  const std::vector<DataResource>& resources() const { return resources_; }

  /// Where a host is: its site's WAN, or none in the data centre.
  struct Place {
    bool is_remote = false;
    ResourceId wan_up = 0;
    ResourceId wan_down = 0;
    model::Nanos wan_latency{0};
    bool operator==(const Place&) const = default;
  };
  /// Of any host of the cell.
  const Place& place_of(std::string_view host) const;

  enum class StaysWithin { none, some };
  /// Null when no site has the name. Lives as long as this.
  const Place* site_called(std::string_view name) const;

  /// What flows cross at one end.
  struct End {
    std::vector<ResourceId> within{};              ///< the host
    ResourceId network = 0;                        ///< and, where they leave or enter it, this
    StaysWithin stays_within = StaysWithin::none;  ///< flows of the scenario
  };
  using Ends = std::map<model::DataEnd, End>;
  /// Of each data end-point of a host, without the WAN; empty for a host that moves no data.
  const Ends& ends_of(std::string_view host) const;

  /// Everything that a flow crosses, from the source on.
  std::vector<ResourceId> way_of(std::string_view from, model::DataEnd from_end, std::string_view to,
                                 model::DataEnd to_end) const;

 private:
  ResourceId add(std::string name, ResourceClass resource_class, double stored_bytes_per_s, std::uint32_t streams = 1,
                 bool is_shared = false);
  struct LibraryRates {
    ResourceId write;
    ResourceId read;
  };
  LibraryRates add_library(const scenarios::Library& library);
  void add_media_agent(const scenarios::Scenario& scenario, const scenarios::MediaAgent& media_agent);
  void add_clients(const scenarios::ClientGroup& group, const scenarios::Costs& costs);
  void place(const std::string& host, const std::string& site);

  std::vector<DataResource> resources_;
  std::map<std::string, LibraryRates> libraries_;  // that MediaAgents share
  std::map<std::string, Place, std::less<>> sites_;
  std::map<std::string, Place, std::less<>> places_;  // of hosts that are not in the data centre
  std::map<std::string, Ends, std::less<>> ends_;
};

}  // namespace keycell::sim
