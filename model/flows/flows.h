#pragma once
// The flows of a CommCell. Each has a file of its own in which the parts' shares stand in the order of the documented
// steps; a comment at the end of a line is the step's number there.

#include <string>

#include "model/csdb/csdb.h"
#include "model/protocol/commcell.pb.h"

namespace keycell::model {

class Client;
class CommServe;
class MediaAgent;

/// A data flow of a whole archive file may take this long; longer ones are broken off and retried.
inline constexpr Nanos dataDeadline = std::chrono::hours(24);

struct NewPool {
  std::string name;
  std::string media_agent;
  std::string kms;
};

/// "Storage pool creation". Asked again for a pool that exists, it does nothing.
/// Throws crypto::KmsUnavailable, crypto::KmsRefused; then the pool does not exist.
void create_storage_pool(CommServe& commserve, const NewPool& pool);

/// "Backup": what the CommServe does, and within it what the client and the MediaAgent do.
/// Throws what key code, calls and the other hosts throw; a job that is attempted again writes the same archive file.
void backup(CommServe& commserve, const JobRow& job);
void run_backup(Client& client, const protocol::RunBackup& request);
void write_chunk(MediaAgent& media_agent, const protocol::WriteChunk& request);

/// "Restore": the archive file of the client's latest completed backup, to the same client.
void restore(CommServe& commserve, const JobRow& job);
void run_restore(Client& client, const protocol::RunRestore& request);
void send_archive_file(MediaAgent& media_agent, std::string_view client, const protocol::SendArchiveFile& request);
void take_restored_chunk(Client& client, const protocol::RestoreChunk& request);

}  // namespace keycell::model
