#pragma once
// What clients have on their file systems: a function of (client, archive file, chunk), never stored.

#include <string_view>

#include "crypto/bytes.h"

namespace keycell::model {

Bytes content_of(std::string_view client, std::uint64_t archive_file, std::uint32_t chunk, std::size_t size_bytes);

}  // namespace keycell::model
