#pragma once
// Opens records with what is durable at the end of a run, and with nothing else: the CSDB with SQLite's own recovery,
// the stores of KMS nodes, the libraries, and the cell's key code outside the cell. No cache helps, no event is heard.
// A KMS is asked as if it were up and its own: what only lasts for a while is no loss.

#include <map>
#include <memory>
#include <optional>

#include "model/csdb/csdb.h"
#include "model/durable.h"
#include "sim/bare_world.h"
#include "sim/cell.h"

namespace keycell::sim {

class Opener final : public model::DurableState {
 public:
  struct What {
    Fabric& fabric;
    const Cell& cell;
    const scenarios::Scenario& scenario;
    const Parts& parts;
  };
  /// After the run: no host goes on.
  explicit Opener(const What& what);
  ~Opener() override;

  model::Opened open(const model::ChunkPlace& place) override;

 private:
  /// A key of an archive file in a copy, or why there is none.
  struct Key {
    std::shared_ptr<const crypto::DataKey> key;
    model::Opened why_not{};
    std::vector<std::string> media_agents{};
  };
  class Kmss;

  const Key& key_of(std::uint64_t archive_file, std::uint64_t copy);
  Key look_up(std::uint64_t archive_file, std::uint64_t copy);
  /// Once a row of the CSDB.
  Key open_row(const model::KeyRows& rows);
  const Bytes* record_at(const model::ChunkPlace& place, const std::vector<std::string>& media_agents) const;

  What what_;
  BareWorld commserve_;
  std::optional<model::Csdb> csdb_;
  std::string no_csdb_;
  std::unique_ptr<Kmss> kmss_;
  std::unique_ptr<crypto::Hierarchy> hierarchy_;
  std::unique_ptr<crypto::RecordCipher> cipher_;
  RsaTestKeys rsa_;
  std::map<std::pair<std::uint64_t, std::uint64_t>, Key> keys_;  // by archive file and copy
  std::map<std::int64_t, Key> opened_rows_;                      // by the row of a data key
};

}  // namespace keycell::sim
