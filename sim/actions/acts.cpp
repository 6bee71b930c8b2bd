#include "sim/actions/acts.h"

namespace keycell::sim {

// In files of their own.
void control_jobs(const ActionSite& site, const scenarios::Operator& hand);

const std::map<std::string, ActionAct, std::less<>>& action_acts() {
  static const std::map<std::string, ActionAct, std::less<>> acts{
      {"suspend", control_jobs}, {"resume", control_jobs}, {"kill", control_jobs}};
  return acts;
}

}  // namespace keycell::sim
