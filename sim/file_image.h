#pragma once
// A file as it lies on a simulated disk.

#include <string>

#include "crypto/bytes.h"

namespace keycell::sim {

struct FileImage {
  std::string name;
  Bytes content;
};

}  // namespace keycell::sim
