#include "sim/platform.h"

#include <array>
#include <csignal>
#include <string>

#include "sim/sanitizers.h"

namespace keycell::sim {
namespace {

namespace sg = simgrid::s4u;

/// The engine takes interrupts and faults for itself; what they do is for the program to say. An interrupt that comes
/// meanwhile is the program's when this is over.
class KeptSignals {
 public:
  KeptSignals() {
    sigset_t interrupt;
    ::sigemptyset(&interrupt);
    ::sigaddset(&interrupt, SIGINT);
    ::sigprocmask(SIG_BLOCK, &interrupt, &mask_);
    for (std::size_t i = 0; i < taken.size(); ++i) ::sigaction(taken[i], nullptr, &actions_[i]);
  }
  ~KeptSignals() {
    for (std::size_t i = 0; i < taken.size(); ++i) ::sigaction(taken[i], &actions_[i], nullptr);
    ::sigprocmask(SIG_SETMASK, &mask_, nullptr);
  }
  KeptSignals(const KeptSignals&) = delete;
  KeptSignals& operator=(const KeptSignals&) = delete;

 private:
  static constexpr std::array taken{SIGINT, SIGSEGV, SIGBUS};
  std::array<struct sigaction, taken.size()> actions_;
  sigset_t mask_;
};

/// With the network model that reports name: CM02, no cross-traffic, no window cap (SimGrid's defaults multiply the
/// latency of small messages and cap flows).
Platform make() {
  static std::string name = "keycell";
  static std::string quiet = "--log=root.thresh:critical";
  static std::string contexts = addressSanitizer ? "--cfg=contexts/factory:thread" : "--cfg=contexts/factory:raw";
  static std::array<char*, 4> arguments{name.data(), quiet.data(), contexts.data(), nullptr};
  int count = 3;
  const KeptSignals kept;
  auto& engine = *new sg::Engine(&count, arguments.data());
  sg::Engine::set_config("network/model:CM02");
  sg::Engine::set_config("network/crosstraffic:no");
  sg::Engine::set_config("network/TCP-gamma:0");
  sg::Engine::set_config("contexts/stack-size:256");
  return {engine, sg::create_star_zone("cell")};
}

}  // namespace

const Platform& platform() {
  static const Platform made = make();
  return made;
}

}  // namespace keycell::sim
