#pragma once
// JSON that is no result of this version.

#include <stdexcept>

namespace keycell::properties {

/// Says where it differs, and how: "jobs.kinds.backup.restarts: expected a whole number ...".
class ResultError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace keycell::properties
