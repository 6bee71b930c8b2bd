#pragma once
// What keycell calibrate measures: the code that a cell runs, on bytes that a cell would give it.

#include <vector>

#include "cli/takings.h"
#include "crypto/bytes.h"

namespace keycell::cli {

/// One a value of scenarios::Calibration. Throws crypto::UnsupportedCipher where OpenSSL lacks a cipher. Keys are drawn
/// from the machine's entropy and forgotten; the RSA pair is one of the test keys.
std::vector<Probe> calibration_probes();

/// Bytes that deflate makes about half as long: of every 512, the first 256 are random and the others repeat 256 that
/// came within the last 32 KiB. Always the same.
Bytes half_compressible(std::size_t size_bytes);

}  // namespace keycell::cli
