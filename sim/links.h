#pragma once
// The ways between the hosts of a cell: which are cut, and which are slow. A cut is silent: nobody is told, what is
// sent is lost, and who has to know finds out when nothing comes back.

#include <cstdint>
#include <functional>
#include <map>
#include <string_view>
#include <vector>

#include "model/events.h"
#include "model/values.h"

namespace simgrid::s4u {
class Link;
}

namespace keycell::sim {

class Fabric;
class SimHost;

class Links {
 public:
  explicit Links(Fabric& fabric) : fabric_(fabric) {}

  /// Whether what one host sends reaches another one.
  bool passes(const SimHost& from, const SimHost& to) const;
  /// Whether two hosts can keep up a connection: data needs its acknowledgements.
  bool connects(const SimHost& a, const SimHost& b) const { return passes(a, b) && passes(b, a); }
  /// What slow ways add to the latency between two hosts.
  model::Nanos added_latency(const SimHost& from, const SimHost& to) const;
  /// What is left of the rate of the control network, in millionths: at least one.
  std::uint64_t rate_left(const SimHost& from, const SimHost& to) const;

  /// From a host, to a host; never asked of two that are one.
  using Ways = std::function<bool(const SimHost& from, const SimHost& to)>;
  using Id = std::uint32_t;
  /// From a timer: cuts these ways until they are mended. Data flows that are on them break, after what is left of them
  /// has been read. Returns what names the cut.
  Id cut(Ways ways);
  void mend(Id cut);

  /// What makes the ways slow that `over` says.
  struct Slowness {
    Ways over;
    model::Nanos added;                      ///< to the latency of each packet
    std::uint64_t rate_left;                 ///< of links and of the control network, in millionths
    std::vector<simgrid::s4u::Link*> links;  ///< that carry data there
  };
  /// From a timer. Slownesses of one link multiply.
  Id slow(Slowness slowness);
  void speed_up(Id slowness);

 private:
  void set_rates(const std::vector<simgrid::s4u::Link*>& links) const;

  Fabric& fabric_;
  Id last_ = 0;
  std::map<Id, Ways> cuts_;
  std::map<Id, Slowness> slow_;
};

}  // namespace keycell::sim
