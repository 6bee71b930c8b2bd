#include "cli/policy_argument.h"

namespace keycell::cli {

properties::PolicyFile policy_of(const std::string& path) {
  return path.empty() ? properties::documented_policy() : properties::load_policy(path);
}

}  // namespace keycell::cli
