#pragma once
// The procedures of the two documents. Ids and sources: docs/reference/documents.md.

#include "tests/documents/cells.h"
#include "tests/documents/sentence.h"

namespace keycell::documents {

inline const Procedure poolCreation2023e{
    .name = "StoragePoolCreation2023e",
    .first_mark = "says create_storage_pool to commserve",
    .sentences = {
        {"2023e-pool-1", "the software makes a KEK for the pool", {{"commserve", "held kek $K generated"}}},
        {"2023e-pool-2",
         "it asks the KMS for a master key, and the KMS makes one",
         {{"commserve", "says kms_create to kms1"},
          {"kms1", "held master-key $M generated"},
          {"kms1", "keeps kms1-mk-1 for CommCell 2A4F, policy pool-a, copy : Active"},
          {"kms1", "says kms_create reply to commserve"}}},
        {"2023e-pool-3",
         "the KMS encrypts the KEK with the master key and sends back the encrypted KEK and the master key's id",
         {{"commserve", "says kms_wrap to kms1"},
          {"kms1", "wrapped kek $K under master-key $M"},
          {"kms1", "says kms_wrap reply to commserve"}}},
        {"2023e-pool-4",
         "the software stores the master key's id and the encrypted KEK in the CSDB",
         {{"commserve", "csdb: id kms1-mk-1"},
          {"commserve", "csdb: kek $K wrapped"},
          {"commserve", "step create-storage-pool 4"}}},
    }};

inline const Procedure poolCreationBuiltIn2023e{
    .name = "StoragePoolCreationBuiltIn2023e",
    .first_mark = "says create_storage_pool to commserve",
    .sentences = {
        {"2023e-pool-1-built-in", "the software makes a KEK for the pool", {{"commserve", "held kek $K generated"}}},
        {"2023e-pool-2-built-in",
         "with the built-in KMS the master key is made in the CommServe",
         {{"commserve", "held master-key $M generated"}}},
        {"2023e-pool-4-built-in-master-key",
         "and is stored, scrambled, in the CSDB too",
         {{"commserve", "csdb: master-key $M scrambled"}}},
        {"2023e-pool-3-built-in",
         "the KEK is encrypted with it",
         {{"commserve", "wrapped kek $K under master-key $M"}}},
        {"2023e-pool-4-built-in", "and stored in the CSDB", {{"commserve", "csdb: kek $K wrapped"}}},
    }};

inline const Procedure backup2023e{
    .name = "Backup2023e",
    .first_mark = "backup is running",
    .sentences = {
        {"2023e-backup-1",
         "the software makes a data key for the client",
         {{"commserve", "held data-key $D generated"}}},
        {"2023e-backup-2",
         "it encrypts the data key with the KEK and stores it in the CSDB",
         {{"commserve", "wrapped data-key $D under kek $K"}, {"commserve", "csdb: data-key $D wrapped"}}},
        {"2023e-backup-3",
         "the CommServe sends the data key to the client, under the client's network password",
         {{"commserve", "wrapped data-key $D under network-password $P"},
          {"commserve", "says run_backup to fs"},
          {"fs", "unwrapped data-key $D with network-password $P"}}},
        {"2023e-backup-4",
         "the client encrypts backup data with the data key",
         {{"fs", "encrypted data with data-key $D"}}},
        {"2023e-backup-5",
         "the client sends the encrypted data to the MediaAgent",
         {{"fs", "says write_chunk to ma1 with data under data-key $D"}}},
        {"2023e-backup-6",
         "the MediaAgent writes it to the target storage",
         {{"ma1", "media: with data under data-key $D"}}},
    }};

inline const Procedure restore2023e{
    .name = "Restore2023e",
    .first_mark = "step restore 1",
    .sentences = {
        {"2023e-restore-1",
         "the CommServe takes the encrypted KEK and the encrypted data key from the CSDB",
         {{"commserve", "step restore 1"}}},
        {"2023e-restore-2",
         "it fetches the master key from the KMS",
         {{"commserve", "says kms_fetch to kms1"},
          {"kms1", "says kms_fetch reply to commserve"},
          {"commserve", "held master-key $M received"}}},
        {"2023e-restore-3",
         "it decrypts the KEK with the master key",
         {{"commserve", "unwrapped kek $K with master-key $M"}}},
        {"2023e-restore-4",
         "it decrypts the data key with the KEK",
         {{"commserve", "unwrapped data-key $D with kek $K"}}},
        {"2023e-restore-5",
         "it sends the data key to the client, under the client's network password",
         {{"commserve", "wrapped data-key $D under network-password $P"},
          {"commserve", "says run_restore to fs"},
          {"fs", "unwrapped data-key $D with network-password $P"}}},
        {"2023e-restore-6",
         "the MediaAgent sends the encrypted data to the client",
         {{"ma1", "says restore_chunk to fs with data under data-key $D"}}},
        {"2023e-restore-7", "the client decrypts the data with the data key", {{"fs", "restored a chunk"}}},
    }};

inline const Procedure enabling2019{
    .name = "EnablingTheKms2019",
    .first_mark = "says create_copy to commserve",
    .sentences = {
        {"2019-enable-1",
         "the CommServe asks the KMS to make and keep a master key for the storage policy copy",
         {{"commserve", "says kms_create to kms1"}, {"kms1", "held master-key $M generated"}}},
        {"2019-enable-attributes",
         "the CommCell's id and the names of policy and copy are kept with the key, as attributes",
         {{"kms1", "keeps kms1-mk-1 for CommCell 2A4F, policy Gold, copy Primary: Active"}}},
        {"2019-enable-2", "the KMS sends the key's id back", {{"kms1", "says kms_create reply to commserve"}}},
        {"2019-enable-3",
         "by its id the master key is fetched, and with it the RSA private key is encrypted",
         {{"commserve", "says kms_fetch to kms1"},
          {"commserve", "held master-key $M received"},
          {"commserve", "wrapped rsa-private-key $R under master-key $M"}}},
        {"2019-enable-2-stored",
         "the id is stored in the CSDB (and with it the wrapped private key: one transaction, so that no crash leaves "
         "half)",
         {{"commserve", "csdb: id kms1-mk-1"}, {"commserve", "csdb: rsa-private-key $R wrapped"}}},
    }};

inline const Procedure backup2019{
    .name = "Backup2019",
    .first_mark = "backup is running",
    .sentences = {
        {"2019-backup-1",
         "the software makes a symmetric key, a random number, for the archive file",
         {{"commserve", "held data-key $D generated"}}},
        {"2019-backup-2",
         "the RSA public key encrypts it, and it is stored in the CSDB",
         {{"commserve", "wrapped data-key $D under rsa-private-key $R"}, {"commserve", "csdb: data-key $D wrapped"}}},
        {"2019-backup-3",
         "the encrypted backup data is written on the media",
         {{"fs", "encrypted data with data-key $D"}, {"ma1", "media: with data under data-key $D"}}},
    }};

/// What restores and aux copies have in common.
inline std::vector<Sentence> opening2019(const std::string& flow) {
  return {{"2019-" + flow + "-1",
           "the master key of the copy is fetched from the KMS by its id",
           {{"commserve", "says kms_fetch to kms1"}, {"commserve", "held master-key $M received"}}},
          {"2019-" + flow + "-2",
           "it decrypts the RSA private key from the CSDB",
           {{"commserve", "unwrapped rsa-private-key $R with master-key $M"}}},
          {"2019-" + flow + "-3",
           "the RSA private key decrypts the symmetric key from the CSDB",
           {{"commserve", "unwrapped data-key $D with rsa-private-key $R"}}}};
}

inline const Procedure restore2019 = [] {
  Procedure restore{.name = "Restore2019", .first_mark = "step restore 1", .sentences = opening2019("restore")};
  restore.sentences.push_back({"2019-restore-4",
                               "the symmetric key decrypts the archive file",
                               {{"fs", "unwrapped data-key $D with network-password $P"},
                                {"ma1", "says restore_chunk to fs with data under data-key $D"},
                                {"fs", "restored a chunk"}}});
  return restore;
}();

inline const Procedure auxCopy2019 = [] {
  // The job after the backup's.
  Procedure aux_copy{.name = "AuxCopy2019", .first_mark = "step backup 6", .sentences = opening2019("aux-copy")};
  aux_copy.sentences.push_back({"2019-aux-copy-4",
                                "the symmetric key decrypts the archive file; the copy gets it under a key of its own",
                                {{"ma1", "unwrapped data-key $D with network-password $P"},
                                 {"ma1", "unwrapped data-key $E with network-password $P"},
                                 {"ma1", "encrypted data with data-key $E"},
                                 {"ma2", "media: with data under data-key $E"}}});
  return aux_copy;
}();

}  // namespace keycell::documents
