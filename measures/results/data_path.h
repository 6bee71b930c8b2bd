#pragma once
// How much each resource of the data path was used in a run, and what bound whom. Bytes are stored ones.

#include <string>
#include <vector>

#include "sim/data_path.h"

namespace keycell::measures {

/// The resources of a class, all together.
struct ClassUse {
  sim::ResourceClass resource_class{};
  double stored_bytes = 0;
  double highest_use_by_a_flow = 0;  ///< share of a resource's capacity
  double bound_flow_s = 0;           ///< time of flows that it bound
  bool operator==(const ClassUse&) const = default;
};

/// A resource of a MediaAgent or a site. Uses are shares of its capacity.
struct SharedUse {
  std::string name{};
  sim::ResourceClass resource_class{};
  double capacity_bytes_per_s = 0;
  double stored_bytes = 0;
  double busy_s = 0;
  double use_while_busy = 0;
  double peak_use = 0;
  bool operator==(const SharedUse&) const = default;
};

struct BoundShare {
  std::string resource{};
  double share = 0;  ///< of the time of the flows
  bool operator==(const BoundShare&) const = default;
};

/// What bound the flows of a kind of job for one group, or to one MediaAgent.
struct BoundFlows {
  std::string kind{};
  std::string of{};
  double flow_s = 0;
  std::vector<BoundShare> by{};  ///< the largest first
  bool operator==(const BoundFlows&) const = default;
};

struct DataPathUse {
  std::vector<ClassUse> classes{};
  std::vector<SharedUse> shared{};
  std::vector<BoundFlows> bound{};
  double bin_s = 0;  ///< over so long a shared resource's use is taken as even
  bool operator==(const DataPathUse&) const = default;
};

}  // namespace keycell::measures
