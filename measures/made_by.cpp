#include <algorithm>

#include "measures/results/made_by.h"
#include "sim/build.h"

namespace keycell::measures {

MadeBy made_by_this() {
  const sim::Build& build = sim::build();
  const auto version_of = [&](const char* library) {
    const auto found = std::ranges::find(build.libraries, library, &sim::Library::name);
    return found == build.libraries.end() ? std::string() : found->version;
  };
  return {.keycell = build.version,
          .commit = build.commit,
          .simgrid = version_of("SimGrid"),
          .openssl = version_of("OpenSSL")};
}

}  // namespace keycell::measures
