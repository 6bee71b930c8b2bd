#pragma once
// The flows of a CommCell: a file each, the parts' shares in the order of the steps. A comment at the end of a line is
// a step's number in model/flow_steps.h; what else is emitted is for folds, and the documents know nothing of it.

#include <algorithm>
#include <string>

#include "model/job_manager.h"
#include "model/protocol/commcell.pb.h"

namespace keycell::model {

class Client;
class CommServe;
class MediaAgent;

/// How long moving data may take: a day, and more for what takes longer at 100 kB/s. A host that goes away is noticed
/// at once; this is for one that never answers.
constexpr Nanos data_deadline(std::uint64_t stored_bytes) {
  constexpr std::uint64_t slowest_bytes_per_s = 100'000;
  constexpr std::uint64_t most_s = std::uint64_t{3660} * 24 * 3600;
  return std::chrono::hours(24) + std::chrono::seconds(std::min(stored_bytes / slowest_bytes_per_s, most_s));
}

/// What a chunk of a backup of before moves: it was moved before.
inline constexpr std::uint64_t pastWireBytes = 1;

/// "Storage pool creation". Asked again for a pool that exists, it does nothing.
/// Throws crypto::KmsUnavailable, crypto::KmsRefused; then the pool does not exist.
void create_storage_pool(CommServe& commserve, const NewPool& pool);

/// A storage policy copy: on a pool it takes the pool's keys (in profiles whose keys belong to pools), else it gets a
/// master key of its own. Asked again for a copy that exists, it does nothing. Throws as create_storage_pool does, and
/// RequestRefused for a pool that is not there.
void create_copy(CommServe& commserve, const NewCopy& copy);

/// Rotation: the same keys under a new master key. Data keys and data stay as they are. The old master key is left
/// alone: older copies of the CSDB need it. The same request asked again rotates once. Throws as create_storage_pool
/// does; then the old master key still counts.
void rotate_master_key(CommServe& commserve, const std::string& request, const std::string& name);

/// "Backup": what the CommServe does, and within it what the client and the MediaAgent do. When it returns the job is
/// Completed in the CSDB. Throws what key code, calls and the other hosts throw; a job that is attempted again writes
/// the same archive file, from the first chunk that is not known to be complete.
void backup(CommServe& commserve, const StreamWork& work);
/// What another host does of a flow gets the call that asked for it.
void run_backup(Client& client, CallId call, const protocol::RunBackup& request);
void write_chunk(MediaAgent& media_agent, std::string_view from, CallId call, const protocol::WriteChunk& request);

/// What a backup of this client brings.
JobSizes sizes_of(Csdb& csdb, const StreamWork& work);

/// Synthetic full backup: an archive file with everything, from those that a restore of the client would read,
/// decrypted and encrypted again at the MediaAgent; the client takes no part. Where there is no full backup to build on
/// it is a backup of everything as every other. A job that is attempted again goes on as a backup does.
void synthetic_full(CommServe& commserve, const StreamWork& work);
void run_synthetic_full(MediaAgent& media_agent, CallId call, const protocol::RunSyntheticFull& request);

/// "Restore": an archive file in the job's copy, to the client that it is of.
void restore(CommServe& commserve, const StreamWork& work);
void run_restore(Client& client, CallId call, const protocol::RunRestore& request);
void send_archive_file(MediaAgent& media_agent, std::string_view client, const protocol::SendArchiveFile& request);
void take_restored_chunk(Client& client, const protocol::RestoreChunk& request);

/// Aux copy: an archive file of the source copy into the target copy (the job's). Encryption is preserved, or renewed
/// at the source MediaAgent under the data key of the client in the target copy (with a key per client and one pool for
/// both copies that is the same one). A job that is attempted again goes on as a backup does.
void aux_copy(CommServe& commserve, const StreamWork& work);
void run_aux_copy(MediaAgent& media_agent, CallId call, const protocol::RunAuxCopy& request);

/// Data ageing of every copy that has a retention: what has passed, and nothing needs, is marked and its key rows are
/// deleted; then what is marked goes from the media. A MediaAgent that does not answer keeps it until the next time.
void age_data(CommServe& commserve);
/// After a boot: what was marked before is told again, and goes from the media.
void go_on_ageing(CommServe& commserve);
void prune_media(MediaAgent& media_agent, const protocol::PruneMedia& request);

}  // namespace keycell::model
