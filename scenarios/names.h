#pragma once
// Every name of a cell, each taken once.

#include <map>
#include <string>
#include <vector>

#include "scenarios/validate.h"

namespace keycell::scenarios {

/// Throws InvalidScenario for a name that is none, or is taken, in whatever case. That of a group of several clients is
/// taken too, although no host has it.
class Names {
 public:
  explicit Names(const Scenario& scenario);

  /// A word that is none of the valid ones, but the name of something else, is called what it is.
  void check_known(const Where& where, const std::string& word, const std::string& kind,
                   const std::vector<std::string>& valid_words) const;

  std::vector<std::string> sites, kms, libraries, media_agents, pools, groups;

 private:
  struct Taken {
    std::string as;  ///< in its own capitals
    std::string by;
  };
  static void take(std::map<std::string, Taken>& names, const Where& where, const std::string& name,
                   const std::string& what);

  std::map<std::string, Taken> taken_;  // by the names of hosts, sites, libraries and groups, without case
};

}  // namespace keycell::scenarios
