#pragma once
// How much a backup of a client reads. Clients know that when they are backed up; here it is known when the backup is
// submitted.

#include "model/due_times.h"

namespace keycell::model {

/// What compression and deduplication leave of this many bytes: at least one. 0: all.
DataSize size_of(std::uint64_t front_end_bytes, std::uint32_t compression_permille, std::uint32_t dedup_permille);

/// Of one that is not drawn, so long after the last one: the same of every client.
JobSizes sizes_of(const FrontEnd& front_end, Nanos since_last);
/// Of a client's backup by this request. What the client has is drawn by its name, so it is the same every night; what
/// changes, by the request too.
JobSizes sizes_of(const FrontEnd& front_end, Nanos since_last, const std::string& client, const std::string& request,
                  const Chance& chance);

}  // namespace keycell::model
