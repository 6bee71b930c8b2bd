#pragma once
// The steps of every flow, as a table. The numbers are ours; `documented` names the sentences of the two product
// documents that a step is (docs/reference/documents.md).
//
// A step without one comes from another page of the vendor, or is ours.

#include <array>
#include <optional>
#include <stdexcept>
#include <string_view>

#include "crypto/key_steps.h"

namespace keycell::model {

enum class Flow { createStoragePool, createCopy, backup, restore, auxCopy, rotateMasterKey, syntheticFull, ageData };

constexpr std::string_view name_of(Flow flow) {
  switch (flow) {
    case Flow::createStoragePool: return "create-storage-pool";
    case Flow::createCopy: return "create-copy";
    case Flow::backup: return "backup";
    case Flow::restore: return "restore";
    case Flow::auxCopy: return "aux-copy";
    case Flow::rotateMasterKey: return "rotate-master-key";
    case Flow::syntheticFull: return "synthetic-full";
    case Flow::ageData: return "age-data";
  }
  return "unknown";
}

struct Step {
  Flow flow;
  int number;
  std::string_view sentence;
  std::string_view documented{};  ///< ids, with blanks between them
  /// Told by key code; the flow itself tells the others.
  std::optional<crypto::KeyStep> in_key_code{};
};

/// By flow, in the order of the numbers. A step that key code does more than
/// once in a flow (an aux copy opens two keys) is told each time; one that a
/// setting leaves out (a fetched master key where the KMS unwraps) is not.
inline constexpr std::array flowSteps{
    Step{Flow::createStoragePool, 1, "a KEK or an RSA pair is made", "2023e-pool-1", crypto::KeyStep::kekMade},
    Step{Flow::createStoragePool, 2, "the KMS is asked for a master key, makes it and says its id", "2023e-pool-2",
         crypto::KeyStep::masterKeyMade},
    Step{Flow::createStoragePool, 3, "the KEK or RSA private key is encrypted with the master key", "2023e-pool-3",
         crypto::KeyStep::kekWrapped},
    Step{Flow::createStoragePool, 4, "the CSDB has the pool, the master key's id and what was encrypted",
         "2023e-pool-4"},

    Step{Flow::createCopy, 1, "a KEK or an RSA pair is made, unless a pool has the keys", {}, crypto::KeyStep::kekMade},
    Step{Flow::createCopy, 2, "the KMS is asked for a master key, makes it and says its id",
         "2019-enable-1 2019-enable-2", crypto::KeyStep::masterKeyMade},
    Step{Flow::createCopy, 3, "the KEK or RSA private key is encrypted with the master key", "2019-enable-3",
         crypto::KeyStep::kekWrapped},
    Step{Flow::createCopy, 4, "the CSDB has the copy, the master key's id and what was encrypted",
         "2019-enable-2-stored"},

    Step{Flow::backup, 1, "a data key is made", "2019-backup-1 2023e-backup-1", crypto::KeyStep::dataKeyMade},
    Step{Flow::backup, 2, "it is encrypted and stored in the CSDB", "2019-backup-2 2023e-backup-2"},
    Step{Flow::backup, 3, "it goes to the client under the client's network password", "2023e-backup-3"},
    Step{Flow::backup, 4, "the client encrypts a chunk with it", "2023e-backup-4"},
    Step{Flow::backup, 5, "the client sends the chunk to the MediaAgent", "2023e-backup-5"},
    Step{Flow::backup, 6, "the MediaAgent writes a chunk, of an aux copy or synthetic full too",
         "2019-backup-3 2023e-backup-6"},

    Step{Flow::restore, 1, "the rows of the keys are taken from the CSDB", "2023e-restore-1"},
    Step{Flow::restore, 2, "the master key comes from the KMS", "2019-restore-1 2023e-restore-2",
         crypto::KeyStep::masterKeyFetched},
    Step{Flow::restore, 3, "it opens the KEK or RSA private key", "2019-restore-2 2023e-restore-3",
         crypto::KeyStep::kekOpened},
    Step{Flow::restore, 4, "that opens the data key", "2019-restore-3 2023e-restore-4", crypto::KeyStep::dataKeyOpened},
    Step{Flow::restore, 5, "it goes to the client under the client's network password", "2023e-restore-5"},
    Step{Flow::restore, 6, "the MediaAgent sends a chunk to the client", "2023e-restore-6"},
    Step{Flow::restore, 7, "the client decrypts the chunk", "2019-restore-4 2023e-restore-7"},

    Step{Flow::auxCopy, 1, "the master key comes from the KMS", "2019-aux-copy-1", crypto::KeyStep::masterKeyFetched},
    Step{Flow::auxCopy, 2, "it opens the KEK or RSA private key", "2019-aux-copy-2", crypto::KeyStep::kekOpened},
    Step{Flow::auxCopy, 3, "that opens a data key", "2019-aux-copy-3", crypto::KeyStep::dataKeyOpened},
    Step{Flow::auxCopy, 4, "a data key of the target copy is made", {}, crypto::KeyStep::dataKeyMade},
    Step{Flow::auxCopy, 5, "it is encrypted and stored in the CSDB"},
    Step{Flow::auxCopy, 6, "the source MediaAgent is told to copy, and given the keys that it needs"},
    Step{Flow::auxCopy, 7, "the source MediaAgent decrypts a chunk and encrypts it again", "2019-aux-copy-4"},

    Step{Flow::rotateMasterKey,
         1,
         "the KEK or RSA private key is opened with the old master key",
         {},
         crypto::KeyStep::kekOpened},
    Step{Flow::rotateMasterKey, 2, "the KMS makes a new master key", {}, crypto::KeyStep::masterKeyMade},
    Step{Flow::rotateMasterKey,
         3,
         "the KEK or RSA private key is encrypted with the new one",
         {},
         crypto::KeyStep::kekWrapped},
    Step{Flow::rotateMasterKey, 4, "the new row takes the place of the old one in the CSDB"},

    Step{Flow::syntheticFull, 1, "the master key comes from the KMS", {}, crypto::KeyStep::masterKeyFetched},
    Step{Flow::syntheticFull, 2, "it opens the KEK or RSA private key", {}, crypto::KeyStep::kekOpened},
    Step{Flow::syntheticFull, 3, "that opens a data key", {}, crypto::KeyStep::dataKeyOpened},
    Step{Flow::syntheticFull, 4, "a data key of the new archive file is made", {}, crypto::KeyStep::dataKeyMade},
    Step{Flow::syntheticFull, 5, "it is encrypted and stored in the CSDB"},
    Step{Flow::syntheticFull, 6, "the MediaAgent is told what to put together, and given the keys that it needs"},
    Step{Flow::syntheticFull, 7, "the MediaAgent decrypts a chunk and encrypts it again"},

    Step{Flow::ageData, 1, "what retention has let go, and nothing needs, is marked as aged in the CSDB"},
    Step{Flow::ageData, 2, "the row of a data key that no record needs any more is deleted with it"},
    Step{Flow::ageData, 3, "the MediaAgent deletes the chunks of what is marked"},
    Step{Flow::ageData, 4, "the CSDB has what is off the media"},
};

/// A step that the flow does not have does not compile.
consteval const Step& step_of(Flow flow, int number) {
  for (const Step& step : flowSteps)
    if (step.flow == flow && step.number == number) return step;
  throw std::out_of_range("no such step of a flow");
}

/// The step of the flow that a step of key code is; null for a step that the
/// flow does not have.
constexpr const Step* step_of(Flow flow, crypto::KeyStep in_key_code) {
  for (const Step& step : flowSteps)
    if (step.flow == flow && step.in_key_code == in_key_code) return &step;
  return nullptr;
}

}  // namespace keycell::model
