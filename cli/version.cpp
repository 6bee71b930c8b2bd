#include "cli/version.h"

#include <fmt/format.h>

#include "sim/build.h"

namespace keycell::cli {

std::string version_text() {
  const sim::Build& build = sim::build();
  std::string text = fmt::format("keycell {}, commit {}\n", build.version, build.commit);
  for (const sim::Library& library : build.libraries)
    text +=
        fmt::format("{}{} {}", &library == &build.libraries.front() ? "with " : ", ", library.name, library.version);
  return text;
}

}  // namespace keycell::cli
