#include "properties/evidence.h"

namespace keycell::properties {

std::string Evidence::text() const {
  return event ? "event " + std::to_string(*event) + " on " + host + ": " + what : what;
}

}  // namespace keycell::properties
