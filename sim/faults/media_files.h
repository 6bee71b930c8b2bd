#pragma once
// Which files on a MediaAgent's media are records of a client, or of an archive file.

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "scenarios/scenario.h"
#include "sim/fabric.h"

namespace keycell::sim {

/// Whose archive files are, as the events of the run say.
class OwnersOfArchiveFiles {
 public:
  /// Before the run.
  static std::shared_ptr<const OwnersOfArchiveFiles> listen(Fabric& fabric);

  /// Whether it is `whose`: a client's, or the one of this number.
  bool is_of(std::uint64_t archive_file, const std::string& whose) const;

 private:
  void hear(const model::Event& event);

  std::map<std::uint64_t, std::string> client_of_job_;   // a backup's first archive file has its number
  std::map<std::uint64_t, std::string> client_of_file_;  // that the client sent
};

bool is_media_agent(const scenarios::Scenario& scenario, std::string_view host);

/// By name, in its order: of each copy the archive files, of each of these the chunks.
std::vector<std::string> records_of(const SimDisk& disk, const OwnersOfArchiveFiles& owners, const std::string& whose);

}  // namespace keycell::sim
