#include "sim/build.h"

#include <google/protobuf/stubs/common.h>
#include <simgrid/forward.h>
#include <simgrid/version.h>
#include <sqlite3.h>

#include "crypto/openssl_build.h"
#include "keycell_commit.h"

namespace keycell::sim {
namespace {

Build what_this_is() {
  const auto protobuf = google::protobuf::internal::VersionString(GOOGLE_PROTOBUF_VERSION);
  int major = 0;
  int minor = 0;
  int patch = 0;
  sg_version_get(&major, &minor, &patch);
  return {.version = KEYCELL_VERSION,
          .commit = KEYCELL_COMMIT,
          .libraries = {{"SimGrid", std::to_string(major) + "." + std::to_string(minor)},
                        {"OpenSSL", crypto::openssl_version()},
                        {"SQLite", sqlite3_libversion()},
                        {"Protocol Buffers", protobuf}}};
}

}  // namespace

const Build& build() {
  static const Build made = what_this_is();
  return made;
}

}  // namespace keycell::sim
