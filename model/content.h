#pragma once
// What clients have on their file systems: a function of (client, request of the backup, chunk), never
// stored. No row number is in it: what else the cell backs up does not change it.

#include <string_view>

#include "crypto/bytes.h"

namespace keycell::model {

Bytes content_of(std::string_view client, std::string_view request, std::uint32_t chunk, std::size_t size_bytes);

}  // namespace keycell::model
